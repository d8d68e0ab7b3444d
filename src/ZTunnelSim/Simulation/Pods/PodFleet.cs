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
    /// <summary>
    /// The Eviction API's backoff after a conflict, to which up to a tenth is added. Source: kubernetes/kubernetes
    /// pkg/registry/core/pod/storage/eviction.go, EvictionsRetry; recorded: 0.53 to 0.88 s.
    /// </summary>
    private const double ConflictSeconds = 0.5;

    /// <summary>From a pod's mark until the controller has created its replacement: the median of 364 recorded ones.</summary>
    public const double CreationSeconds = 0.025;

    private readonly Agenda _agenda;
    private readonly RunRecorder? _recorder;
    private readonly PodScheduler _scheduler;
    private readonly Application[] _applications;
    private readonly PodBudget?[] _budgets;
    private readonly List<PodState> _pods = [];
    private readonly ReadyPods[] _ready;
    private readonly List<int>[] _onNode;
    private readonly List<int> _pending = [];
    private readonly List<int> _restarts = [];

    /// <summary>For each application, how many pods of it were created.</summary>
    private readonly int[] _created;

    /// <summary>For each application, the pods of the rollout's beginning, in their order; a StatefulSet's ordinals.</summary>
    private readonly List<int>[] _lineages;

    /// <summary>For each pod of the rollout's beginning, the one that stands in its place; -1 where that has gone.</summary>
    private readonly List<int> _current = [];
    private RandomStream _startups, _shutdowns, _conflicts;
    private double _pendingSince;

    private PodFleet(
        Application[] applications, int nodes, PodScheduler scheduler, Agenda agenda, RunRecorder? recorder, double endpointDelay = 0)
    {
        (_applications, Nodes, _scheduler, _agenda, _recorder) = (applications, nodes, scheduler, agenda, recorder);
        _budgets = PodBudget.Of(applications);
        _ready = [.. applications.Select(_ => new ReadyPods(endpointDelay))];
        _lineages = [.. applications.Select(_ => new List<int>())];
        _created = new int[applications.Length];
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
            new(capacities, evacuation?.Placement ?? PodPlacement.Spread, run.Stream(StreamPurpose.PodPlacement))
            {
                Recorded = run.RecordedPlacement,
            };
        PodFleet fleet = new(
            applications, capacities.Length, scheduler, agenda, run.Recorder, evacuation?.EndpointDelaySeconds ?? 0)
        {
            SurgeNodes = surgeNodes,
            _startups = run.Stream(StreamPurpose.PodStartup),
            _shutdowns = run.Stream(StreamPurpose.PodShutdown),
            _conflicts = run.Stream(StreamPurpose.EvictionConflict),
        };
        foreach (Pod pod in cluster.Pods) fleet.AddRunning(pod.Application, pod.Node);
        Dictionary<string, int> nodes = UniqueNames.Index(cluster.Nodes.Select(n => n.Name), "node", "rollout");
        for (int a = cluster.Applications.Count; a < applications.Length; a++)
        {
            foreach (string name in applications[a].PodsOn!) fleet.AddRunning(a, nodes[name]);
        }
        return fleet;
    }

    /// <summary>The index of the application that a workload whose other end is not modelled gets.</summary>
    public static int ImplicitApplicationIndex(Cluster cluster, int workload) =>
        cluster.Applications.Count + cluster.Workloads.Take(workload).Count(w => w.Traffic is TrafficPerNode);

    /// <summary>The pods of an application that new connections go to.</summary>
    public ReadyPods ReadyOf(int application) => _ready[application];

    /// <summary>Whether every pod that a controller should keep is there and Ready.</summary>
    public bool AllAreReady => Enumerable.Range(0, _applications.Length)
        .All(a => _applications[a].IsBare || _ready[a].Count == _applications[a].Replicas);

    /// <summary>All pods on a node.</summary>
    public IReadOnlyList<int> PodsOn(int node) => _onNode[node];

    /// <summary>The application that a pod is of.</summary>
    public Application ApplicationOf(int pod) => _applications[_pods[pod].Application];

    /// <summary>The pods on a node that an evacuation has to evict, terminating ones included.</summary>
    public IEnumerable<int> EvictableOn(int node) => _onNode[node].Where(pod => !ApplicationOf(pod).IsDaemonSet);

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
    public bool HasLongLived(int node) => _onNode[node].Any(pod => ApplicationOf(pod).IsLongLived);

    /// <summary>What the pods that an evacuation has to evict request.</summary>
    public (int Pods, PodResources Requests) LoadOn(int node)
    {
        int pods = 0;
        PodResources requests = default;
        foreach (int pod in EvictableOn(node))
        {
            pods++;
            requests += ApplicationOf(pod).Requests;
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
    /// <param name="pod">The pod.</param>
    /// <param name="now">When.</param>
    /// <param name="evictFromTraffic">Tells of it, and says whether the pod holds a connection.</param>
    /// <returns>Why it may not be, or null where it is evicted.</returns>
    public EvictionRefusal? TryEvict(int pod, double now, Func<int, double, bool> evictFromTraffic)
    {
        PodState state = _pods[pod];
        bool isReady = state.Phase == PodPhase.Ready;
        if (_budgets[state.Application] is { } budget)
        {
            // The write of the second of two at once conflicts, whatever is allowed: after a backoff with jitter it is decided anew.
            if (isReady && budget.TakenAt == now) return new("") { DecidedAfter = ConflictSeconds * (1 + 0.1 * _conflicts.NextDouble()) };
            if (budget.Refuses(_applications[state.Application].Name, HealthyOf(budget), isReady) is { } refusal)
            {
                _recorder?.Pod(now, state.Node, TraceEventKind.EvictionRefused, pod);
                return refusal;
            }
            if (isReady) budget.TakenAt = now;
        }
        _recorder?.Pod(now, state.Node, TraceEventKind.PodEvicted, pod);
        Terminate(pod, now);
        SetDue(pod, evictFromTraffic(pod, now) ? state.ExitsBy : state.ExitsAfter);
        return null;
    }

    /// <summary>A terminating pod holds no connection any more, and exits.</summary>
    public void IsIdle(int pod, double now) => SetDue(pod, Math.Max(now, _pods[pod].ExitsAfter));

    /// <summary>Lets a pod take the step that is due: it becomes ready, or exits.</summary>
    /// <returns>Whether it exits: what it still holds is cut.</returns>
    public bool Step(int pod, double now)
    {
        PodState state = _pods[pod];
        state.DueAt = double.PositiveInfinity;
        if (state.Phase != PodPhase.Starting)
        {
            Exit(pod, now);
            return true;
        }
        if (IsNeverReady(state))
        {
            state.Phase = PodPhase.NotReady;
            return false;
        }
        state.Phase = PodPhase.Ready;
        _ready[state.Application].Add(pod, now);
        _recorder?.Pod(now, state.Node, TraceEventKind.PodReady, pod);
        if (IsOrdered(state.Application)) CreateNextInOrder(state.Application, now);
        return false;
    }

    /// <summary>A pod ends with its node, whatever it holds and whatever its budget says.</summary>
    public void EndWithNode(int pod, double now)
    {
        if (_pods[pod].Phase != PodPhase.Terminating) Terminate(pod, now);
        _pods[pod].DueAt = double.PositiveInfinity;
        Exit(pod, now);
    }

    /// <summary>Pods of DaemonSets start on a node that has come in the place of theirs.</summary>
    /// <param name="node">The node.</param>
    /// <param name="pods">Those that ended with the node before.</param>
    /// <param name="now">The time.</param>
    public void StartAgain(int node, IEnumerable<int> pods, double now)
    {
        foreach (int old in pods) Start(Create(_pods[old].Lineage), node, now);
    }

    /// <summary>The names of applications with a pod that no node has room for.</summary>
    public IEnumerable<string> PendingApplications =>
        _pending.Select(p => ApplicationOf(p).Name).Distinct();

    public void Finish(double now)
    {
        if (_pending.Count > 0) CountPending(now);
    }

    /// <summary>The share of an application's ready pods that is on a node; 0 for -1, and where none is ready.</summary>
    public double ReadyShareOn(int application, int node) => application < 0 || _ready[application].Count == 0
        ? 0
        : (double)_ready[application].Pods.Count(pod => _pods[pod].Node == node) / _ready[application].Count;

    private static Application ImplicitApplication(Workload workload, Cluster cluster) =>
        Application.OnNodes(
            workload.Name, ((TrafficPerNode)workload.Traffic).Nodes ?? [.. cluster.Nodes.Select(n => n.Name)]);

    private bool IsNeverReady(PodState pod) => _applications[pod.Application].NeverReadyPods.Contains(pod.Created);

    private bool IsOrdered(int application) => _applications[application] is { IsStateful: true, IsParallel: false };

    private int HealthyOf(PodBudget budget) => budget.Applications.Sum(a => _ready[a].Count);

    private void AddRunning(int application, int node)
    {
        int pod = _pods.Count;
        PodState state = new(application, lineage: pod, _created[application]++) { Node = node };
        state.Phase = IsNeverReady(state) ? PodPhase.NotReady : PodPhase.Ready;
        _pods.Add(state);
        _restarts.Add(0);
        _current.Add(pod);
        _lineages[application].Add(pod);
        _onNode[node].Add(pod);
        if (state.Phase == PodPhase.Ready) _ready[application].Add(pod, double.NegativeInfinity);
        _scheduler.Occupy(node, application, _applications[application].Requests);
    }

    private void Terminate(int pod, double now)
    {
        PodState state = _pods[pod];
        Application application = _applications[state.Application];
        _ready[state.Application].Remove(pod, now);
        state.Phase = PodPhase.Terminating;
        state.ExitsBy = now + application.TerminationGracePeriodSeconds;
        state.ExitsAfter = Math.Min(state.ExitsBy, now + application.PodShutdown.Sample(ref _shutdowns));
        if (application is { IsStateful: false, IsBare: false, IsDaemonSet: false }) Replace(state.Lineage, now);
    }

    private void Exit(int pod, double now)
    {
        PodState state = _pods[pod];
        Application application = _applications[state.Application];
        state.Phase = PodPhase.Gone;
        if (_current[state.Lineage] == pod) _current[state.Lineage] = -1;
        _onNode[state.Node].Remove(pod);
        _recorder?.Pod(now, state.Node, TraceEventKind.PodExited, pod);
        _scheduler.Free(state.Node, state.Application, application.Requests);
        if (IsOrdered(state.Application)) CreateNextInOrder(state.Application, now);
        else if (application.IsStateful) Replace(state.Lineage, now);
        SchedulePending(now);
    }

    /// <summary>
    /// A StatefulSet's controller goes through the pods by their numbers, creates the first that is missing, and waits at the first that
    /// is not Ready.
    /// </summary>
    private void CreateNextInOrder(int application, double now)
    {
        foreach (int lineage in _lineages[application])
        {
            int pod = _current[lineage];
            if (pod < 0) Replace(lineage, now);
            if (pod < 0 || _pods[pod].Phase != PodPhase.Ready) return;
        }
    }

    private int Create(int lineage)
    {
        int pod = _pods.Count, application = _pods[lineage].Application;
        _pods.Add(new(application, lineage, _created[application]++));
        _current[lineage] = pod;
        _restarts[lineage]++;
        return pod;
    }

    private void Replace(int lineage, double now)
    {
        CountPending(now);
        _pending.Add(Create(lineage));
        SchedulePending(now);
    }

    private void SchedulePending(double now)
    {
        CountPending(now);
        for (int i = 0; i < _pending.Count; i++)
        {
            PodState state = _pods[_pending[i]];
            int node = _scheduler.Pick(state.Application, state.Created, _applications[state.Application].Requests);
            if (node < 0) continue;
            Start(_pending[i], node, now);
            _pending.RemoveAt(i--);
        }
    }

    private void Start(int pod, int node, double now)
    {
        PodState state = _pods[pod];
        Application application = _applications[state.Application];
        state.Node = node;
        state.Phase = PodPhase.Starting;
        _onNode[node].Add(pod);
        _scheduler.Occupy(node, state.Application, application.Requests);
        SetDue(pod, now + CreationSeconds + application.PodStartup.Sample(ref _startups));
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
