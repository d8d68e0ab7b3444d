namespace ZTunnelSim;

/// <summary>Why the Eviction API does not evict a pod.</summary>
/// <param name="Reason">The reason.</param>
/// <param name="IsFinal">
/// Whether it is an error: kubectl tries again only what a budget does not allow yet; the evacuation of a node with such a pod fails once
/// its other pods have gone.
/// </param>
internal readonly record struct EvictionRefusal(string Reason, bool IsFinal);
