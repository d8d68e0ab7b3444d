using System.Text;
using System.Text.Json;

namespace ZTunnelSim.Data;

/// <summary>The connections that a ztunnel holds now: for each pod its name and its inbound and outbound connections.</summary>
/// <remarks>
/// <c>istioctl ztunnel-config connections -o json</c> writes an array of pods, ztunnel's <c>config_dump</c> has them under
/// <c>workloadState</c> (istio/istio istioctl/pkg/writer/ztunnel/configdump). Each connection has addresses and a protocol, no age. The
/// dump is one JSON document and is held in memory as a whole.
/// </remarks>
internal static class OpenConnectionsReader
{
    public static void Read(Stream stream, ReadContext context)
    {
        using JsonDocument document = JsonInput.Document(stream, context.File);
        JsonElement root = document.RootElement;
        if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("workloadState", out JsonElement state))
            root = state;
        foreach (JsonElement pod in Items(root, context, "the dump is neither an array of pods nor an object with workloadState"))
            ReadPod(pod, context);
        context.Note("a dump of open connections holds no ages: it gives counts and no lifetimes.");
    }

    private static void ReadPod(JsonElement pod, ReadContext context)
    {
        if (pod.ValueKind != JsonValueKind.Object || !pod.TryGetProperty("info", out JsonElement info)
            || info.ValueKind != JsonValueKind.Object || Text(info, "name") is not { Length: > 0 } name)
            throw new InputException("a pod of the dump has no info with a name.", context.File);
        string space = Text(info, "namespace") ?? "";
        long inbound = 0, outbound = 0;
        if (pod.TryGetProperty("connections", out JsonElement connections) && connections.ValueKind == JsonValueKind.Object)
        {
            inbound = Count(connections, "inbound", name, context);
            outbound = Count(connections, "outbound", name, context);
        }
        Span<byte> buffer = stackalloc byte[WorkloadKey.MaxBytes];
        ReadOnlySpan<byte> workload = WorkloadKey.Join(Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(space), buffer);
        context.AddOpen(new PodConnections(name, space, Encoding.UTF8.GetString(workload), inbound, outbound));
    }

    private static long Count(JsonElement connections, string side, string pod, ReadContext context)
    {
        if (!connections.TryGetProperty(side, out JsonElement list) || list.ValueKind == JsonValueKind.Null) return 0;
        return Items(list, context, $"the {side} connections of pod {pod} are not an array").LongCount();
    }

    private static IEnumerable<JsonElement> Items(JsonElement element, ReadContext context, string problem) =>
        element.ValueKind switch
        {
            JsonValueKind.Array => element.EnumerateArray(),
            JsonValueKind.Object => element.EnumerateObject().Select(p => p.Value),
            _ => throw new InputException($"{problem}.", context.File),
        };

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
