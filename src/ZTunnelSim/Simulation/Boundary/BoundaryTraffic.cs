namespace ZTunnelSim;

/// <summary>The traffic of <see cref="Engine.Boundary"/>: what the rollout touches is drawn, the rest is not.</summary>
/// <remarks>
/// A connection that crosses another node as well (<see cref="Traffic.WithShareOnTwoNodes"/>) is reset once. Each one that outlives a
/// node's budget G draws its other node. If that one got its SIGTERM a time d earlier, and held the connection then, it has reset it
/// already; that a connection still open at G is older than d has the probability I(G + d) / I(G). Where the other node had no listener for
/// a time W from its SIGTERM (no surge), nothing was opened across it then: d - min(W, d) takes the place of d.
/// </remarks>
internal sealed class BoundaryTraffic : ITraffic
{
    private readonly RunContext _run;
    private readonly Cluster _cluster;

    /// <summary>Since when each of a node's processes listens, and until when, its SIGTERM; positive infinity: not yet.</summary>
    private readonly (double[] From, double[] To)[] _listened;
    private readonly int[] _silences;
    private readonly List<OldConnections> _parts = [];
    private readonly OldConnections[] _split = new OldConnections[OldConnections.MaxParts];
    private readonly List<double> _beyondLast = [];

    public BoundaryTraffic(RunContext run)
    {
        _run = run;
        _cluster = run.Cluster;
        _listened = [.. Enumerable.Range(0, run.Rollout.MostProcesses).Select(process => (
            Times(process == 0 ? double.NegativeInfinity : double.PositiveInfinity), Times(double.PositiveInfinity)))];
        _silences = new int[_cluster.Nodes.Count];
    }

    public void OpenListeners(int node, int process, double time)
    {
        double silentSince = double.NegativeInfinity;
        foreach ((double[] from, double[] to) in _listened)
        {
            if (from[node] < time) silentSince = Math.Max(silentSince, to[node]);
        }
        if (silentSince < time) DrawRefused(node, silentSince, time);
        _listened[process].From[node] = time;
    }

    public double CloseListeners(int node, int process, double time, double budgetSeconds)
    {
        if (double.IsPositiveInfinity(_listened[process].From[node])) return time;
        _listened[process].To[node] = time;
        OldProcess old = _run.Timing.OldProcessOf(node).Later(time);
        double drain = 0;
        foreach (int w in _cluster.WorkloadsOn(node))
        {
            RandomStream random = _run.ProcessStream(StreamPurpose.Boundary, node, process, w);
            _parts.Clear();
            _beyondLast.Clear();
            AddParts(node, process, time, old, w);
            for (int i = 0; i < _parts.Count; i++) _beyondLast.Add(ExponentialSampler.Next(ref random));
            for (int i = 0; i < _parts.Count; i++)
                drain = Math.Max(drain, DrawPart(_parts[i], _beyondLast[i], budgetSeconds, node, w, ref random));
            _run.OpenAtSigterm[node, w] = _run.Resets[node, w] + _run.CompletedInDrain[node, w];
        }
        return time + drain;
    }

    public void EndProcess(int node, int process, double time)
    {
        // All of it was drawn at SIGTERM.
    }

    // Connections that the rollout does not touch are not drawn, and so not counted either.
    public TrafficTotals Finish(double time) => new();

    private double[] Times(double time)
    {
        double[] times = new double[_cluster.Nodes.Count];
        Array.Fill(times, time);
        return times;
    }

    /// <summary>
    /// Adds the connections that one of a node's processes got, by when they were opened: all of those while it listened alone, its share
    /// while another one did beside it.
    /// </summary>
    private void AddParts(int node, int process, double time, OldProcess old, int w)
    {
        Workload workload = _cluster.Workloads[w];
        PastArrivals past = new(workload.Lifetime, _run.Rates[w], time);
        double newShare = _run.Rollout.Timing.NewShare;
        bool isFirstChange = _listened.Length == 2
            || (double.IsPositiveInfinity(_listened[1].To[node]) && !(_listened[2].From[node] < time));
        if (process == 0 && isFirstChange)
        {
            double overlap = Math.Max(0, time - _listened[1].From[node]);
            _parts.AddRange(_split.AsSpan(0, OldConnections.Parts(workload, past, overlap, newShare, old, _split)));
            return;
        }
        double oldest = process == 0 ? old.Listening : time - _listened[process].From[node];
        List<double> changes = [old.Alone, oldest, 0];
        foreach ((double[] from, double[] to) in _listened)
        {
            changes.Add(time - from[node]);
            changes.Add(time - to[node]);
        }
        double[] ages = [.. changes.Where(age => age >= 0 && age <= oldest).Distinct().Order()];
        for (int i = 0; i + 1 < ages.Length; i++)
        {
            double age = double.IsPositiveInfinity(ages[i + 1]) ? ages[i] + 1 : 0.5 * (ages[i] + ages[i + 1]);
            // What lies between two instants that are one but for rounding is none.
            if (ages[i + 1] - ages[i] > 1e-9 && ShareOf(age) is > 0 and double share)
                _parts.Add(new(past, share * workload.OpenedPerSecond, ages[i], ages[i + 1]));
        }

        double ShareOf(double age)
        {
            if (process == 0 && age > old.Alone) return newShare;
            for (int other = 0; other < _listened.Length; other++)
            {
                if (other != process && _listened[other].From[node] < time - age && time - age < _listened[other].To[node])
                    return other < process ? newShare : 1 - newShare;
            }
            return 1;
        }
    }

    /// <returns>How long the old process drains on behalf of these connections.</returns>
    private double DrawPart(
        OldConnections part, double beyondLast, double budget, int node, int w, ref RandomStream random)
    {
        double open = part.Lambda(0, recurs: true);
        if (beyondLast >= open) return 0;
        // What is left of differences far out is rounding.
        double outliving = Math.Clamp(part.Lambda(budget, recurs: true), 0, open);
        bool lastIsReset = beyondLast < outliving;
        // Given the last one, those that close before it are Poisson: first those beyond the budget, then the rest.
        long outlived = lastIsReset ? 1 + random.NextPoisson(outliving - beyondLast) : 0;
        long elsewhere = ResetElsewhere(outlived, part, budget, node, w);
        _run.Resets[node, w] += outlived - elsewhere;
        _run.CompletedInDrain[node, w] +=
            elsewhere + random.NextPoisson(open - Math.Max(outliving, beyondLast)) + (lastIsReset ? 0 : 1);
        return lastIsReset ? budget : Math.Min(part.InverseLambda(beyondLast), budget);
    }

    /// <summary>How many of the connections that outlive a node's budget their other node has reset before, or refused.</summary>
    private long ResetElsewhere(long outlived, OldConnections part, double budget, int node, int w)
    {
        double share = _cluster.Workloads[w].Traffic.ShareOnTwoNodes;
        int nodes = _cluster.Nodes.Count;
        if (share == 0 || outlived == 0 || nodes == 1) return 0;
        RandomStream random = _run.Stream(StreamPurpose.OtherNode, node, w);
        // Of very many connections the first few stand for the rest.
        Span<double> probabilities = stackalloc double[(int)Math.Min(outlived, 64)];
        double outliving = part.Lambda(budget, recurs: true);
        // There are two processes: of a second change this engine knows no connections on two nodes.
        (double[] sigtermAt, double[] newListensAt) = (_listened[0].To, _listened[1].From);
        foreach (ref double probability in probabilities)
        {
            int other = random.NextInt(nodes - 1);
            if (other >= node) other++;
            double earlier = sigtermAt[node] - sigtermAt[other];
            if (!(earlier >= 0) || (earlier == 0 && other > node)) continue;
            double withoutListener = Math.Max(0, Math.Min(newListensAt[other], sigtermAt[node]) - sigtermAt[other]);
            probability = share * part.Lambda(budget + earlier - Math.Min(withoutListener, earlier)) / outliving;
        }
        long elsewhere = 0;
        for (long i = 0; i < outlived; i++)
        {
            if (random.NextDouble() < probabilities[(int)(i % probabilities.Length)]) elsewhere++;
        }
        return elsewhere;
    }

    private void DrawRefused(int node, double since, double until)
    {
        foreach (int w in _cluster.WorkloadsOn(node))
        {
            RandomStream random = _run.ProcessStream(StreamPurpose.Refused, node, _silences[node], w);
            double seconds = _run.SecondsAtMean(w, since, until);
            _run.Refused[node, w] += random.NextPoisson(_cluster.Workloads[w].OpenedPerSecond * seconds);
        }
        _silences[node]++;
    }
}
