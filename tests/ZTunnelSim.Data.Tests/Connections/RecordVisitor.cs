namespace ZTunnelSim.Data.Tests;

/// <summary>Hands each connection that a reader finds on as a record, so that tests see what was read of a line.</summary>
internal sealed class RecordVisitor(Action<ConnectionRecord> visit) : IConnectionSink
{
    public static ConnectionReadReport Visit(Action<ConnectionRecord> visit, ConnectionReadOptions options) =>
        ConnectionFiles.ReadAll(["-"], options, new RecordVisitor(visit), CancellationToken.None);

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

    private static string? Name(ReadOnlySpan<byte> name) => name.IsEmpty ? null : Utf8Names<string>.Text(name);
}
