namespace ZTunnelSim.Data;

/// <summary>How a simulated rollout is written as an access log.</summary>
public sealed record ZTunnelLogOptions
{
    /// <summary>The instant that is the rollout's start: second 0 of the trace.</summary>
    public DateTimeOffset Start { get; init; } = new(2026, 1, 5, 8, 0, 0, TimeSpan.Zero);

    /// <summary>Whether lines are JSON objects, as with <c>LOG_FORMAT=json</c>, instead of text.</summary>
    public bool Json { get; init; }

    /// <summary>
    /// Whether each line begins with its pod, as <c>kubectl logs --prefix</c> writes it; otherwise nothing tells nodes apart.
    /// </summary>
    public bool PodPrefix { get; init; } = true;

    /// <summary>
    /// The side that all lines are said to be logged from. The model's connections have one end each, so that there is one line for each.
    /// </summary>
    public ConnectionDirection Direction { get; init; } = ConnectionDirection.Outbound;

    /// <summary>Connections that ended before this second of the trace are left out.</summary>
    public double FromSeconds { get; init; } = double.NegativeInfinity;

    /// <summary>Connections that ended at this second of the trace or later are left out.</summary>
    public double ToSeconds { get; init; } = double.PositiveInfinity;

    /// <exception cref="InputException">A value is outside its range.</exception>
    internal void Validate()
    {
        if (Direction is not (ConnectionDirection.Outbound or ConnectionDirection.Inbound))
            throw new InputException($"must be Outbound or Inbound, not {Direction}.", key: nameof(Direction));
        if (!(FromSeconds < ToSeconds))
            throw new InputException($"{FromSeconds:R} must be below ToSeconds, {ToSeconds:R}.", key: nameof(FromSeconds));
    }
}
