namespace ZTunnelSim.Data.Connections;

/// <summary>
/// A connection as a reader sees it: names are still UTF-8 bytes of the line at hand, so that nothing is allocated for
/// a name that nobody asks for. An empty span is an absent name, 0 ticks are an unknown time.
/// </summary>
internal ref struct RawConnection
{
    public ReadOnlySpan<byte> SourceWorkload;
    public ReadOnlySpan<byte> SourceNamespace;
    public ReadOnlySpan<byte> Service;
    public ReadOnlySpan<byte> DestinationWorkload;
    public ReadOnlySpan<byte> DestinationNamespace;
    public ConnectionDirection Direction;
    public double DurationSeconds;
    public double EntrySeconds;
    public bool IsCensored;
    public bool KilledByDrain;

    /// <summary>The window of the log that holds it: its pod, or its file; null where it is of no log.</summary>
    public ObservationWindow? Window;

    /// <summary>UTC ticks of 100 ns, as <see cref="DateTimeOffset.UtcTicks"/>.</summary>
    public long StartTicks;

    /// <inheritdoc cref="StartTicks"/>
    public long EndTicks;
}
