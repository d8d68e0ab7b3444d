namespace ZTunnelSim.Data;

/// <summary>
/// A connection that is kept beyond its line, until it is known what became of it: a <see cref="RawConnection"/> with names of its own.
/// </summary>
internal sealed class HeldConnection(in RawConnection connection, int file, long line)
{
    private readonly byte[] _sourceWorkload = connection.SourceWorkload.ToArray();
    private readonly byte[] _sourceNamespace = connection.SourceNamespace.ToArray();
    private readonly byte[] _service = connection.Service.ToArray();
    private readonly byte[] _destinationWorkload = connection.DestinationWorkload.ToArray();
    private readonly byte[] _destinationNamespace = connection.DestinationNamespace.ToArray();
    private readonly ConnectionDirection _direction = connection.Direction;
    private readonly double _durationSeconds = connection.DurationSeconds;
    private readonly ConnectionEnding _ending = connection.Ending;

    /// <summary>The number of its file among those read, from 0.</summary>
    public int File => file;

    /// <summary>Its line in that file, from 1.</summary>
    public long Line => line;

    /// <inheritdoc cref="RawConnection.EndTicks"/>
    public long EndTicks { get; } = connection.EndTicks;

    public RawConnection ToRaw() => new()
    {
        SourceWorkload = _sourceWorkload,
        SourceNamespace = _sourceNamespace,
        Service = _service,
        DestinationWorkload = _destinationWorkload,
        DestinationNamespace = _destinationNamespace,
        Direction = _direction,
        DurationSeconds = _durationSeconds,
        Ending = _ending,
        EndTicks = EndTicks,
    };
}
