namespace ZTunnelSim;

/// <summary>
/// An application in the mesh: a Deployment, a StatefulSet or a DaemonSet, whose pods are an end of connections and are
/// moved when their node is evacuated.
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
    public bool IsDaemonSet { get; private init; }

    /// <summary>
    /// Whether it is a StatefulSet: the pod that replaces an evicted one is created when that one has gone, not at its eviction.
    /// </summary>
    public bool IsStateful { get; private init; }

    /// <summary>Whether it is labelled as having connections that should not be reset: a mixed plan evacuates its nodes.</summary>
    public bool IsLongLived { get; private init; }

    /// <summary>Its pods' own terminationGracePeriodSeconds: how long an evicted pod may take to close its connections.</summary>
    public int TerminationGracePeriodSeconds { get; private init; } = 30;

    /// <summary>From a pod's being scheduled to its being Ready, in seconds; 10 s unless said otherwise.</summary>
    public DurationLaw PodStartup { get; private init; } = new Constant(10);

    /// <summary>Its PodDisruptionBudget; null: none.</summary>
    public DisruptionBudget? DisruptionBudget { get; private init; }

    /// <summary>What each of its pods requests.</summary>
    public PodResources Requests { get; private init; }

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

    /// <summary>The same as a DaemonSet: its pods stay on a node that is evacuated.</summary>
    public Application AsDaemonSet() => this with { IsDaemonSet = true };

    /// <summary>The same as a StatefulSet: an evicted pod is replaced when it has gone.</summary>
    public Application AsStatefulSet() => this with { IsStateful = true };

    /// <summary>The same, labelled as long-lived.</summary>
    public Application AsLongLived() => this with { IsLongLived = true };

    /// <summary>The same with another grace period of its pods.</summary>
    /// <param name="seconds">Whole seconds, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="seconds"/> is negative.</exception>
    public Application WithGracePeriod(int seconds)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(seconds);
        return this with { TerminationGracePeriodSeconds = seconds };
    }

    /// <summary>The same with another startup of its pods.</summary>
    /// <param name="startup">Seconds from being scheduled to being Ready, of finite mean.</param>
    /// <exception cref="ArgumentException">The law has no finite mean.</exception>
    public Application WithPodStartup(DurationLaw startup)
    {
        ArgumentNullException.ThrowIfNull(startup);
        if (!double.IsFinite(startup.MeanSeconds)) throw new ArgumentException($"Application '{Name}': {startup} has no finite mean.", nameof(startup));
        return this with { PodStartup = startup };
    }

    /// <summary>The same with a PodDisruptionBudget.</summary>
    /// <param name="budget">The budget; null: none.</param>
    public Application WithDisruptionBudget(DisruptionBudget? budget) => this with { DisruptionBudget = budget };

    /// <summary>The same with other requests of each pod.</summary>
    /// <param name="requests">What each pod requests.</param>
    public Application WithRequests(PodResources requests) => this with { Requests = requests };
}
