namespace ZTunnelSim.Data;

/// <summary>How nodes, pods and events are called in trace files.</summary>
internal sealed class TraceNames
{
    private readonly Cluster _cluster;
    private readonly List<string> _pods;

    public TraceNames(RolloutResult result)
    {
        _cluster = result.Rollout.Cluster;
        SurgeNodes = result.Rollout.Strategy.Evacuation?.SurgeNodes ?? 0;
        _pods = [.. InitialPods(_cluster)];
        // Each eviction creates the pod with the next number in the place of the evicted one.
        foreach (TraceEvent e in result.Trace ?? [])
        {
            if (e is { Kind: TraceEventKind.PodEvicted, Pod: { } pod }) _pods.Add(NameOfNext(_pods[pod]));
        }
    }

    /// <summary>The nodes that the plan adds; their indexes follow those of the cluster's.</summary>
    public int SurgeNodes { get; }

    public int Nodes => _cluster.Nodes.Count + SurgeNodes;

    public string Node(int node) =>
        node < _cluster.Nodes.Count ? _cluster.Nodes[node].Name : $"surge-node-{node - _cluster.Nodes.Count + 1}";

    public string Workload(int workload) => _cluster.Workloads[workload].Name;

    /// <summary>A pod: <c>web-2</c>, and once it was restarted <c>web-2'1</c>.</summary>
    public string Pod(int pod) => _pods[pod];

    public static string Phase(ReplacementPhase phase) =>
        phase == ReplacementPhase.ConnectionProcessing ? "Connection processing" : phase.ToString();

    /// <summary>An event by the word that people know it by: what evacuates a node is <c>kubectl drain</c>.</summary>
    public static string Event(TraceEventKind kind) => kind switch
    {
        TraceEventKind.Evacuated => "Drained",
        TraceEventKind.EvacuationGivenUp => "DrainGivenUp",
        _ => kind.ToString(),
    };

    /// <summary>The applications' pods, then those that stand for workloads whose other end is not modelled.</summary>
    private static IEnumerable<string> InitialPods(Cluster cluster)
    {
        Dictionary<int, int> counts = [];
        foreach (Pod pod in cluster.Pods)
        {
            int number = counts[pod.Application] = counts.GetValueOrDefault(pod.Application) + 1;
            yield return $"{cluster.Applications[pod.Application].Name}-{number}";
        }
        foreach (Workload workload in cluster.Workloads)
        {
            if (workload.Traffic is not TrafficPerNode perNode) continue;
            int pods = perNode.Nodes?.Count ?? cluster.Nodes.Count;
            for (int number = 1; number <= pods; number++) yield return $"{workload.Name}-{number}";
        }
    }

    private static string NameOfNext(string name)
    {
        int mark = name.LastIndexOf('\'');
        return mark >= 0 && int.TryParse(name.AsSpan(mark + 1), out int restarts) ? $"{name[..mark]}'{restarts + 1}" : $"{name}'1";
    }
}
