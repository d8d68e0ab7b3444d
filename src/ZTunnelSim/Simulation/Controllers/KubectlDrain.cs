namespace ZTunnelSim;

/// <summary>
/// One <c>kubectl drain</c> of one node: it cordons it, tries to evict all pods at once, each again after a while where a budget does not
/// allow it, and looks from time to time whether those that are evicted have gone.
/// </summary>
/// <remarks>
/// So it ends later than its last pod, by up to a second and with many pods by more, and notices its timeout only when it next tries to
/// evict. Evictions and looks have a client each. Source: kubernetes/kubectl pkg/drain/drain.go; held against recordings of kubectl 1.36.
/// </remarks>
internal sealed class KubectlDrain
{
    /// <summary>
    /// From its start to its first eviction: the median of 115 recorded ones. It cordons the node and lists its pods some 20 ms before.
    /// </summary>
    public const double StartSeconds = 0.16;

    /// <summary>From asking for an eviction until the pod is marked or the eviction refused: the median of 535 recorded ones.</summary>
    public const double AnswerSeconds = 0.044;

    /// <summary>What two sums of the same times may differ by.</summary>
    public const double Tolerance = 1e-6;

    private readonly ControlPlane _plane;
    private readonly NodeEvacuation _how;
    private readonly PodFleet _fleet;

    /// <summary>Pods to evict and when that is asked for, by when it is decided.</summary>
    private readonly PriorityQueue<(int Pod, double AskedAt), double> _toEvict = new();

    private readonly RequestLimit _evictions;

    /// <summary>Pods that were evicted and have not gone.</summary>
    private readonly List<int> _leaving = [];
    private readonly PodLooks _looks;
    private readonly List<string> _errors = [], _reasons = [];
    private readonly double _begins, _deadline;
    private bool _hasBegun;
    private string? _lastRefusal;

    public KubectlDrain(ControlPlane plane, NodeEvacuation how, int node, double now)
    {
        (_plane, _how, _fleet, Node, StartedAt) = (plane, how, plane.Fleet, node, now);
        _begins = now + plane.KubectlStartSeconds(node);
        _deadline = _begins + how.TimeoutSeconds;
        (_evictions, _looks) = (new(_begins, sent: 0), new(_begins));
    }

    public int Node { get; }

    public double StartedAt { get; }

    public int Evicted { get; private set; }

    public int Refused { get; private set; }

    /// <summary>What kubectl prints as its error; null where it has succeeded so far.</summary>
    public string? Error => _errors.Count switch
    {
        0 => null,
        1 => _errors[0],
        _ => $"[{string.Join(", ", _errors)}]",
    };

    /// <summary>Why the node could not be evacuated: a phrase; null where it could.</summary>
    public string? Reason => Error is null ? null : _reasons.FirstOrDefault() ?? _lastRefusal ?? "its pods did not exit in time";

    public void Start() => _plane.WakeController(_begins, AgendaEntry.RetryEvictions(Node));

    /// <summary>Begins when it is time to, and evicts the pods whose time it is.</summary>
    public void Evict(double now)
    {
        if (!_hasBegun) Begin(now);
        while (_toEvict.TryPeek(out var next, out double time) && time <= now)
        {
            _toEvict.Dequeue();
            if (IsLate(next.AskedAt)) Fail("evicting", next.Pod);
            else TryEvict(next.Pod, now);
        }
        if (_toEvict.TryPeek(out _, out double at)) _plane.WakeController(at, AgendaEntry.RetryEvictions(Node));
    }

    /// <summary>The time is over: nobody waits for pods any more; those that are to be tried again are so once more, by kubectl.</summary>
    public void GiveUp()
    {
        foreach (int pod in _looks.Abandon(_deadline)) Fail("waiting for", pod);
        _leaving.Clear();
        while (_how.ReplacesNodes && _toEvict.TryDequeue(out var next, out _)) Fail("evicting", next.Pod);
    }

    /// <summary>Whether it has ended; otherwise the controller is woken when that may be so.</summary>
    public bool HasEnded(double now)
    {
        foreach (int pod in _leaving.FindAll(pod => _fleet[pod].Phase == PodPhase.Gone))
        {
            _leaving.Remove(pod);
            _looks.HasGone(pod, now);
        }
        if (!_hasBegun || _leaving.Count + _toEvict.Count > 0) return false;
        _looks.Until(_deadline);
        // What would be seen after the deadline is given up then.
        if (_looks.Count > 0) return false;
        if (_looks.SeenAt <= now) return true;
        _plane.WakeController(_looks.SeenAt, AgendaEntry.LookForPods(Node));
        return false;
    }

    private void Begin(double now)
    {
        _hasBegun = true;
        if (!_how.CordonAllFirst) _fleet.Cordon(Node, now);
        if (Undeletable() is { } error)
        {
            _errors.Add(error);
            _reasons.Add(error);
            return;
        }
        foreach (int pod in _fleet.EvictableOn(Node)) Ask(pod, now);
        _plane.WakeController(_deadline, AgendaEntry.GiveUp(Node));
    }

    /// <summary>Kubectl looks at the time before it asks.</summary>
    private bool IsLate(double askedAt) => askedAt >= _deadline - Tolerance;

    private void Ask(int pod, double wanted)
    {
        double at = _evictions.Send(wanted);
        _toEvict.Enqueue((pod, at), IsLate(at) ? at : at + AnswerSeconds);
    }

    private void TryEvict(int pod, double now)
    {
        if (_plane.TryEvict(pod, now) is not { } refusal)
        {
            _leaving.Add(pod);
            _looks.Begin(pod, now);
            Evicted++;
            return;
        }
        if (refusal.DecidedAfter > 0)
        {
            _toEvict.Enqueue((pod, now), now + refusal.DecidedAfter);
            return;
        }
        Refused++;
        _lastRefusal = refusal.Reason;
        if (refusal.Error is null)
        {
            Ask(pod, now + _how.EvictionRetrySeconds);
            return;
        }
        _errors.Add($"error when evicting pods/\"{_fleet.ApplicationOf(pod).Name}\": {refusal.Error}");
        _reasons.Add(refusal.Reason);
    }

    private void Fail(string doing, int pod)
    {
        string name = _fleet.ApplicationOf(pod).Name;
        string what = doing == "evicting" ? $"evicting pods/\"{name}\"" : $"waiting for pod \"{name}\" to terminate";
        _errors.Add($"error when {what}: global timeout reached: {DurationFormat.Go(_how.TimeoutSeconds)}");
    }

    /// <summary>What keeps kubectl from evicting any pod, for want of a flag.</summary>
    private string? Undeletable()
    {
        string[] errors =
        [
            .. Of(!_how.IgnoreDaemonSets, a => a.IsDaemonSet, "DaemonSet-managed Pods (use --ignore-daemonsets to ignore)"),
            .. Of(
                !_how.DeleteEmptyDirData, a => a.HasEmptyDir && !a.IsDaemonSet,
                "Pods with local storage (use --delete-emptydir-data to override)"),
            .. Of(!_how.Force, a => a.IsBare, "Pods that declare no controller (use --force to override)"),
        ];
        return errors.Length switch { 0 => null, 1 => errors[0], _ => $"[{string.Join(", ", errors)}]" };

        IEnumerable<string> Of(bool isRefused, Func<Application, bool> isMeant, string what)
        {
            string[] pods = [.. _fleet.PodsOn(Node).Select(_fleet.ApplicationOf).Where(isMeant).Select(a => a.Name)];
            if (isRefused && pods.Length > 0) yield return $"cannot delete {what}: {string.Join(", ", pods)}";
        }
    }
}
