using System.Text.Json;
using System.Text.RegularExpressions;

namespace ZTunnelSim.Collecting;

/// <summary>
/// The one way of Kubernetes objects into a bundle. What may hold a secret is left out: environment values, commands and their arguments,
/// what probes and hooks run, annotations that no reader goes by (a copy of the whole object is one), messages, and the chart's values but
/// ztunnel's own. Of ztunnel's environment the names stay, and the values of those that decide how long it drains.
/// </summary>
/// <param name="redaction">How names are hashed; null: they stay.</param>
internal sealed partial class ObjectFilter(Redaction? redaction)
{
    private static readonly HashSet<string> LeftOut = new(StringComparer.Ordinal)
    {
        "managedFields", "envFrom", "command", "args", "lifecycle", "exec", "httpHeaders", "message", "data", "stringData", "binaryData",
        // The names of all images of a node: most of its object, and of no use here.
        "images",
    };

    /// <summary>The annotations that readers go by.</summary>
    private static readonly HashSet<string> Annotations = new(StringComparer.Ordinal)
    {
        "kubernetes.io/config.mirror", "sidecar.istio.io/status", "ambient.istio.io/redirection",
    };

    private static readonly HashSet<string> Variables = new(StringComparer.Ordinal) { DrainVariables.Deadline, DrainVariables.Grace };

    /// <summary>Maps whose keys people choose.</summary>
    private static readonly HashSet<string> OwnKeys =
        new(StringComparer.Ordinal) { "labels", "matchLabels", "nodeSelector", "annotations" };

    /// <summary>Maps of quantities, by resource.</summary>
    private static readonly HashSet<string> Quantities =
        new(StringComparer.Ordinal) { "requests", "limits", "allocatable", "capacity", "overhead", "allocatedResources" };

    /// <summary>Keys whose texts are Kubernetes' or Istio's own words.</summary>
    private static readonly HashSet<string> OwnWords = new(StringComparer.Ordinal)
    {
        "apiVersion", "kind", "phase", "type", "status", "reason", "operator", "effect", "protocol", "restartPolicy", "dnsPolicy",
        "podManagementPolicy", "unhealthyPodEvictionPolicy", "preemptionPolicy", "qosClass", "imagePullPolicy", "minAvailable",
        "maxUnavailable", "maxSurge", "version", "kubeletVersion", "osImage", "operatingSystem", "architecture", "containerRuntimeVersion",
        "kernelVersion", "updateStrategy", "terminationGracePeriodSeconds", DrainVariables.Deadline, DrainVariables.Grace,
    };

    private static readonly string[] KnownDomains =
        ["kubernetes.io", "k8s.io", "istio.io", "amazonaws.com", "cloud.google.com", "azure.com"];

    private static readonly HashSet<string> KnownLabels = new(StringComparer.Ordinal)
    {
        "app", "component", "k8s-app", "pod-template-hash", "controller-revision-hash", "pod-template-generation", "type",
        // What the requirement names that binds a DaemonSet's pod to its node.
        "metadata.name",
    };

    /// <summary>Writes an object.</summary>
    /// <param name="item">As the API server gave it.</param>
    /// <param name="type">What it is: items of a list do not say it themselves.</param>
    /// <param name="writer">Where to.</param>
    public void Write(JsonElement item, ObjectType type, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        if (item.At("apiVersion").Text() is null) writer.WriteString("apiVersion", type.ApiVersion);
        if (item.At("kind").Text() is null) writer.WriteString("kind", type.Kind);
        WriteMembers(item, "", IsZTunnel(item, type), writer);
        writer.WriteEndObject();
    }

    /// <summary>Whether an object is the pod, DaemonSet or resource that ztunnel's own environment is in.</summary>
    private static bool IsZTunnel(JsonElement item, ObjectType type) => type.Kind switch
    {
        "DaemonSet" => item.At("metadata", "name").Text()?.StartsWith("ztunnel", StringComparison.Ordinal) == true
            || item.At("spec", "template", "metadata", "labels", "app").Text() == "ztunnel",
        "ZTunnel" => true,
        _ => false,
    };

    private void WriteMembers(JsonElement map, string key, bool isZTunnel, Utf8JsonWriter writer)
    {
        foreach (JsonProperty member in map.EnumerateObject())
        {
            if (LeftOut.Contains(member.Name) || (key == "annotations" && !Annotations.Contains(member.Name))) continue;
            if (member.Name == "env")
            {
                if (isZTunnel) WriteVariables(member.Value, writer);
                continue;
            }
            writer.WritePropertyName(KeyIn(key, member.Name));
            // The operator's resources hold all charts' values, in which there may be anything.
            if (key == "spec" && member.Name == "values") WriteValues(member.Value, isZTunnel, writer);
            else WriteValue(member.Value, member.Name, key, isZTunnel, writer);
        }
    }

    private void WriteValue(JsonElement value, string key, string parent, bool isZTunnel, Utf8JsonWriter writer)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                WriteMembers(value, key, isZTunnel, writer);
                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (JsonElement item in value.EnumerateArray()) WriteValue(item, key, parent, isZTunnel, writer);
                writer.WriteEndArray();
                break;
            case JsonValueKind.String when redaction is not null:
                writer.WriteStringValue(TextIn(key, parent, value.GetString()!));
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    private void WriteValues(JsonElement values, bool isZTunnel, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        if (values.At("ztunnel") is { ValueKind: JsonValueKind.Object } own)
        {
            writer.WritePropertyName("ztunnel");
            WriteValue(own, "ztunnel", "values", isZTunnel, writer);
        }
        writer.WriteEndObject();
    }

    /// <summary>An array as in a pod, or a map as in the chart's values.</summary>
    private static void WriteVariables(JsonElement env, Utf8JsonWriter writer)
    {
        writer.WritePropertyName("env");
        if (env.ValueKind == JsonValueKind.Object)
        {
            writer.WriteStartObject();
            foreach (JsonProperty variable in env.EnumerateObject().Where(v => Variables.Contains(v.Name))) variable.WriteTo(writer);
            writer.WriteEndObject();
            return;
        }
        writer.WriteStartArray();
        foreach (JsonElement variable in env.Items())
        {
            if (variable.At("name").Text() is not { } name) continue;
            writer.WriteStartObject();
            writer.WriteString("name", name);
            if (Variables.Contains(name) && variable.At("value").Text() is { } value) writer.WriteString("value", value);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    private string KeyIn(string map, string key) => redaction is null ? key
        : OwnKeys.Contains(map) || Quantities.Contains(map) ? LabelKey(key)
        : key;

    private string TextIn(string key, string parent, string text) =>
        OwnKeys.Contains(parent) ? redaction!.Text(text)
            : OwnWords.Contains(key) || Quantities.Contains(parent) || Time().IsMatch(text)
            || (key == "priorityClassName" && text.StartsWith("system-", StringComparison.Ordinal)) ? text
            // A requirement names a label, a taint has a key like one.
            : key == "key" ? LabelKey(text)
            : redaction!.Text(text);

    private string LabelKey(string key)
    {
        int slash = key.IndexOf('/', StringComparison.Ordinal);
        string domain = slash < 0 ? "" : key[..slash];
        bool isKnown = slash < 0
            ? KnownLabels.Contains(key) || Quantity().IsMatch(key)
            : KnownDomains.Any(known => domain == known || domain.EndsWith("." + known, StringComparison.Ordinal));
        return isKnown ? key : redaction!.Text(key);
    }

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$")]
    private static partial Regex Time();

    [GeneratedRegex(@"^(cpu|memory|pods|ephemeral-storage|hugepages-\w+)$")]
    private static partial Regex Quantity();
}
