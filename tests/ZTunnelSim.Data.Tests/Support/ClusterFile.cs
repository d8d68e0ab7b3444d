using System.Text;
using System.Text.Json.Nodes;

namespace ZTunnelSim.Data.Tests;

/// <summary>Puts together what kubectl prints of a cluster, object by object.</summary>
internal sealed class ClusterFile
{
    private readonly JsonArray _items = [];

    /// <summary>A node of 2 cores, 8 GiB and 10 pods.</summary>
    public ClusterFile Node(
        string name, string? ready = "True", string cpu = "2", int pods = 10, params (string Key, string Value)[] labels)
    {
        JsonObject node = new()
        {
            ["kind"] = "Node",
            ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = Object(labels) },
            ["status"] = new JsonObject
            {
                ["allocatable"] = new JsonObject { ["cpu"] = cpu, ["memory"] = "8Gi", ["pods"] = $"{pods}" },
                ["conditions"] = ready is null ? [] : new JsonArray(Condition(ready)),
            },
        };
        _items.Add(node);
        return this;
    }

    /// <summary>Says when the object that was added last was created, and when its kubelet was heard last, as it is a node.</summary>
    public ClusterFile Since(string created, string heartbeat)
    {
        _items[^1]!["metadata"]!["creationTimestamp"] = created;
        _items[^1]!["status"]!["conditions"]![0]!["lastHeartbeatTime"] = heartbeat;
        return this;
    }

    /// <summary>A ztunnel pod as its DaemonSet makes it, with 200m CPU; what is given is merged into it.</summary>
    public ClusterFile ZTunnel(string node, string merge = "{}", string owner = "ztunnel", string? ready = "True") =>
        Pod("istio-system", $"ztunnel-{_items.Count}", node, "DaemonSet", owner, "200m", Merged(
            """{"metadata":{"labels":{"app":"ztunnel"}},"spec":{"priority":2000001000}}""", merge), ready);

    /// <summary>A pod.</summary>
    public ClusterFile Pod(
        string space, string name, string? node, string ownerKind, string owner, string cpu, string merge = "{}", string? ready = "True")
    {
        JsonObject pod = new()
        {
            ["kind"] = "Pod",
            ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = space },
            ["spec"] = new JsonObject
            {
                ["nodeName"] = node,
                ["containers"] = new JsonArray(new JsonObject
                {
                    ["resources"] = new JsonObject { ["requests"] = new JsonObject { ["cpu"] = cpu } },
                }),
            },
            ["status"] = new JsonObject { ["phase"] = "Running", ["conditions"] = ready is null ? [] : new JsonArray(Condition(ready)) },
        };
        if (ownerKind.Length > 0)
        {
            pod["metadata"]!["ownerReferences"] = new JsonArray(
                new JsonObject { ["kind"] = ownerKind, ["name"] = owner, ["controller"] = true });
        }
        _items.Add(Merged(pod, JsonNode.Parse(merge)!.AsObject()));
        return this;
    }

    /// <summary>A PodDisruptionBudget on the pods of an app.</summary>
    public ClusterFile Budget(string space, string name, string app, int maxUnavailable)
    {
        _items.Add(JsonNode.Parse(
            $$$$"""
            {"kind":"PodDisruptionBudget","apiVersion":"policy/v1","metadata":{"name":"{{{{name}}}}","namespace":"{{{{space}}}}"},
             "spec":{"maxUnavailable":{{{{maxUnavailable}}}},"selector":{"matchLabels":{"app":"{{{{app}}}}"} } } }
            """));
        return this;
    }

    public override string ToString() => new JsonObject { ["kind"] = "List", ["items"] = _items.DeepClone() }.ToJsonString();

    public ClusterInventory Read() => InventoryReader.Parse(Encoding.UTF8.GetBytes(ToString()), "cluster.json");

    private static JsonObject Condition(string status) => new() { ["type"] = "Ready", ["status"] = status };

    private static JsonObject Object(IEnumerable<(string Key, string Value)> entries) =>
        new(entries.Select(e => KeyValuePair.Create<string, JsonNode?>(e.Key, e.Value)));

    private static string Merged(string into, string from) =>
        Merged(JsonNode.Parse(into)!.AsObject(), JsonNode.Parse(from)!.AsObject()).ToJsonString();

    private static JsonObject Merged(JsonObject into, JsonObject from)
    {
        foreach ((string key, JsonNode? value) in from)
        {
            if (value is JsonObject inner && into[key] is JsonObject there) Merged(there, inner);
            else into[key] = value?.DeepClone();
        }
        return into;
    }
}
