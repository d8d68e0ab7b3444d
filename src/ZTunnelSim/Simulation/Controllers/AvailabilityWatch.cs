namespace ZTunnelSim;

/// <summary>
/// When the DaemonSet controller looks at pods that have to be Ready for minReadySeconds. Nothing happens at the moment at which one is
/// available: the controller finds it so when an event or its delayed queue hands it the DaemonSet, and not before.
/// </summary>
/// <remarks>
/// <para>The rules, as read in Kubernetes' pkg/controller/daemon and recorded of its version 1.36:</para>
/// <para>A pod is available when the whole second of the wall clock in which it got Ready lies more than minReadySeconds back.</para>
/// <para>Events are those of the DaemonSet's pods: that one runs, is Ready, has ended, is gone.</para>
/// <para>
/// There is one delayed entry for the DaemonSet, and of two requests the earlier one stays. It is asked for, minReadySeconds and a second
/// ahead, when a pod gets Ready; and minReadySeconds ahead by each sync that counts a pod as Ready and not as available. A sync counts one
/// pod of a node, the oldest that has not ended: with a surge that is the old one, so that nobody asks again for the new one.
/// </para>
/// <para>
/// Where the controller checks that it has seen its own last write (gate StaleControllerConsistencyDaemonSet), an event that comes before
/// that is put off by a back-off that is a delayed entry itself: it takes the place of the one that was pending, which is lost with it.
/// </para>
/// </remarks>
internal sealed class AvailabilityWatch(ControlPlane plane, int minReadySeconds)
{
    /// <summary>
    /// The share of writes of the status that are seen late, and how late in seconds: with both, syncs fall into the gap between an old
    /// pod's end and its deletion, 9 ms later, as often as recorded.
    /// </summary>
    private const double LateShare = 0.25, LateSeconds = 0.03;

    /// <summary>How far into a second of the wall clock the rollout begins.</summary>
    private readonly double _intoSecond = plane.Stream(StreamPurpose.WallClock).NextDouble();

    /// <summary>How far each node's pods were when the controller last heard of them.</summary>
    private readonly (NewPodState New, (int Ended, int Gone) Departed)[] _heard =
        new (NewPodState, (int, int))[plane.Nodes.Count];

    /// <summary>The nodes whose new pod is Ready, and was not found available.</summary>
    private readonly List<int> _awaiting = [];

    private RandomStream _lateWrites = plane.Stream(StreamPurpose.LateWrites);
    private bool _statusChanges;
    private double _writtenAt = double.NegativeInfinity;
    private double _seenAt = double.NegativeInfinity;
    private double _entryAt = double.PositiveInfinity;
    private int _entry;

    /// <summary>A node has taken a step.</summary>
    /// <returns>Whether the controller hears of it, and may sync.</returns>
    public bool Hear(int node, double now)
    {
        NodeReplacement at = plane.Nodes[node];
        (NewPodState New, (int Ended, int Gone) Departed) before = _heard[node];
        _heard[node] = (at.NewPod, at.Departed);
        bool isReady = at.NewPod == NewPodState.Awaiting && before.New != NewPodState.Awaiting;
        bool runs = at.NewPod == NewPodState.NotReady && before.New != NewPodState.NotReady;
        bool hasEnded = at.Departed.Ended > before.Departed.Ended;
        bool isGone = at.Departed.Gone > before.Departed.Gone;
        if (isReady)
        {
            _awaiting.Add(node);
            AskFor(now + minReadySeconds + 1);
        }
        // One that has joined while nodes were evacuated is not watched.
        bool isAvailable = !at.AwaitsController && at.NewPod == NewPodState.Available && before.New != NewPodState.Available;
        _statusChanges |= hasEnded || (isReady && at.NewPodCounts);
        return (isReady || runs || hasEnded || isGone || isAvailable) && MaySync(now);
    }

    /// <summary>The delayed entry is due.</summary>
    /// <returns>Whether the controller may sync.</returns>
    public bool TakeEntry(double now)
    {
        _entryAt = double.PositiveInfinity;
        return MaySync(now);
    }

    /// <summary>
    /// Whether an entry of the agenda is the pending one and can still make a difference: not where no pod waits, and none will.
    /// </summary>
    public bool StillWaitsFor(AgendaEntry entry) =>
        entry.Index == _entry && (_awaiting.Count > 0 || plane.Nodes.Any(node => double.IsFinite(node.DueAt)));

    /// <summary>A sync begins: which new pods are available.</summary>
    public void FindAvailable(double now)
    {
        for (int i = 0; i < _awaiting.Count; i++)
        {
            NodeReplacement at = plane.Nodes[_awaiting[i]];
            double second = Math.Floor(_intoSecond + at.Timeline.ReadyAt) - _intoSecond;
            if (!(second + minReadySeconds < now)) continue;
            at.FindAvailable(now);
            _statusChanges |= at.NewPodCounts;
            _awaiting.RemoveAt(i--);
        }
    }

    /// <summary>A sync ends: the status is counted, and written where it differs.</summary>
    public void UpdateStatus(double now)
    {
        if (_awaiting.Exists(node => plane.Nodes[node].NewPodCounts)) AskFor(now + minReadySeconds);
        if (!_statusChanges) return;
        _statusChanges = false;
        if (!plane.Rollout.StaleControllerConsistencyDaemonSet || _lateWrites.NextDouble() >= LateShare) return;
        (_writtenAt, _seenAt) = (now, now + LateSeconds);
    }

    /// <summary>
    /// The template was changed again: what waits to be available is an old pod by that. The delayed entry stays.
    /// </summary>
    public void BeginAgain()
    {
        _awaiting.Clear();
        for (int node = 0; node < _heard.Length; node++) _heard[node] = (plane.Nodes[node].NewPod, plane.Nodes[node].Departed);
    }

    /// <summary>
    /// Whether the last write is seen, so that an event leads to a sync; if not, the back-off takes the place of the pending entry.
    /// </summary>
    public bool MaySync(double now)
    {
        // What comes in the instant of the write is merged with what led to it.
        if (now <= _writtenAt || now >= _seenAt) return true;
        AskFor(_seenAt);
        return false;
    }

    private void AskFor(double time)
    {
        if (time >= _entryAt) return;
        _entryAt = time;
        plane.WakeController(time, AgendaEntry.DelayedEntry(++_entry));
    }
}
