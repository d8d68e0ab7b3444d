namespace ZTunnelSim;

/// <summary>What controllers see and can do: the nodes' ztunnel pods, the applications' pods, and a clock to be woken by.</summary>
internal sealed class ControlPlane(
    RunContext run, NodeReplacement[] nodes, int[] order, PodFleet fleet, ITraffic traffic, Agenda agenda)
{
    /// <summary>The nodes in the order of this rollout.</summary>
    public int[] Order => order;

    public IReadOnlyList<NodeReplacement> Nodes => nodes;

    /// <summary>The applications' pods; empty where the engine knows none.</summary>
    public PodFleet Fleet => fleet;

    public RunRecorder? Recorder => run.Recorder;

    public Rollout Rollout => run.Rollout;

    /// <summary>The random numbers of this run for one use, from their beginning.</summary>
    public RandomStream Stream(StreamPurpose purpose) => run.Stream(purpose);

    public string NameOf(int node) => run.Rollout.Cluster.NodeNames[node];

    public void CreateNewPod(int node, double now)
    {
        nodes[node].CreateNewPod(now);
        Schedule(node);
    }

    public void DeleteOldPod(int node, double now)
    {
        bool newListens = nodes[node].NewPod >= NewPodState.NotReady;
        AcceptQueueLoss.Draw(run, node, newListens ? now - nodes[node].Timeline.ListeningAt : 0, newListens, fleet);
        nodes[node].DeleteOldPod(now, hangs: GoawayWindow.Draw(run, node));
        Schedule(node);
    }

    public void OldIsIdle(int node, double now)
    {
        nodes[node].OldIsIdle(now);
        Schedule(node);
    }

    /// <summary>Lets a node take the step that is due now.</summary>
    public void Step(int node, double now)
    {
        nodes[node].Step(now);
        // The DaemonSet's loop that keeps a pod on every node: one is created when the old one is not just marked but has ended.
        if (nodes[node] is { OldPod: >= OldPodState.Terminated, NewPod: NewPodState.None }) nodes[node].CreateNewPod(now);
        Schedule(node);
    }

    /// <summary>Asks the Eviction API to evict a pod.</summary>
    /// <returns>Why it may not be, or null where it is evicted.</returns>
    public EvictionRefusal? TryEvict(int pod, double now) => fleet.TryEvict(pod, now, traffic.PodHoldsConnections(pod));

    /// <summary>A pod ends with its node; what it holds is cut.</summary>
    public void EndWithNode(int pod, double now)
    {
        fleet.EndWithNode(pod, now);
        traffic.EndPod(pod, now);
    }

    /// <summary>Wakes the controller at a time, unless it does not wait for that any more by then.</summary>
    public void WakeController(double time, AgendaEntry wakeUp) => agenda.Add(time, wakeUp);

    private void Schedule(int node) => agenda.Add(nodes[node].DueAt, AgendaEntry.NodeStep(node));
}
