using System.Runtime.InteropServices;
using System.Text.Json;

namespace ZTunnelSim.Collecting;

/// <summary>A ztunnel pod, and what has to be known to ask for its log.</summary>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Name">Its name.</param>
/// <param name="Node">Its node; empty where it has none.</param>
/// <param name="Container">ztunnel's own container; null where the pod does not say.</param>
/// <param name="DaemonSet">The DaemonSet that owns it; null where none does.</param>
/// <param name="IsRunning">Whether its process runs.</param>
/// <param name="Started">Since when.</param>
/// <param name="Restarts">How often it was started again: then there is a log of the process before.</param>
internal sealed record ZTunnelPod(
    string Namespace, string Name, string Node, string? Container, string? DaemonSet, bool IsRunning, DateTimeOffset? Started, int Restarts)
{
    public string FullName => $"{Namespace}/{Name}";

    /// <summary>Reads a pod as the inventory does; null where it is none of ztunnel's.</summary>
    public static ZTunnelPod? Of(JsonElement item)
    {
        Utf8JsonReader reader = new(JsonMarshal.GetRawUtf8Value(item));
        reader.Read();
        YamlValue value = new(JsonSyntax.Read(ref reader, 1), new ValueSource("the API server's list of pods", 1, "an object"), "pod");
        InventoryPod pod = PodReader.Read(value, item.At("spec", "nodeName").Text() ?? "");
        if (!pod.IsZTunnel) return null;
        string?[] containers = [.. item.At("spec", "containers").Items().Select(c => c.At("name").Text())];
        return new(
            pod.Namespace, pod.Name, pod.Node, containers.FirstOrDefault(c => c == ManifestKeys.Container) ?? containers.FirstOrDefault(),
            pod.Owner.Kind == PodOwnerKind.DaemonSet ? pod.Owner.Name : null, pod.Times!.Started is not null, pod.Times.Started,
            pod.Times.Restarts);
    }
}
