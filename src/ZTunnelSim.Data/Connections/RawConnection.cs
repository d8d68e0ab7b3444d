namespace ZTunnelSim.Data;

/// <summary>
/// A connection as a reader sees it: names are still UTF-8 bytes of the line at hand, so that nothing is allocated for a name that nobody
/// asks for. An empty span is an absent name, 0 ticks are an unknown time.
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
    public ConnectionEnding Ending;

    /// <summary>The age in seconds up to which its end would have been seen, of a table that says so; 0: at any age.</summary>
    public double LatestSeconds;

    /// <summary>The client's address and port, as the side that logged it saw them; of a log only.</summary>
    public ReadOnlySpan<byte> SourceAddress;

    /// <inheritdoc cref="SourceAddress"/>
    public ReadOnlySpan<byte> DestinationAddress;

    /// <summary>The server's address and port behind the tunnel.</summary>
    public ReadOnlySpan<byte> HboneAddress;

    /// <summary>The window of the log that holds it: its pod, or its file; null where it is of no log.</summary>
    public ObservationWindow? Window;

    /// <summary>UTC ticks of 100 ns, as <see cref="DateTimeOffset.UtcTicks"/>.</summary>
    public long StartTicks;

    /// <inheritdoc cref="StartTicks"/>
    public long EndTicks;

    /// <summary>Whether its own end was not seen: it lived longer than what is known.</summary>
    public readonly bool IsCensored =>
        Ending is ConnectionEnding.StillOpen or ConnectionEnding.CutByDrain or ConnectionEnding.CutWithTunnel;

    /// <summary>Whether a name has characters that none has.</summary>
    public readonly bool HasControl =>
        Utf8Text.Problem(SourceWorkload) is not null || Utf8Text.Problem(SourceNamespace) is not null
        || Utf8Text.Problem(Service) is not null || Utf8Text.Problem(DestinationWorkload) is not null
        || Utf8Text.Problem(DestinationNamespace) is not null;

    /// <summary>Whether the drain of the ztunnel that logged it cut it.</summary>
    public readonly bool KilledByDrain => Ending == ConnectionEnding.CutByDrain;
}
