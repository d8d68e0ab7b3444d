namespace ZTunnelSim;

/// <summary>
/// Pods that were told to go and still run while their node has no ztunnel that listens: they go on opening connections, which are refused.
/// </summary>
/// <remarks>
/// Nobody connects to such a pod any more; as a client it works on as ever, until it exits. What it opens is Poisson.
/// </remarks>
internal sealed class SlowPods
{
    private readonly RunContext _run;
    private readonly PodFleet _fleet;

    /// <summary>For each workload the application whose pods open its connections, and how often one of them does; -1: none.</summary>
    private readonly (int Application, double PerSecond)[] _clients;

    /// <summary>For each node without a listener, its pods and since when.</summary>
    private readonly Dictionary<int, (double Since, List<int> Pods)> _waiting = [];
    private RandomStream _random;

    public SlowPods(RunContext run, PodFleet fleet)
    {
        (_run, _fleet) = (run, fleet);
        _random = run.Stream(StreamPurpose.SlowPods);
        _clients = [.. run.Cluster.Workloads.Select((w, i) => w.Traffic is TrafficBetween ends
            ? OfPods(run.Cluster.ApplicationIndex(ends.Source), w.OpenedPerSecond)
            // Of ends that are not known one half is taken to be the client's.
            : (PodFleet.ImplicitApplicationIndex(run.Cluster, i), w.OpenedPerSecond / 2))];

        (int, double) OfPods(int application, double perSecond) =>
            application < 0 ? (-1, 0) : (application, perSecond / Math.Max(1, fleet.Applications[application].Replicas));
    }

    /// <summary>A node's ztunnel has closed its listeners.</summary>
    public void Begin(int node, double now) => _waiting[node] = (now, [.. _fleet.PodsOn(node)]);

    /// <summary>Looks who has gone, and whether a node's new ztunnel listens.</summary>
    public void Observe(double now, IReadOnlyList<NodeReplacement> nodes)
    {
        foreach ((int node, (double since, List<int> pods)) in _waiting)
        {
            bool listens = double.IsFinite(nodes[node].Timeline.ListeningAt);
            foreach (int pod in pods.FindAll(pod => listens || _fleet[pod].Phase == PodPhase.Gone))
            {
                Count(pod, node, since, now);
                pods.Remove(pod);
            }
            if (listens) _waiting.Remove(node);
        }
    }

    private void Count(int pod, int node, double since, double until)
    {
        PodState state = _fleet[pod];
        // One that was not told to go is Ready, and counts as ever.
        if (state.Phase is not (PodPhase.Terminating or PodPhase.Gone)) return;
        double toldAt = state.ExitsBy - _fleet.ApplicationOf(pod).TerminationGracePeriodSeconds;
        double seconds = Math.Max(0, until - Math.Max(since, toldAt));
        for (int w = 0; w < _clients.Length; w++)
        {
            if (_clients[w].Application == state.Application)
                _run.Refused[node, w] += _random.NextPoisson(_clients[w].PerSecond * seconds);
        }
    }
}
