namespace ZTunnelSim;

/// <summary>
/// The pods of one application that new connections go to, now and before: which pods an earlier connection went to can be drawn when
/// somebody asks.
/// </summary>
/// <param name="endpointDelaySeconds">For how long new connections still go to an evicted pod, which refuses them.</param>
internal sealed class ReadyPods(double endpointDelaySeconds)
{
    private readonly List<int> _ready = [];

    /// <summary>Evicted pods that new connections still go to, and until when.</summary>
    private readonly Queue<(int Pod, double Until)> _leaving = new();

    /// <summary>Every pod that was ever ready, from when, and until when.</summary>
    private readonly List<(int Pod, double From, double Until)> _spans = [];
    private readonly Dictionary<int, int> _spanOf = [];

    /// <summary>How many were ready from each change on.</summary>
    private readonly List<(double At, int Ready)> _changes = [(double.NegativeInfinity, 0)];
    private readonly List<double> _left = [];

    /// <summary>How many are ready.</summary>
    public int Count => _ready.Count;

    /// <summary>Those that are ready.</summary>
    public IReadOnlyList<int> Pods => _ready;

    /// <summary>The smallest number that was ready while any was.</summary>
    public int Least { get; private set; } = 1;

    /// <summary>When pods became ready or were evicted, in the order of time; first of all negative infinity.</summary>
    public IReadOnlyList<(double At, int Ready)> Changes => _changes;

    /// <summary>When new connections ceased to go to an evicted pod.</summary>
    public IEnumerable<double> RefusalsEnd => _left.Select(at => at + endpointDelaySeconds);

    /// <summary>A pod is ready from a time on; negative infinity for those of the rollout's beginning.</summary>
    public void Add(int pod, double now)
    {
        _ready.Add(pod);
        _spanOf[pod] = _spans.Count;
        _spans.Add((pod, now, double.PositiveInfinity));
        if (double.IsNegativeInfinity(now)) (_changes[0], Least) = ((now, Count), Count);
        else Changed(now);
    }

    /// <summary>A pod is ready no more, if it was.</summary>
    public void Remove(int pod, double now)
    {
        if (!_ready.Remove(pod)) return;
        int span = _spanOf[pod];
        _spans[span] = _spans[span] with { Until = now };
        Changed(now);
        if (endpointDelaySeconds <= 0) return;
        _leaving.Enqueue((pod, now + endpointDelaySeconds));
        _left.Add(now);
    }

    /// <summary>One that is ready, or -1 where there is none.</summary>
    public int Pick(ref RandomStream random) => Count == 0 ? -1 : _ready[Count == 1 ? 0 : random.NextInt(Count)];

    /// <summary>One that new connections go to, or -1 where there is none, or it refuses.</summary>
    public int PickEndpoint(double now, ref RandomStream random)
    {
        while (_leaving.TryPeek(out (int, double Until) oldest) && oldest.Until <= now) _leaving.Dequeue();
        if (_leaving.Count == 0) return Pick(ref random);
        int picked = random.NextInt(Count + _leaving.Count) - _leaving.Count;
        return picked < 0 ? -1 : _ready[picked];
    }

    /// <summary>From when until when a pod was ready.</summary>
    public (double From, double Until) SpanOf(int pod) => _spanOf.TryGetValue(pod, out int span)
        ? (_spans[span].From, _spans[span].Until)
        : (double.PositiveInfinity, double.PositiveInfinity);

    /// <summary>How many were ready at a time that has passed.</summary>
    public int CountAt(double time)
    {
        if (time >= _changes[^1].At) return _changes[^1].Ready;
        int low = 0, high = _changes.Count - 1;
        while (high - low > 1)
        {
            int middle = (low + high) / 2;
            if (_changes[middle].At <= time) low = middle;
            else high = middle;
        }
        return _changes[low].Ready;
    }

    /// <summary>How many evicted ones new connections went to at a time that has passed.</summary>
    public int RefusingAt(double time)
    {
        if (_left.Count == 0 || time >= _left[^1] + endpointDelaySeconds) return 0;
        return Until(time) - Until(time - endpointDelaySeconds);

        int Until(double at)
        {
            int index = _left.BinarySearch(at);
            if (index < 0) return ~index;
            while (index < _left.Count && _left[index] == at) index++;
            return index;
        }
    }

    /// <summary>One that was ready at a time that has passed; there has to be one.</summary>
    public int PickAt(double time, ref RandomStream random)
    {
        if (time >= _changes[^1].At) return Pick(ref random);
        while (true)
        {
            (int pod, double from, double until) = _spans[random.NextInt(_spans.Count)];
            if (from <= time && time < until) return pod;
        }
    }

    private void Changed(double now)
    {
        if (_changes[^1].At == now) _changes[^1] = (now, Count);
        else _changes.Add((now, Count));
        if (Count > 0) Least = Math.Min(Least, Count);
    }
}
