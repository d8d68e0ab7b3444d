namespace ZTunnelSim;

/// <summary>
/// An application in the mesh: a Deployment, a StatefulSet or a DaemonSet, whose pods are an end of connections and are moved when their
/// node is evacuated.
/// </summary>
public sealed record Application
{
    private Application(string name, int replicas, IEnumerable<string>? nodes)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentOutOfRangeException.ThrowIfLessThan(replicas, 1);
        (Name, Replicas, PodsOn) = (name, replicas, nodes is null ? null : ValueList.Of(nodes));
    }

    /// <summary>The name, unique in its cluster.</summary>
    public string Name { get; }

    /// <summary>How many pods it should have.</summary>
    public int Replicas { get; }

    /// <summary>The node of each pod; null: spread over the cluster.</summary>
    public IReadOnlyList<string>? PodsOn { get; }

    /// <summary>Whether it is a DaemonSet: its pods stay when their node is evacuated.</summary>
    /// <exception cref="ArgumentException">It is a StatefulSet.</exception>
    public bool IsDaemonSet { get; init => field = value && IsStateful ? throw Both() : value; }

    /// <summary>
    /// Whether it is a StatefulSet: the pod that replaces an evicted one is created when that one has gone, not at its eviction, and only
    /// while all pods of lower number are Ready (podManagementPolicy OrderedReady), unless <see cref="IsParallel"/> says otherwise.
    /// </summary>
    /// <exception cref="ArgumentException">It is a DaemonSet.</exception>
    public bool IsStateful { get; init => field = value && IsDaemonSet ? throw Both() : value; }

    /// <summary>
    /// Of a StatefulSet, whether the others are not waited for (podManagementPolicy Parallel): each pod is created again as soon as it has
    /// gone. Jobs and operators do so too.
    /// </summary>
    public bool IsParallel { get; init; }

    /// <summary>
    /// Whether nothing creates its pods again: an evicted one is gone for good. <c>kubectl drain</c> evicts them only with
    /// <see cref="NodeEvacuation.Force"/>, and a PodDisruptionBudget by maxUnavailable or by a percentage allows no eviction of them.
    /// </summary>
    public bool IsBare { get; init; }

    /// <summary>
    /// Whether its pods have volumes of emptyDir, whose data an eviction deletes: see <see cref="NodeEvacuation.DeleteEmptyDirData"/>.
    /// </summary>
    public bool HasEmptyDir { get; init; }

    /// <summary>
    /// Its pods that run but never get Ready, by their number in the order in which they are created, from 0: first those that run when
    /// the rollout begins, then those that replace others. None unless said otherwise.
    /// </summary>
    public IReadOnlySet<int> NeverReadyPods
    {
        get;
        init => field = value.All(pod => pod >= 0)
            ? new ValueSet<int>(value)
            : throw new ArgumentOutOfRangeException(nameof(NeverReadyPods), "Pods are numbered from 0.");
    } = ValueSet<int>.Empty;

    /// <summary>Whether it is labelled as having connections that should not be reset: a mixed plan evacuates its nodes.</summary>
    public bool IsLongLived { get; init; }

    /// <summary>
    /// Its pods' own terminationGracePeriodSeconds: how long an evicted pod may take to close its connections. Whole seconds, at least 0;
    /// 30 s unless said otherwise.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is set to another value.</exception>
    public TimeSpan GracePeriod
    {
        get => TimeSpan.FromSeconds(TerminationGracePeriodSeconds);
        init => TerminationGracePeriodSeconds = Durations.WholeSeconds(value, nameof(GracePeriod));
    }

    /// <summary>From a pod's being scheduled to its being Ready, in seconds, of finite mean; 10 s unless said otherwise.</summary>
    /// <exception cref="ArgumentException">The law has no finite mean.</exception>
    public DurationLaw PodStartup
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            field = double.IsFinite(value.MeanSeconds)
                ? value
                : throw new ArgumentException($"Application '{Name}': {value} has no finite mean.", nameof(PodStartup));
        }
    } = new Constant(10);

    /// <summary>
    /// From a pod's eviction to its exit where it holds no connection, in seconds; connections keep it longer. Its grace period ends it at
    /// the latest. 0 s unless said otherwise.
    /// </summary>
    public DurationLaw PodShutdown
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    } = new Constant(0);

    /// <summary>Its PodDisruptionBudget; null: none.</summary>
    public DisruptionBudget? DisruptionBudget { get; init; }

    /// <summary>What each of its pods requests.</summary>
    public PodResources Requests { get; init; }

    /// <summary><see cref="GracePeriod"/> in seconds.</summary>
    internal int TerminationGracePeriodSeconds { get; private init; } = 30;

    /// <summary>An application whose pods are spread over the cluster's nodes.</summary>
    /// <param name="name">The name, not blank.</param>
    /// <param name="replicas">The number of pods, at least 1.</param>
    /// <exception cref="ArgumentException">A value is outside its range.</exception>
    public static Application WithReplicas(string name, int replicas) => new(name, replicas, null);

    /// <summary>An application with one pod for each node named; a node may be named more than once.</summary>
    /// <param name="name">The name, not blank.</param>
    /// <param name="nodes">The pods' nodes, at least one.</param>
    /// <exception cref="ArgumentException">A value is outside its range.</exception>
    public static Application OnNodes(string name, params IReadOnlyList<string> nodes) => new(name, nodes.Count, nodes);

    private ArgumentException Both() => new($"Application '{Name}' is a DaemonSet or a StatefulSet, not both.");
}
