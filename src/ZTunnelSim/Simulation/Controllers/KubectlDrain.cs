namespace ZTunnelSim;

/// <summary>
/// One <c>kubectl drain</c> of one node: it tries to evict all pods at once, each again after a while where a budget does not allow it,
/// and looks from time to time whether those that are evicted have gone.
/// </summary>
/// <remarks>
/// So it ends later than its last pod, by up to a second, and notices its timeout only when it next tries to evict. Its client sends 5
/// requests a second after the first 10, evictions apart from looks, which shows with more pods than that. Source: kubernetes/kubectl
/// pkg/drain/drain.go, and client-go's defaults of QPS and Burst; held against recordings of kubectl 1.36.
/// </remarks>
internal sealed class KubectlDrain
{
    /// <summary>From its start to its first eviction: the median of 115 recorded ones.</summary>
    public const double StartSeconds = 0.16;
    private const double LookSeconds = 1, RequestsPerSecond = 5;
    private const int Burst = 10;

    /// <summary>What two sums of the same times may differ by.</summary>
    private const double Tolerance = 1e-6;

    private readonly ControlPlane _plane;
    private readonly NodeEvacuation _how;
    private readonly PodFleet _fleet;

    /// <summary>Pods to evict, by when that is tried.</summary>
    private readonly PriorityQueue<int, double> _toEvict = new();

    /// <summary>Pods that were evicted, when that was, and are not seen to have gone.</summary>
    private readonly Dictionary<int, double> _evicted = [];
    private readonly List<string> _errors = [], _reasons = [];
    private readonly double _deadline;
    private double _nextRequestAt, _seenAt;
    private string? _lastRefusal;

    public KubectlDrain(ControlPlane plane, NodeEvacuation how, int node, double now)
    {
        (_plane, _how, _fleet, Node, StartedAt) = (plane, how, plane.Fleet, node, now);
        double begins = now + StartSeconds;
        (_deadline, _seenAt, _nextRequestAt) = (begins + how.TimeoutSeconds, begins, begins - (Burst - 1) / RequestsPerSecond);
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

    public void Begin(double now)
    {
        if (Undeletable() is { } error)
        {
            _errors.Add(error);
            _reasons.Add(error);
            return;
        }
        foreach (int pod in _fleet.EvictableOn(Node)) _toEvict.Enqueue(pod, NextRequest(now + StartSeconds));
        _plane.WakeController(_deadline, AgendaEntry.GiveUp(Node));
        Evict(now);
    }

    /// <summary>Tries to evict the pods whose time it is.</summary>
    public void Evict(double now)
    {
        while (_toEvict.TryPeek(out int pod, out double time) && time <= now)
        {
            _toEvict.Dequeue();
            if (now >= _deadline - Tolerance) Fail("evicting", pod);
            else TryEvict(pod, now);
        }
        if (_toEvict.TryPeek(out _, out double next)) _plane.WakeController(next, AgendaEntry.RetryEvictions(Node));
    }

    /// <summary>The time is over: nobody waits for pods any more; those that are to be tried again are so once more, by kubectl.</summary>
    public void GiveUp()
    {
        foreach (int pod in _evicted.Keys) Fail("waiting for", pod);
        _evicted.Clear();
        while (_how.ReplacesNodes && _toEvict.TryDequeue(out int pod, out _)) Fail("evicting", pod);
    }

    /// <summary>Whether it has ended; otherwise the controller is woken when that may be so.</summary>
    public bool HasEnded(double now)
    {
        foreach ((int pod, double since) in _evicted.Where(e => _fleet[e.Key].Phase == PodPhase.Gone).ToArray())
        {
            // Each look takes a request: with many pods the turn comes less often.
            double interval = Math.Max(LookSeconds, _evicted.Count / RequestsPerSecond);
            double look = since + interval * (Math.Floor((now - since + Tolerance) / interval) + 1);
            if (look > _deadline) continue;
            _seenAt = Math.Max(_seenAt, look);
            _evicted.Remove(pod);
        }
        if (_evicted.Count + _toEvict.Count > 0) return false;
        if (_seenAt <= now) return true;
        _plane.WakeController(_seenAt, AgendaEntry.LookForPods(Node));
        return false;
    }

    private void TryEvict(int pod, double now)
    {
        if (_plane.TryEvict(pod, now) is not { } refusal)
        {
            _evicted[pod] = now;
            Evicted++;
            return;
        }
        if (refusal.DecidedAfter > 0)
        {
            _toEvict.Enqueue(pod, now + refusal.DecidedAfter);
            return;
        }
        Refused++;
        _lastRefusal = refusal.Reason;
        if (refusal.Error is null)
        {
            _toEvict.Enqueue(pod, NextRequest(now + _how.EvictionRetrySeconds));
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

    /// <summary>When a request that is wanted at a time is sent: the client's token bucket.</summary>
    private double NextRequest(double wanted)
    {
        double sent = Math.Max(wanted, _nextRequestAt);
        _nextRequestAt = Math.Max(_nextRequestAt, wanted - Burst / RequestsPerSecond) + 1 / RequestsPerSecond;
        return sent;
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
