namespace ZTunnelSim;

/// <summary>What is to happen when, of nodes, pods and the controller; connections have event sets of their own.</summary>
/// <remarks>
/// Entries of one instant, which constant times make, come in the order in which the queue's heap has them: not as they were added, but the
/// same in every run.
/// </remarks>
internal sealed class Agenda
{
    private readonly PriorityQueue<AgendaEntry, double> _entries = new(initialCapacity: 16);

    public void Add(double time, AgendaEntry entry)
    {
        if (time < double.PositiveInfinity) _entries.Enqueue(entry, time);
    }

    /// <summary>What is next; false where nothing is to happen any more.</summary>
    public bool TryPeek(out AgendaEntry entry, out double time) => _entries.TryPeek(out entry, out time);

    /// <summary>Removes what is next.</summary>
    public void RemoveNext() => _entries.Dequeue();
}

/// <summary>Something that is to happen in a run.</summary>
/// <param name="Kind">What.</param>
/// <param name="Index">To whom: a node or a pod, by index; a position in the order of the nodes; of an entry, its number.</param>
internal readonly record struct AgendaEntry(AgendaKind Kind, int Index = 0)
{
    /// <summary>The controller begins.</summary>
    public static AgendaEntry Begin { get; } = new(AgendaKind.Begin);

    /// <summary>The controller sees the template changed again.</summary>
    public static AgendaEntry SecondChange { get; } = new(AgendaKind.SecondChange);

    /// <summary>A node joins.</summary>
    public static AgendaEntry Join(int node) => new(AgendaKind.Join, node);

    /// <summary>istio-cni goes away on a node.</summary>
    public static AgendaEntry CniGoes(int node) => new(AgendaKind.CniGoes, node);

    /// <summary>istio-cni is back on a node.</summary>
    public static AgendaEntry CniIsBack(int node) => new(AgendaKind.CniIsBack, node);

    /// <summary>The controller begins its next batch of nodes.</summary>
    public static AgendaEntry NextBatch { get; } = new(AgendaKind.NextBatch);

    /// <summary>The evacuation goes on to its next node, by position.</summary>
    public static AgendaEntry NextNode(int position) => new(AgendaKind.NextNode, position);

    /// <summary>Before the next node, by position, all pods were to be Ready, and that is not waited for any longer.</summary>
    public static AgendaEntry ReadyWaitIsOver(int position) => new(AgendaKind.ReadyWaitIsOver, position);

    /// <summary>The DaemonSet controller's delayed entry of a number is due.</summary>
    public static AgendaEntry DelayedEntry(int number) => new(AgendaKind.DelayedEntry, number);

    /// <summary>A node's replacement takes the step that is due.</summary>
    public static AgendaEntry NodeStep(int node) => new(AgendaKind.NodeStep, node);

    /// <summary>An application's pod becomes ready, or has to exit.</summary>
    public static AgendaEntry PodStep(int pod) => new(AgendaKind.PodStep, pod);

    /// <summary>The evictions from a node that were refused are tried again.</summary>
    public static AgendaEntry RetryEvictions(int node) => new(AgendaKind.RetryEvictions, node);

    /// <summary>The pods that were evicted from a node are seen to have gone.</summary>
    public static AgendaEntry LookForPods(int node) => new(AgendaKind.LookForPods, node);

    /// <summary>The evacuation of a node is given up.</summary>
    public static AgendaEntry GiveUp(int node) => new(AgendaKind.GiveUp, node);
}

/// <summary>What is to happen; see <see cref="AgendaEntry"/>.</summary>
internal enum AgendaKind
{
    NodeStep,
    PodStep,
    Begin,
    SecondChange,
    Join,
    CniGoes,
    CniIsBack,
    NextBatch,
    DelayedEntry,
    NextNode,
    ReadyWaitIsOver,
    RetryEvictions,
    LookForPods,
    GiveUp,
}
