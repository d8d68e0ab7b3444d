namespace ZTunnelSim.Data;

/// <summary>
/// What a pod requests: its containers together; or, while it starts, an init container together with the sidecars (init containers that
/// are restarted always) before it, if that is more; and its overhead. Source: Kubernetes documentation, "Resource sharing within
/// containers" and "Sidecar containers".
/// </summary>
internal static class PodRequests
{
    /// <summary>Thousandths of a core, and bytes.</summary>
    public static (long MilliCpu, long MemoryBytes) Of(YamlValue spec) =>
        (Sum(spec, "cpu", q => q.Thousandths), Sum(spec, "memory", q => q.Units));

    private static long Sum(YamlValue spec, string resource, Func<Quantity, long> unit)
    {
        decimal sidecars = 0, starting = 0;
        foreach (YamlValue container in spec["initContainers"].Items())
        {
            long own = Request(container);
            if (container["restartPolicy"].OptionalText() == "Always") sidecars += own;
            starting = Math.Max(starting, container["restartPolicy"].OptionalText() == "Always" ? sidecars : sidecars + own);
        }
        decimal running = sidecars + spec["containers"].Items().Sum(c => (decimal)Request(c));
        long overhead = Quantity.Read(spec["overhead"][resource]) is { } extra ? unit(extra) : 0;
        decimal sum = Math.Max(running, starting) + overhead;
        return sum <= long.MaxValue ? (long)sum : throw spec.Error($"its containers request more {resource} together than can be counted.");

        long Request(YamlValue container) =>
            Quantity.Read(container["resources"]["requests"][resource]) is { } quantity ? unit(quantity) : 0;
    }
}
