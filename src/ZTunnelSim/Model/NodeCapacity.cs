namespace ZTunnelSim;

/// <summary>How many pods a node takes, and what it has for their requests (its <c>allocatable</c>).</summary>
/// <param name="Pods">The largest number of pods, at least 0.</param>
/// <param name="Resources">What is there for requests; <see langword="null"/>: requests are not looked at.</param>
public readonly record struct NodeCapacity(int Pods, PodResources? Resources = null)
{
    /// <summary>110 pods, the kubelet's default <c>maxPods</c>, and no limit on requests.</summary>
    public static NodeCapacity Default { get; } = new(110);
}
