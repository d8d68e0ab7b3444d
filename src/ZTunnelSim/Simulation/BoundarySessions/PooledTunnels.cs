using System.Runtime.InteropServices;

namespace ZTunnelSim;

/// <summary>
/// Which process the pooled tunnel of two pods leads to while two processes listen at its destination: the older one where the pool has
/// had a tunnel from before, else the one that the first stream's tunnel picks.
/// </summary>
/// <remarks>
/// What the pool has had is told by the streams that are known and by those that nobody has seen, since they were opened and closed
/// between two looks: these are Poisson, and as far as they matter they are drawn. Pairs of pods that open so many streams that a pool is
/// never without one are not looked at. It holds where tunnels do not fill up and two processes listen for less time than an unused tunnel
/// is kept (<see cref="CanTell"/>).
/// </remarks>
internal sealed class PooledTunnels
{
    /// <summary>A pool that is without a tunnel with the probability exp(-30) has one.</summary>
    private const double Surely = 30;

    /// <summary>So many streams in the mean never fill a tunnel: Poisson numbers with that mean are at least 100 once in 10^26.</summary>
    private const double FewStreams = 25;

    private readonly RunContext _run;
    private readonly PodFleet _fleet;
    private readonly ListenerHistory _listeners;
    private readonly bool _isSurge;

    /// <summary>For each workload, how many streams a pair of pods opens per second, at least.</summary>
    private readonly double[] _leastPerSecond;

    /// <summary>For how long two processes at most share these at their source, in seconds, and what one gets at least.</summary>
    private readonly double _longestOverlap, _leastShare;

    /// <summary>What is known of the streams to each pod.</summary>
    private readonly List<List<SeenStream>?> _seen = [];
    private readonly Dictionary<ulong, (double Since, int Process)> _leadsTo = [];

    public PooledTunnels(RunContext run, PodFleet fleet, ListenerHistory listeners)
    {
        (_run, _fleet, _listeners) = (run, fleet, listeners);
        _isSurge = run.Rollout.Strategy.Rolling is { IsSurge: true };
        _longestOverlap = LongestOverlap(run.Rollout);
        _leastShare = Math.Min(run.Rollout.Timing.NewShare, 1 - run.Rollout.Timing.NewShare);
        _leastPerSecond = [.. run.Cluster.Workloads.Select((workload, w) => workload.Traffic is TrafficBetween { IsHbone: true } ends
            ? workload.OpenedPerSecond * (run.Rates[w]?.Least ?? 1) / ((double)Replicas(ends.Source) * Replicas(ends.Destination))
            : 0)];

        int Replicas(string? application) => fleet.Applications[run.Cluster.ApplicationIndex(application)].Replicas;
    }

    /// <summary>Whether tunnels of a rollout can be told so.</summary>
    public static bool CanTell(Rollout rollout)
    {
        Cluster cluster = rollout.Cluster;
        Workload[] pooled = [.. cluster.Workloads.Where(w => w.Traffic.IsHbone)];
        if (pooled.Length == 0) return true;
        if (rollout.SecondChange is not null || rollout.NeverReadyNodes.Count > 0) return false;
        if (rollout.ReadyFailures is { DeletedAfterSeconds: null }) return false;
        if (LongestOverlap(rollout) >= HbonePool.IdleSeconds) return false;
        return pooled.All(w => StreamsOfPair(w) <= FewStreams);

        double StreamsOfPair(Workload workload)
        {
            TrafficBetween ends = (TrafficBetween)workload.Traffic;
            double pairs = cluster.PodPairs(cluster.ApplicationIndex(ends.Source), cluster.ApplicationIndex(ends.Destination));
            return workload.OpenConnections / pairs * (rollout.RateOf(workload)?.Peak ?? 1);
        }
    }

    /// <summary>Whether anything hangs on what is known of a workload's streams.</summary>
    public bool Remembers(int workload) => _isSurge && !IsNeverWithout(workload, HbonePool.IdleSeconds);

    /// <summary>A stream has come to be known.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="opened">When it was opened.</param>
    /// <param name="bothSince">Since when two processes listened then at its destination; null: one did.</param>
    public void Remember(in SessionConnection stream, double opened, double? bothSince)
    {
        if (!Remembers(stream.Workload)) return;
        while (_seen.Count <= stream.DestinationPod) _seen.Add(null);
        (_seen[stream.DestinationPod] ??= []).Add(new(opened, stream.End, stream.SourcePod, stream.SourceProcess, bothSince is not null));
    }

    /// <summary>The process at the destination that a stream gets.</summary>
    /// <param name="stream">The stream, which is remembered already unless a client comes back with it now.</param>
    /// <param name="part">What it is one of.</param>
    /// <param name="opened">When it is opened.</param>
    /// <param name="looks">When the pair's streams were last looked at, and when that is done now.</param>
    /// <param name="both">Who listens then at its destination: two.</param>
    /// <param name="since">Since when both do.</param>
    /// <param name="random">What is drawn by.</param>
    public int ProcessOf(
        in SessionConnection stream, FlowPart part, double opened, (double Last, double Now) looks, NodeListeners both, double since,
        ref RandomStream random)
    {
        double sourceFrom = _fleet.ReadyOf(part.Source).SpanOf(stream.SourcePod).From;
        double destinationFrom = _fleet.ReadyOf(part.Destination).SpanOf(stream.DestinationPod).From;
        double from = Math.Max(_listeners.Since(stream.SourceNode, stream.SourceProcess), Math.Max(sourceFrom, destinationFrom));
        if (IsNeverWithout(stream.Workload, Math.Min(HbonePool.IdleSeconds, since - from))) return both.Old;
        ulong key = HbonePools.Key(stream);
        if (_leadsTo.TryGetValue(key, out (double Since, int Process) known) && known.Since == since) return known.Process;
        int process = both.Old;
        if (!HasTunnel(new(stream, part, from, since, looks.Last, looks.Now), opened, ref random)) both.TryPick(ref random, out process);
        _leadsTo[key] = (since, process);
        return process;
    }

    /// <summary>For how long two processes of a node listen, with a probability of a billionth longer.</summary>
    private static double LongestOverlap(Rollout rollout)
    {
        const double Rarely = 1e-9;
        return rollout.Strategy.Rolling is not { IsSurge: true } roll ? 0
            : roll.MinReadySeconds + rollout.Timing.Ready.Quantile(1 - Rarely) + rollout.Timing.Overlap.Quantile(1 - Rarely);
    }

    /// <summary>Whether a pair's pool has a tunnel after so long for sure.</summary>
    private bool IsNeverWithout(int workload, double seconds) =>
        _leastPerSecond[workload] * (seconds - (1 - _leastShare) * Math.Min(Math.Max(0, seconds), _longestOverlap)) >= Surely;

    /// <summary>Whether the pool has a tunnel to the older process when the first stream comes after both listen.</summary>
    private bool HasTunnel(PairLook look, double opened, ref RandomStream random)
    {
        DurationLaw lifetime = _run.Cluster.Workloads[look.Stream.Workload].Lifetime;
        ReadyPods sources = _fleet.ReadyOf(look.Part.Source), destinations = _fleet.ReadyOf(look.Part.Destination);
        ChangingRate? rate = _run.Rates[look.Stream.Workload];
        double most = look.Part.PerSecond * (rate?.Peak ?? 1) / ((double)sources.Least * destinations.Least);

        double first = opened, lastOpened = double.NegativeInfinity, lastEnd = double.NegativeInfinity;
        foreach (ref readonly SeenStream seen in SeenOf(look.Stream.DestinationPod))
        {
            if (seen.SourcePod != look.Stream.SourcePod || seen.SourceProcess != look.Stream.SourceProcess) continue;
            if (seen.WithBoth) first = Math.Min(first, seen.Opened);
            else (lastOpened, lastEnd) = (Math.Max(lastOpened, seen.Opened), Math.Max(lastEnd, seen.End));
        }
        for (double at = Later(look.BothSince, ref random); at < first; at = Later(at, ref random))
        {
            if (IsUnseen(at, at + lifetime.Sample(ref random), ref random)) first = at;
        }
        double kept = first - HbonePool.IdleSeconds;
        if (lastEnd > first || lastOpened > kept) return true;
        for (double at = Later(Math.Max(kept, look.From), ref random); at < look.BothSince; at = Later(at, ref random))
        {
            if (IsUnseen(at, at + lifetime.Sample(ref random), ref random)) return true;
        }
        if (look.From >= kept) return false;
        // Older ones that are open still.
        double tail = lifetime.IntegratedTail(HbonePool.IdleSeconds);
        for (long left = random.NextPoisson(most * tail); left > 0; left--)
        {
            if ((left & 0xFFF) == 0) _run.Cancellation.ThrowIfCancellationRequested();
            double age = lifetime.InverseIntegratedTail(random.NextOpenDouble() * tail);
            double life = lifetime.SampleLongerThan(age, ref random);
            if (IsUnseen(first - age, first - age + life, ref random)) return true;
        }
        return false;

        double Later(double at, ref RandomStream random) => at + ExponentialSampler.Next(ref random) / most;

        bool IsUnseen(double at, double end, ref RandomStream random)
        {
            if (at < look.From) return false;
            // At each look all that is open is seen.
            if (at < look.LastLook ? end > look.LastLook : end > look.Now) return false;
            double share = _listeners.ShareOf(look.Stream.SourceNode, look.Stream.SourceProcess, at)
                * sources.Least / sources.CountAt(at)
                * destinations.Least / (destinations.CountAt(at) + destinations.RefusingAt(at));
            if (rate is not null) share *= rate.At(at) / rate.Peak;
            return random.NextDouble() < share;
        }
    }

    private ReadOnlySpan<SeenStream> SeenOf(int pod) => pod < _seen.Count ? CollectionsMarshal.AsSpan(_seen[pod]) : [];

    /// <summary>A stream that is known, as its destination has it.</summary>
    /// <param name="Opened">When it was opened.</param>
    /// <param name="End">When it closes.</param>
    /// <param name="SourcePod">The pod that opened it.</param>
    /// <param name="SourceProcess">The process on that pod's node that has it.</param>
    /// <param name="WithBoth">Whether two processes listened at its destination; a node has two listeners once at most.</param>
    private readonly record struct SeenStream(double Opened, double End, int SourcePod, int SourceProcess, bool WithBoth);

    /// <summary>What is asked about the pool of a pair.</summary>
    /// <param name="Stream">A stream of the pair.</param>
    /// <param name="Part">What it is one of.</param>
    /// <param name="From">Since when there can be streams of the pair.</param>
    /// <param name="BothSince">Since when two processes listen at its destination.</param>
    /// <param name="LastLook">When all open ones were seen last.</param>
    /// <param name="Now">When all open ones are seen now; positive infinity: they are not.</param>
    private readonly record struct PairLook(
        SessionConnection Stream, FlowPart Part, double From, double BothSince, double LastLook, double Now);
}
