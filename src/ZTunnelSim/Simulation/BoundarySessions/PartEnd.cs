namespace ZTunnelSim;

/// <summary>A pod as an end of a part of a workload's connections: which of them were its own, afterwards.</summary>
internal readonly struct PartEnd
{
    private readonly PodFleet _fleet;
    private readonly ChangingRate? _rate;
    private readonly FlowPart _part;
    private readonly ReadyPods _own;
    private readonly ReadyPods? _others;
    private readonly int _pod;
    private readonly bool _isSource;

    /// <param name="run">The run.</param>
    /// <param name="fleet">The pods.</param>
    /// <param name="workload">The workload.</param>
    /// <param name="part">The part of its connections.</param>
    /// <param name="pod">The pod.</param>
    /// <param name="isSource">Whether it opens them, or they go to it.</param>
    public PartEnd(RunContext run, PodFleet fleet, int workload, FlowPart part, int pod, bool isSource)
    {
        (_fleet, _rate, _part, _pod, _isSource) = (fleet, run.Rates[workload], part, pod, isSource);
        int other = isSource ? part.Destination : part.Source;
        _own = fleet.ReadyOf(isSource ? part.Source : part.Destination);
        _others = other < 0 ? null : fleet.ReadyOf(other);
        (ReadyFrom, ReadyUntil) = _own.SpanOf(pod);
        // Given its source, a connection on two nodes goes to each pod but that one's.
        int among = part.OnTwoNodes && !isSource ? Math.Max(1, _own.Least - 1) : _own.Least;
        MostPerSecond = part.PerSecond * (_rate?.Peak ?? 1) / among;
    }

    public double ReadyFrom { get; }

    public double ReadyUntil { get; }

    /// <summary>How many connections the pod has of the part, at most, for each second.</summary>
    public double MostPerSecond { get; }

    /// <summary>
    /// Draws whether a connection that may have been the pod's, opened at a time that has passed, was so, and which pod was at its other
    /// end, -1 for outside.
    /// </summary>
    public bool TryPickOther(double opened, ref RandomStream random, out int other)
    {
        other = -1;
        if (!(opened >= ReadyFrom && opened < ReadyUntil)) return false;
        if (_rate is not null && random.NextDouble() * _rate.Peak >= _rate.At(opened)) return false;
        if (_part.OnTwoNodes) return TryPickOnTwoNodes(opened, ref random, out other);
        int own = _own.CountAt(opened) + (_isSource ? 0 : _own.RefusingAt(opened));
        if (own > _own.Least && random.NextDouble() * own >= _own.Least) return false;
        if (_others is null) return true;
        int others = _others.CountAt(opened);
        if (others == 0) return false;
        if (_isSource && _others.RefusingAt(opened) is > 0 and int refusing && random.NextDouble() * (others + refusing) >= others)
            return false;
        other = _others.PickAt(opened, ref random);
        return true;
    }

    /// <summary>Where no pod moves, and each is alone on its node.</summary>
    private bool TryPickOnTwoNodes(double opened, ref RandomStream random, out int other)
    {
        other = _others!.PickAt(opened, ref random);
        if (_isSource)
        {
            while (_others.Count > 1 && _fleet[other].Node == _fleet[_pod].Node) other = _others.PickAt(opened, ref random);
            return true;
        }
        return _others.Count == 1 || _fleet[other].Node != _fleet[_pod].Node;
    }
}
