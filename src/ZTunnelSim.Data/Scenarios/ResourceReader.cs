namespace ZTunnelSim.Data;

/// <summary>Reads cpu and memory, as Kubernetes writes them.</summary>
internal static class ResourceReader
{
    /// <summary>What a pod requests; what is left out is 0.</summary>
    public static PodResources Requests(YamlValue value)
    {
        YamlMap map = value.Map("cpu", "memory");
        return new(map.Optional("cpu") is { } cpu ? Millicores(cpu) : 0, map.Optional("memory") is { } memory ? Bytes(memory) : 0);
    }

    /// <summary>What a node has for requests; null where nothing is said. Of what is left out there is always enough.</summary>
    public static PodResources? Allocatable(YamlMap node)
    {
        YamlValue? cpu = node.Optional("cpu"), memory = node.Optional("memory");
        if (cpu is null && memory is null) return null;
        return new(cpu is null ? long.MaxValue : Millicores(cpu), memory is null ? long.MaxValue : Bytes(memory));
    }

    /// <summary>Thousandths of a core: 500m, 0.5 or 2.</summary>
    public static long Millicores(YamlValue value) => Read(value, "cores (2, 0.5 or 500m)").Thousandths;

    /// <summary>Bytes: 1Gi, 512Mi, 1G or 1e9.</summary>
    public static long Bytes(YamlValue value) => Read(value, "bytes (512Mi, 1Gi, 1G)").Units;

    private static Quantity Read(YamlValue value, string what) =>
        Quantity.TryParse(value.Text(), out Quantity quantity) && quantity.Amount >= 0
        ? quantity
        : throw value.Error($"an amount of {what} is expected, but {value.Given()} was given.");
}
