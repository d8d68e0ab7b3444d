using ZTunnelSim.Data.Yaml;
using ZTunnelSim.Model;

namespace ZTunnelSim.Data.Scenarios;

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

    /// <summary>Thousandths of a core, rounded up as Kubernetes does: 500m, 0.5 or 2.</summary>
    public static long Millicores(YamlValue value) => Quantity(value, 1000, "cores (2, 0.5 or 500m)");

    /// <summary>Bytes: 1Gi, 512Mi, 1G or 1e9.</summary>
    public static long Bytes(YamlValue value) => Quantity(value, 1, "bytes (512Mi, 1Gi, 1G)");

    private static long Quantity(YamlValue value, double scale, string what)
    {
        // Beyond this a sum could overflow, and nobody has it.
        const double Largest = 1e18;
        return QuantityText.TryParse(value.Text(), out double number) && number * scale <= Largest
            ? (long)Math.Ceiling(number * scale)
            : throw value.Error($"an amount of {what} is expected, but {value.Given()} was given.");
    }
}
