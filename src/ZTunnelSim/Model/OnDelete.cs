namespace ZTunnelSim;

/// <summary>
/// The DaemonSet's OnDelete strategy without evacuation: somebody deletes the ztunnel pods, some nodes at a time, and
/// goes on when the new ones are available. A node has no listener from SIGTERM until its new pod listens.
/// </summary>
public sealed record OnDelete : UpdateStrategy
{
    /// <summary>Deletes the ztunnel pods of so many nodes at a time.</summary>
    /// <param name="batchSize">How many nodes at a time; percentages round up.</param>
    /// <param name="pauseSeconds">Seconds between a batch that is available and the next one, at least 0.</param>
    /// <exception cref="ArgumentException">A value is outside its range.</exception>
    public OnDelete(IntOrPercent batchSize, double pauseSeconds = 0)
    {
        if (batchSize.Value < 1) throw new ArgumentException($"A batch has at least one node, but {batchSize} was given.", nameof(batchSize));
        if (!(pauseSeconds >= 0 && double.IsFinite(pauseSeconds)))
            throw new ArgumentOutOfRangeException(nameof(pauseSeconds), pauseSeconds, "A pause is finite and at least 0 s.");
        (BatchSize, PauseSeconds) = (batchSize, pauseSeconds);
    }

    /// <summary>How many nodes at a time.</summary>
    public IntOrPercent BatchSize { get; }

    /// <summary>Seconds between two batches.</summary>
    public double PauseSeconds { get; }

    /// <inheritdoc/>
    public override string ToString() => $"OnDelete batches of {BatchSize}";
}
