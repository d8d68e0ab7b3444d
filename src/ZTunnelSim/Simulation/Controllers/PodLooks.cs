namespace ZTunnelSim;

/// <summary>
/// How one <c>kubectl drain</c> learns that pods have gone: it looks for each at once and then a second after it last wanted to, as soon as
/// its client's limit lets it, which with more than five pods is later.
/// </summary>
/// <param name="from">When its first pod is evicted, in seconds.</param>
internal sealed class PodLooks(double from)
{
    private const double IntervalSeconds = 1;

    /// <summary>The same client has cordoned the node and listed its pods before.</summary>
    private const int SentBefore = 2;

    /// <summary>
    /// After so many rounds in which no pod was seen to have gone, each round is as the last: the first requests at once are used up, and
    /// looks either wait for no other or come one after the other.
    /// </summary>
    private const int RoundsUntilAlike = 20;

    private readonly RequestLimit _limit = new(from, SentBefore);

    /// <summary>Looks to come, by when they are wanted and, of those wanted at once, which was first.</summary>
    private readonly PriorityQueue<int, (double WantedAt, int Number)> _wanted = new();

    /// <summary>Looks that wait for their turn.</summary>
    private readonly Queue<(int Pod, double WantedAt, double SentAt)> _waiting = [];

    /// <summary>When those of the pods have gone that have, and that it has not seen to.</summary>
    private readonly Dictionary<int, double> _goneAt = [];
    private int _number, _inVain;

    /// <summary>How many pods are looked for.</summary>
    public int Count => _wanted.Count + _waiting.Count;

    /// <summary>When it saw last that a pod had gone, in seconds; where it saw none, when it began.</summary>
    public double SeenAt { get; private set; } = from;

    /// <summary>A pod is evicted.</summary>
    public void Begin(int pod, double now)
    {
        Until(now);
        Want(pod, now);
        _inVain = 0;
    }

    /// <summary>A pod that was evicted has gone.</summary>
    public void HasGone(int pod, double now) => _goneAt[pod] = now;

    /// <summary>Looks until a time; which pods have gone before it is known.</summary>
    public void Until(double time)
    {
        while (Math.Min(NextWanted, NextSent) <= time)
        {
            if (NextWanted <= NextSent)
            {
                _wanted.TryDequeue(out int next, out (double At, int) wanted);
                _waiting.Enqueue((next, wanted.At, _limit.Send(wanted.At)));
                continue;
            }
            (int pod, double wantedAt, double sentAt) = _waiting.Dequeue();
            if (_goneAt.TryGetValue(pod, out double goneAt) && goneAt < sentAt - KubectlDrain.Tolerance)
            {
                _goneAt.Remove(pod);
                (SeenAt, _inVain) = (sentAt, 0);
                continue;
            }
            Want(pod, Math.Max(wantedAt + IntervalSeconds, sentAt));
            if (++_inVain >= RoundsUntilAlike * Count) Skip(_goneAt.Values.Append(time).Min());
        }
    }

    /// <summary>Looks until a time, and for no pod after that.</summary>
    /// <returns>The pods that were not seen to have gone.</returns>
    public IReadOnlyList<int> Abandon(double time)
    {
        Until(time);
        int[] pods = [.. _wanted.UnorderedItems.Select(w => w.Element).Concat(_waiting.Select(w => w.Pod)).Order()];
        _wanted.Clear();
        _waiting.Clear();
        return pods;
    }

    private double NextWanted => _wanted.TryPeek(out _, out (double At, int) wanted) ? wanted.At : double.PositiveInfinity;

    private double NextSent => _waiting.TryPeek(out (int, double, double SentAt) first) ? first.SentAt : double.PositiveInfinity;

    private void Want(int pod, double at) => _wanted.Enqueue(pod, (at, _number++));

    /// <summary>Leaves out rounds that are alike, all but the last before a time.</summary>
    private void Skip(double time)
    {
        double round = Math.Max(IntervalSeconds, Count / RequestLimit.PerSecond);
        double rounds = Math.Floor((time - Math.Min(NextWanted, NextSent)) / round) - 1;
        if (!(rounds > 0)) return;
        double seconds = rounds * round;
        (int Pod, (double At, int Number) Wanted)[] wanted = [.. _wanted.UnorderedItems];
        (int Pod, double WantedAt, double SentAt)[] waiting = [.. _waiting];
        _wanted.Clear();
        _waiting.Clear();
        foreach ((int pod, (double at, int number)) in wanted) _wanted.Enqueue(pod, (at + seconds, number));
        foreach ((int pod, double wantedAt, double sentAt) in waiting) _waiting.Enqueue((pod, wantedAt + seconds, sentAt + seconds));
        _limit.Move(seconds);
    }
}
