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

    /// <summary>The name of a node; those that join come after the cluster's.</summary>
    public string NameOf(int node) => node < run.Cluster.Nodes.Count
        ? run.Cluster.NodeNames[node]
        : run.Rollout.JoiningNodes[node - run.Cluster.Nodes.Count].Node;

    /// <summary>How long kubectl takes from its start to its first eviction on a node, in seconds.</summary>
    public double KubectlStartSeconds(int node) => run.RecordedKubectlStart?.Invoke(node) ?? KubectlDrain.StartSeconds;

    public void CreateNewPod(int node, double now)
    {
        nodes[node].CreateNewPod(now);
        Schedule(node);
    }

    public void DeleteOldPod(int node, double now)
    {
        NodeReplacement at = nodes[node];
        bool newListens = at.NewPod >= NewPodState.NotReady;
        at.DeleteOldPod(now, DrawAtSigterm(node, at.OldProcess, now, newListens ? now - at.Timeline.ListeningAt : null));
        Schedule(node);
    }

    /// <summary>The template is changed again; what of that a node's pods do at once.</summary>
    public void ChangeAgain(int node, NodeTiming timing, double now)
    {
        SecondChange change = run.Rollout.SecondChange!;
        nodes[node].ChangeAgain(now, timing, run.Rollout.MiddleBudgetSeconds, change.RollsBack, goes =>
        {
            // Of two that listen, the newer one does so since then.
            double both = now - nodes[node].Processes[^1].From;
            return double.IsFinite(both) && DrawAtSigterm(node, goes.Process, now, both);
        });
        Schedule(node);
    }

    /// <summary>istio-cni goes away on a node, until a time.</summary>
    public void CniGoes(int node, double backAt)
    {
        nodes[node].CniGoes(backAt);
        Schedule(node);
    }

    public void IsIdle(int node, int process, double now)
    {
        nodes[node].IsIdle(process, now);
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
    public EvictionRefusal? TryEvict(int pod, double now) => fleet.TryEvict(pod, now, traffic.EvictPod);

    /// <summary>A pod ends with its node; what it holds is cut.</summary>
    public void EndWithNode(int pod, double now)
    {
        fleet.EndWithNode(pod, now);
        traffic.EndPod(pod, now);
    }

    /// <summary>Wakes the controller at a time, unless it does not wait for that any more by then.</summary>
    public void WakeController(double time, AgendaEntry wakeUp) => agenda.Add(time, wakeUp);

    /// <summary>Draws what a listening process loses and what hangs on it as it gets SIGTERM.</summary>
    /// <param name="node">The node.</param>
    /// <param name="process">The process's number there.</param>
    /// <param name="now">When.</param>
    /// <param name="overlapSeconds">For how long another one has listened beside it; null: none does.</param>
    /// <returns>Whether anything hangs.</returns>
    private bool DrawAtSigterm(int node, int process, double now, double? overlapSeconds)
    {
        // The connections of a node that has joined are not followed.
        if (node >= run.Cluster.Nodes.Count) return false;
        AcceptQueueLoss.Draw(run, node, process, now, overlapSeconds ?? 0, overlapSeconds is not null, fleet);
        return GoawayWindow.Draw(run, node, process, now);
    }

    private void Schedule(int node) => agenda.Add(nodes[node].DueAt, AgendaEntry.NodeStep(node));
}
