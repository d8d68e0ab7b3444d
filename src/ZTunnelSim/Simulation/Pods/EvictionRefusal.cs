namespace ZTunnelSim;

/// <summary>Why the Eviction API does not evict a pod.</summary>
/// <param name="Reason">The reason.</param>
internal readonly record struct EvictionRefusal(string Reason)
{
    /// <summary>
    /// What the API answers where it is an error; null where a budget does not allow it yet, which alone kubectl tries again. The
    /// evacuation of a node with an error fails once its other pods have gone.
    /// </summary>
    public string? Error { get; init; }

    /// <summary>
    /// Where another eviction under the same budget came at the same instant, after how many seconds the API itself decides again: it has
    /// not refused yet. 0 anywhere else.
    /// </summary>
    public double DecidedAfter { get; init; }
}
