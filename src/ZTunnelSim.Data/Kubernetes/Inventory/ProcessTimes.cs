namespace ZTunnelSim.Data;

/// <summary>
/// When a ztunnel pod came, and when its process started and got Ready. Kubernetes writes whole seconds: each time stands for that second.
/// </summary>
/// <param name="Created">When the pod was created, by the API server's clock; null where the file does not say.</param>
/// <param name="Started">When the process that runs started, by its node's clock; null where none runs.</param>
/// <param name="Restarts">How often its container was started again.</param>
/// <param name="ReadySince">Since when the pod has been Ready; null where it is not.</param>
/// <param name="ProbePeriodSeconds">How often its readiness is probed, in seconds: Kubernetes' default where the file does not say.</param>
internal sealed record ProcessTimes(
    DateTimeOffset? Created, DateTimeOffset? Started, int Restarts, DateTimeOffset? ReadySince, double ProbePeriodSeconds)
{
    /// <summary>Whether the process before the one that runs was killed for lack of memory.</summary>
    public bool LastWasOutOfMemory { get; private init; }

    private const int DefaultProbePeriodSeconds = 10;

    public static ProcessTimes Read(YamlValue pod)
    {
        YamlValue status = pod["status"];
        YamlValue? running = Proxy(status["containerStatuses"]);
        return new(
            pod["metadata"]["creationTimestamp"].Present?.Time(),
            running?["state"]["running"]["startedAt"].Present?.Time(),
            running?["restartCount"].Present?.Integer(0) ?? 0,
            status["conditions"].Items().LastOrDefault(c => c["type"].OptionalText() == "Ready" && c["status"].OptionalText() == "True")
                ?["lastTransitionTime"].Present?.Time(),
            Proxy(pod["spec"]["containers"])?["readinessProbe"]["periodSeconds"].Present?.Integer(1) ?? DefaultProbePeriodSeconds)
        {
            LastWasOutOfMemory = running?["lastState"]["terminated"]["reason"].OptionalText() == "OOMKilled",
        };
    }

    /// <summary>ztunnel's own container: others may have been added to its pod.</summary>
    public static YamlValue? Proxy(YamlValue containers)
    {
        IReadOnlyList<YamlValue> all = containers.Items();
        return all.FirstOrDefault(c => c["name"].OptionalText() == "istio-proxy") ?? (all.Count > 0 ? all[0] : null);
    }
}
