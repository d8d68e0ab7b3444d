namespace ZTunnelSim.Data;

/// <summary>Hands each connection on as a record with its names as strings, each name made once.</summary>
internal sealed class RecordVisitor(ConnectionReadOptions options, Action<ConnectionRecord> visit) : IConnectionSink
{
    private readonly Utf8Names<string> _names = new();

    public void Add(in RawConnection connection) => visit(new ConnectionRecord
    {
        DurationSeconds = connection.DurationSeconds,
        EntrySeconds = connection.EntrySeconds,
        IsCensored = connection.IsCensored,
        KilledByDrain = connection.KilledByDrain,
        Start = Time(connection.StartTicks),
        End = Time(connection.EndTicks),
        Direction = connection.Direction,
        SourceWorkload = Name(connection.SourceWorkload),
        SourceNamespace = Name(connection.SourceNamespace),
        Service = Name(connection.Service),
        DestinationWorkload = Name(connection.DestinationWorkload),
        DestinationNamespace = Name(connection.DestinationNamespace),
    });

    // A dump of open connections tells of no lifetimes, so there is no record to make.
    public void AddOpen(PodConnections open)
    {
    }

    private static DateTimeOffset? Time(long ticks) => ticks > 0 ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    private string? Name(ReadOnlySpan<byte> name) =>
        name.IsEmpty ? null : _names.Get(name, options.MaxWorkloads, text => text);
}
