namespace ZTunnelSim;

/// <summary>What a pod requests of its node, or what a node has for pods: Kubernetes' cpu and memory.</summary>
/// <param name="CpuMillicores">CPU in thousandths of a core, at least 0.</param>
/// <param name="MemoryBytes">Memory in bytes, at least 0.</param>
public readonly record struct PodResources(long CpuMillicores, long MemoryBytes)
{
    /// <summary>The sum of two.</summary>
    public static PodResources operator +(PodResources a, PodResources b) =>
        new(a.CpuMillicores + b.CpuMillicores, a.MemoryBytes + b.MemoryBytes);

    /// <summary>The difference of two.</summary>
    public static PodResources operator -(PodResources a, PodResources b) =>
        new(a.CpuMillicores - b.CpuMillicores, a.MemoryBytes - b.MemoryBytes);

    /// <summary>Whether all of this fits into what is left.</summary>
    /// <param name="free">What is left.</param>
    public bool FitsInto(PodResources free) => CpuMillicores <= free.CpuMillicores && MemoryBytes <= free.MemoryBytes;
}
