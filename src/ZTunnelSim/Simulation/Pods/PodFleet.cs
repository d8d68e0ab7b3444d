namespace ZTunnelSim;

/// <summary>
/// The applications' pods in a run: which are ready, which are evicted under their PodDisruptionBudget, and where those that replace them
/// land.
/// </summary>
/// <remarks>
/// Workloads whose other end is not modelled get an application of their own, their implicit application, with one pod on each of their
/// nodes: their connections move with it when its node is evacuated.
/// </remarks>
internal sealed class PodFleet
{
    private readonly Agenda _agenda;
    private readonly RunRecorder? _recorder;
    private readonly PodScheduler _scheduler;
    private readonly Application[] _applications;
    private readonly List<PodState> _pods = [];
    private readonly List<int>[] _ready;
    private readonly List<int>[] _onNode;
    private readonly List<int> _pending = [];
    private readonly List<int> _restarts = [];
    private RandomStream _startups;
    private double _pendingSince;

    private PodFleet(
        Application[] applications, int nodes, PodScheduler scheduler, Agenda agenda, RunRecorder? recorder)
    {
        (_applications, Nodes, _scheduler, _agenda, _recorder) = (applications, nodes, scheduler, agenda, recorder);
        _ready = [.. applications.Select(_ => new List<int>())];
        _onNode = [.. Enumerable.Range(0, nodes).Select(_ => new List<int>())];
    }

    /// <summary>No pod of any application, for engines that know none; it never changes.</summary>
    public static PodFleet Empty { get; } = new([], 0, new([], PodPlacement.Spread, default), new(), recorder: null);

    /// <summary>The cluster's nodes, then the surge nodes.</summary>
    public int Nodes { get; }

    public int SurgeNodes { get; private init; }

    public IReadOnlyList<Application> Applications => _applications;

    /// <summary>How often each pod of the rollout's beginning was restarted.</summary>
    public IReadOnlyList<int> Restarts => _restarts;

    /// <summary>The application of each pod of the rollout's beginning.</summary>
    public IEnumerable<int> ApplicationOfLineage => _pods.Take(_restarts.Count).Select(p => p.Application);

    /// <summary>Pod-seconds that evicted pods' replacements waited for a node with room.</summary>
    public double PendingPodSeconds { get; private set; }

    public PodState this[int pod] => _pods[pod];

    /// <summary>The pods of a cluster's applications as the rollout begins.</summary>
    public static PodFleet Of(RunContext run, NodeEvacuation? evacuation, Agenda agenda)
    {
        Cluster cluster = run.Cluster;
        int surgeNodes = evacuation?.SurgeNodes ?? 0;
        NodeCapacity[] capacities =
            [.. cluster.Nodes.Select(n => n.Capacity), .. Enumerable.Repeat(cluster.Nodes[0].Capacity, surgeNodes)];
        Application[] applications =
        [
            .. cluster.Applications,
            .. cluster.Workloads.Where(w => w.Traffic is TrafficPerNode).Select(w => ImplicitApplication(w, cluster)),
        ];
        PodScheduler scheduler =
            new(capacities, evacuation?.Placement ?? PodPlacement.Spread, run.Stream(StreamPurpose.PodPlacement));
        PodFleet fleet = new(applications, capacities.Length, scheduler, agenda, run.Recorder)
        {
            SurgeNodes = surgeNodes,
            _startups = run.Stream(StreamPurpose.PodStartup),
        };
        foreach (Pod pod in cluster.Pods) fleet.AddReady(pod.Application, pod.Node);
        Dictionary<string, int> nodes = UniqueNames.Index(cluster.Nodes.Select(n => n.Name), "node", "rollout");
        for (int a = cluster.Applications.Count; a < applications.Length; a++)
        {
            foreach (string name in applications[a].PodsOn!) fleet.AddReady(a, nodes[name]);
        }
        return fleet;
    }

    /// <summary>The index of the application that a workload whose other end is not modelled gets.</summary>
    public static int ImplicitApplicationIndex(Cluster cluster, int workload) =>
        cluster.Applications.Count + cluster.Workloads.Take(workload).Count(w => w.Traffic is TrafficPerNode);

    /// <summary>One of an application's ready pods, or -1 where it has none.</summary>
    public int PickReady(int application, ref RandomStream random)
    {
        List<int> ready = _ready[application];
        return ready.Count == 0 ? -1 : ready[ready.Count == 1 ? 0 : random.NextInt(ready.Count)];
    }

    /// <summary>The pods on a node that an evacuation has to evict, terminating ones included.</summary>
    public IEnumerable<int> EvictableOn(int node) =>
        _onNode[node].Where(pod => !_applications[_pods[pod].Application].IsDaemonSet);

    /// <summary>
    /// The share of a workload's <see cref="Workload.OpenedPerSecond"/> that a node's ztunnel accepts as connections of its own, by where
    /// ready pods are now; see <see cref="Cluster.AcceptSharesOn"/>.
    /// </summary>
    public double AcceptShareOn(Cluster cluster, int workload, int node)
    {
        if (cluster.Workloads[workload].Traffic is not TrafficBetween ends)
            return cluster.ExposuresOf(workload) * ReadyShareOn(ImplicitApplicationIndex(cluster, workload), node);
        double source = ReadyShareOn(cluster.ApplicationIndex(ends.Source), node);
        if (ends.IsHbone) return source;
        double destination = ReadyShareOn(cluster.ApplicationIndex(ends.Destination), node);
        return source + destination - source * destination;
    }

    /// <summary>Whether a node has a pod of a long-lived application.</summary>
    public bool HasLongLived(int node) => _onNode[node].Any(pod => _applications[_pods[pod].Application].IsLongLived);

    /// <summary>What the pods that an evacuation has to evict request.</summary>
    public (int Pods, PodResources Requests) LoadOn(int node)
    {
        int pods = 0;
        PodResources requests = default;
        foreach (int pod in EvictableOn(node))
        {
            pods++;
            requests += _applications[_pods[pod].Application].Requests;
        }
        return (pods, requests);
    }

    public void Cordon(int node, double now)
    {
        _scheduler.Cordon(node);
        _recorder?.Node(now, node, TraceEventKind.Cordoned);
    }

    public void Uncordon(int node, double now)
    {
        _scheduler.Uncordon(node);
        _recorder?.Node(now, node, TraceEventKind.Uncordoned);
        SchedulePending(now);
    }

    /// <summary>Asks the Eviction API to evict a pod; its replacement is created at once, a StatefulSet's when it has gone.</summary>
    /// <returns>Why it may not be, or null where it is evicted.</returns>
    public EvictionRefusal? TryEvict(int pod, double now, bool holdsConnections)
    {
        PodState state = _pods[pod];
        Application application = _applications[state.Application];
        int healthy = _ready[state.Application].Count;
        if (application.DisruptionBudget is { } budget
            && !budget.Allows(healthy, application.Replicas, isReady: state.Phase == PodPhase.Ready))
        {
            _recorder?.Pod(now, state.Node, TraceEventKind.EvictionRefused, pod);
            string reason = budget.IsConflict
                ? $"'{application.Name}' has more than one PodDisruptionBudget ({budget}), "
                + "and Kubernetes evicts no pod that has"
                : $"the PodDisruptionBudget of '{application.Name}' ({budget}) allows no eviction "
                + $"with {healthy} of {application.Replicas} pods ready";
            return new(reason, IsFinal: budget.IsConflict);
        }
        _ready[state.Application].Remove(pod);
        state.Phase = PodPhase.Terminating;
        _restarts[state.Lineage]++;
        _recorder?.Pod(now, state.Node, TraceEventKind.PodEvicted, pod);
        SetDue(pod, holdsConnections ? now + application.TerminationGracePeriodSeconds : now);
        if (!application.IsStateful) CreateReplacement(state, now);
        return null;
    }

    /// <summary>A terminating pod holds no connection any more, and exits.</summary>
    public void IsIdle(int pod, double now) => SetDue(pod, now);

    /// <summary>Lets a pod take the step that is due: it becomes ready, or exits.</summary>
    /// <returns>Whether it exits: what it still holds is cut.</returns>
    public bool Step(int pod, double now)
    {
        PodState state = _pods[pod];
        state.DueAt = double.PositiveInfinity;
        if (state.Phase == PodPhase.Starting)
        {
            state.Phase = PodPhase.Ready;
            _ready[state.Application].Add(pod);
            _recorder?.Pod(now, state.Node, TraceEventKind.PodReady, pod);
            return false;
        }
        state.Phase = PodPhase.Gone;
        _onNode[state.Node].Remove(pod);
        _recorder?.Pod(now, state.Node, TraceEventKind.PodExited, pod);
        _scheduler.Free(state.Node, state.Application, _applications[state.Application].Requests);
        if (_applications[state.Application].IsStateful) CreateReplacement(state, now);
        else SchedulePending(now);
        return true;
    }

    /// <summary>The names of applications with a pod that no node has room for.</summary>
    public IEnumerable<string> PendingApplications =>
        _pending.Select(p => _applications[_pods[p].Application].Name).Distinct();

    public void Finish(double now)
    {
        if (_pending.Count > 0) CountPending(now);
    }

    private double ReadyShareOn(int application, int node) => application < 0 || _ready[application].Count == 0
        ? 0
        : (double)_ready[application].Count(pod => _pods[pod].Node == node) / _ready[application].Count;

    private static Application ImplicitApplication(Workload workload, Cluster cluster) =>
        Application.OnNodes(
            workload.Name, ((TrafficPerNode)workload.Traffic).Nodes ?? [.. cluster.Nodes.Select(n => n.Name)]);

    private void AddReady(int application, int node)
    {
        int pod = _pods.Count;
        _pods.Add(new(application, lineage: pod) { Node = node, Phase = PodPhase.Ready });
        _restarts.Add(0);
        _onNode[node].Add(pod);
        _ready[application].Add(pod);
        _scheduler.Occupy(node, application, _applications[application].Requests);
    }

    private void CreateReplacement(PodState old, double now)
    {
        int pod = _pods.Count;
        _pods.Add(new(old.Application, old.Lineage));
        CountPending(now);
        _pending.Add(pod);
        SchedulePending(now);
    }

    private void SchedulePending(double now)
    {
        CountPending(now);
        for (int i = 0; i < _pending.Count; i++)
        {
            PodState state = _pods[_pending[i]];
            Application application = _applications[state.Application];
            int node = _scheduler.Pick(state.Application, application.Requests);
            if (node < 0) continue;
            state.Node = node;
            state.Phase = PodPhase.Starting;
            _onNode[node].Add(_pending[i]);
            _scheduler.Occupy(node, state.Application, application.Requests);
            SetDue(_pending[i], now + application.PodStartup.Sample(ref _startups));
            _pending.RemoveAt(i--);
        }
    }

    private void CountPending(double now)
    {
        PendingPodSeconds += _pending.Count * (now - _pendingSince);
        _pendingSince = now;
    }

    private void SetDue(int pod, double time)
    {
        _pods[pod].DueAt = time;
        _agenda.Add(time, AgendaEntry.PodStep(pod));
    }
}
