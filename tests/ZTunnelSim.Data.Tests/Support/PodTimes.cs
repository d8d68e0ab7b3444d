using System.Text.Json.Nodes;

namespace ZTunnelSim.Data.Tests;

/// <summary>The times of ztunnel pods as kubectl prints them: whole seconds, rounded down.</summary>
internal static class PodTimes
{
    /// <summary>What seconds count from.</summary>
    public static DateTimeOffset Zero { get; } = new(2026, 11, 25, 5, 0, 0, TimeSpan.Zero);

    /// <summary>A time as kubectl prints it.</summary>
    public static string At(double seconds) => $"{Zero.AddSeconds(Math.Floor(seconds)):yyyy-MM-ddTHH:mm:ssZ}";

    /// <summary>A ztunnel pod with times in seconds since <see cref="Zero"/>; without a start no process of it runs.</summary>
    public static ClusterFile ZTunnel(
        this ClusterFile file, string node, double created, double? started, double? ready, int restarts = 0, int period = 10,
        double? deleted = null, string? name = null)
    {
        JsonObject merge = new()
        {
            ["metadata"] = new JsonObject { ["creationTimestamp"] = At(created), ["name"] = name ?? $"ztunnel-{node}" },
            ["spec"] = new JsonObject
            {
                ["containers"] = new JsonArray(
                    new JsonObject { ["name"] = "injected", ["readinessProbe"] = new JsonObject { ["periodSeconds"] = 77 } },
                    new JsonObject { ["name"] = "istio-proxy", ["readinessProbe"] = new JsonObject { ["periodSeconds"] = period } }),
            },
            ["status"] = new JsonObject
            {
                ["conditions"] = new JsonArray(new JsonObject
                {
                    ["type"] = "Ready",
                    ["status"] = ready is null ? "False" : "True",
                    ["lastTransitionTime"] = At(ready ?? created),
                }),
                ["containerStatuses"] = new JsonArray(
                    new JsonObject { ["name"] = "injected", ["restartCount"] = 9 },
                    new JsonObject
                    {
                        ["name"] = "istio-proxy",
                        ["restartCount"] = restarts,
                        ["state"] = new JsonObject
                        {
                            [started is null ? "waiting" : "running"] = started is { } at
                                ? new JsonObject { ["startedAt"] = At(at) }
                                : new JsonObject { ["reason"] = "ContainerCreating" },
                        },
                    }),
            },
        };
        if (deleted is { } gone) merge["metadata"]!["deletionTimestamp"] = At(gone);
        return file.ZTunnel(node, merge.ToJsonString());
    }
}
