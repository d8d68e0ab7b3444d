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
    private readonly double[] _newListensAt;
    private readonly double[] _sigtermAt;

    public BoundaryTraffic(RunContext run)
    {
        _run = run;
        _cluster = run.Cluster;
        _newListensAt = new double[_cluster.Nodes.Count];
        _sigtermAt = new double[_cluster.Nodes.Count];
        Array.Fill(_newListensAt, double.PositiveInfinity);
        Array.Fill(_sigtermAt, double.PositiveInfinity);
    }

    public void OpenNewListeners(int node, double time)
    {
        _newListensAt[node] = time;
        if (_sigtermAt[node] < time) DrawRefused(node, time - _sigtermAt[node]);
    }

    public double CloseOldListeners(int node, double time, double budgetSeconds)
    {
        _sigtermAt[node] = time;
        double overlap = Math.Max(0, time - _newListensAt[node]);
        OldProcess process = _run.Timing.OldProcessOf(node).Later(time);
        Span<OldConnections> parts = new OldConnections[OldConnections.MaxParts];
        Span<double> beyondLast = stackalloc double[OldConnections.MaxParts];
        double drain = 0;
        foreach (int w in _cluster.WorkloadsOn(node))
        {
            RandomStream random = _run.Stream(StreamPurpose.Boundary, node, w);
            int count = OldConnections.Parts(_cluster.Workloads[w], overlap, _run.Rollout.Timing.NewShare, process, parts);
            for (int i = 0; i < count; i++) beyondLast[i] = ExponentialSampler.Next(ref random);
            for (int i = 0; i < count; i++)
                drain = Math.Max(drain, DrawPart(parts[i], beyondLast[i], budgetSeconds, node, w, ref random));
            _run.OpenAtSigterm[node, w] = _run.Resets[node, w] + _run.CompletedInDrain[node, w];
        }
        return time + drain;
    }

    public void EndOldProcess(int node, double time)
    {
        // All of it was drawn at SIGTERM.
    }

    // Connections that the rollout does not touch are not drawn, and so not counted either.
    public TrafficTotals Finish(double time) => new();

    /// <returns>How long the old process drains on behalf of these connections.</returns>
    private double DrawPart(
        OldConnections part, double beyondLast, double budget, int node, int w, ref RandomStream random)
    {
        double open = part.Lambda(0);
        if (beyondLast >= open) return 0;
        double outliving = part.Lambda(budget);
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
        double outliving = part.Lambda(budget);
        foreach (ref double probability in probabilities)
        {
            int other = random.NextInt(nodes - 1);
            if (other >= node) other++;
            double earlier = _sigtermAt[node] - _sigtermAt[other];
            if (!(earlier >= 0) || (earlier == 0 && other > node)) continue;
            double withoutListener = Math.Max(0, Math.Min(_newListensAt[other], _sigtermAt[node]) - _sigtermAt[other]);
            probability = share * part.Lambda(budget + earlier - Math.Min(withoutListener, earlier)) / outliving;
        }
        long elsewhere = 0;
        for (long i = 0; i < outlived; i++)
        {
            if (random.NextDouble() < probabilities[(int)(i % probabilities.Length)]) elsewhere++;
        }
        return elsewhere;
    }

    private void DrawRefused(int node, double seconds)
    {
        foreach (int w in _cluster.WorkloadsOn(node))
        {
            RandomStream random = _run.Stream(StreamPurpose.Refused, node, w);
            _run.Refused[node, w] = random.NextPoisson(_cluster.Workloads[w].OpenedPerSecond * seconds);
        }
    }
}
