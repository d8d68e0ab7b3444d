namespace ZTunnelSim;

/// <summary>
/// New connections that find no listener on a node, or no ready pod: nothing of them is known but how many they are, and that is Poisson,
/// given where pods were ready and who listened.
/// </summary>
internal sealed class RefusedConnections
{
    private readonly RunContext _run;
    private readonly PodFleet _fleet;
    private readonly ListenerHistory _listeners;
    private readonly (int Workload, FlowPart Part)[] _parts;
    private readonly double[] _silentSince;

    /// <summary>When nodes had no listener, as far as a node that has none now could have shared it.</summary>
    private readonly List<(int Node, double From, double To)> _silences = [];
    private readonly int[] _drawn;

    public RefusedConnections(RunContext run, PodFleet fleet, ListenerHistory listeners, (int Workload, FlowPart Part)[] parts)
    {
        (_run, _fleet, _listeners, _parts) = (run, fleet, listeners, parts);
        _silentSince = new double[fleet.Nodes];
        Array.Fill(_silentSince, double.PositiveInfinity);
        _drawn = new int[fleet.Nodes];
    }

    /// <summary>A node has no listener, from now on at the latest.</summary>
    public void IsSilent(int node, double now) => _silentSince[node] = Math.Min(_silentSince[node], now);

    /// <summary>A node has a listener again.</summary>
    public void Listens(int node, double now)
    {
        double since = _silentSince[node];
        _silentSince[node] = double.PositiveInfinity;
        if (!(since < now)) return;
        _silences.Add((node, since, now));
        DrawRefused(node, since, now);
        double oldest = _silentSince.Min();
        _silences.RemoveAll(s => s.To <= oldest);
    }

    /// <summary>Draws what was refused up to the end by those that have no listener still.</summary>
    public void Conclude(double end)
    {
        for (int node = 0; node < _silentSince.Length; node++)
        {
            if (_silentSince[node] < end) DrawRefused(node, _silentSince[node], end);
        }
    }

    /// <summary>Draws how many connections of each workload found no ready pod at one of their ends.</summary>
    public void DrawWithoutEndpoint(double end, long[] withoutEndpoint)
    {
        foreach ((int w, FlowPart part) in _parts)
        {
            double mean = MeanWithoutEndpoint(w, part, end);
            if (!(mean > 0)) continue;
            RandomStream random = _run.Stream(StreamPurpose.WithoutEndpoint, part.OnTwoNodes ? 1 : 0, w);
            withoutEndpoint[w] += random.NextPoisson(mean);
        }
    }

    private double MeanWithoutEndpoint(int w, FlowPart part, double end)
    {
        ReadyPods?[] ends = [Of(part.Source), Of(part.Destination)];
        double[] times =
        [
            0, end,
            .. ends.OfType<ReadyPods>().SelectMany(ready => ready.Changes.Select(change => change.At).Concat(ready.RefusalsEnd))
                .Where(at => at > 0 && at < end),
        ];
        Array.Sort(times);
        double mean = 0;
        for (int i = 0; i + 1 < times.Length; i++)
        {
            double share = ShareWithoutEndpoint(ends[0], ends[1], 0.5 * (times[i] + times[i + 1]));
            if (share > 0) mean += share * part.PerSecond * _run.SecondsAtMean(w, times[i], times[i + 1]);
        }
        return mean;
    }

    private static double ShareWithoutEndpoint(ReadyPods? sources, ReadyPods? destinations, double time)
    {
        if (sources?.CountAt(time) == 0) return 1;
        if (destinations is null) return 0;
        int ready = destinations.CountAt(time), refusing = destinations.RefusingAt(time);
        return ready == 0 ? 1 : (double)refusing / (ready + refusing);
    }

    private ReadyPods? Of(int application) => application < 0 ? null : _fleet.ReadyOf(application);

    private void DrawRefused(int node, double since, double until)
    {
        int drawn = _drawn[node]++;
        for (int i = 0; i < _parts.Length; i++)
        {
            (int w, FlowPart part) = _parts[i];
            RandomStream random = _run.Stream(StreamPurpose.Refused, node, drawn * _parts.Length + i);
            _run.Refused[node, w] += _run.Rollout.Strategy.MovesPods
                ? DrawOneByOne(node, w, part, since, until, ref random)
                : random.NextPoisson(part.PerSecond * (AtSource(node, w, part, since, until) + AtDestination(node, w, part, since, until)));
        }
    }

    /// <summary>For how long, in shares of the part, connections were to leave from a node, where no pod moves.</summary>
    private double AtSource(int node, int w, FlowPart part, double since, double until)
    {
        bool goesSomewhere = part.Destination < 0 || _fleet.ReadyOf(part.Destination).Count > 0;
        return goesSomewhere ? ShareOn(part.Source, node) * _run.SecondsAtMean(w, since, until) : 0;
    }

    /// <summary>The same for connections that were to come to a node and could leave from theirs.</summary>
    private double AtDestination(int node, int w, FlowPart part, double since, double until)
    {
        double here = ShareOn(part.Destination, node);
        if (here == 0) return 0;
        if (part.Source < 0) return here * _run.SecondsAtMean(w, since, until);
        if (_fleet.ReadyOf(part.Source).Count == 0) return 0;
        double shared = 0;
        foreach ((int silent, double from, double to) in _silences) shared += Shared(silent, from, to);
        for (int other = 0; other < _silentSince.Length; other++) shared += Shared(other, _silentSince[other], until);
        return Math.Max(0, To(node) * _run.SecondsAtMean(w, since, until) - shared);

        double Shared(int silent, double from, double to)
        {
            (from, to) = (Math.Max(from, since), Math.Min(to, until));
            return from < to ? FromTo(silent, node) * _run.SecondsAtMean(w, from, to) : 0;
        }

        double To(int to) => part.OnTwoNodes ? Enumerable.Range(0, _silentSince.Length).Sum(from => FromTo(from, to)) : here;

        double FromTo(int from, int to)
        {
            double there = ShareOn(part.Source, from);
            if (!part.OnTwoNodes) return there * here;
            return there == 0 || from == to ? 0 : there * here / (1 - ShareOn(part.Destination, from));
        }
    }

    private double ShareOn(int application, int node) => application < 0 ? 0 : _fleet.ReadyShareOn(application, node);

    /// <summary>Draws connections with the pods that were ready as each of them was opened.</summary>
    private long DrawOneByOne(int node, int w, FlowPart part, double since, double until, ref RandomStream random)
    {
        long refused = 0;
        foreach (int pod in _fleet.PodsOn(node))
        {
            int application = _fleet[pod].Application;
            if (application == part.Source) refused += Draw(isSource: true, pod, ref random);
            if (application == part.Destination) refused += Draw(isSource: false, pod, ref random);
        }
        return refused;

        long Draw(bool isSource, int pod, ref RandomStream random)
        {
            PartEnd end = new(_run, _fleet, w, part, pod, isSource);
            long refused = 0;
            for (long left = random.NextPoisson(end.MostPerSecond * (until - since)); left > 0; left--)
            {
                if ((left & 0xFFF) == 0) _run.Cancellation.ThrowIfCancellationRequested();
                double opened = since + (until - since) * random.NextDouble();
                if (!end.TryPickOther(opened, ref random, out int other)) continue;
                // Who can't leave is refused where it is.
                bool leaves = isSource || other < 0 || !_listeners.At(_fleet[other].Node, opened, out _).IsSilent;
                if (leaves) refused++;
            }
            return refused;
        }
    }
}
