namespace ZTunnelSim;

/// <summary>The kills that one workload is predicted to have on each node, by the side that its ends are of.</summary>
/// <remarks>It is filled for one workload after the other, as those of all workloads need not be held at once.</remarks>
internal sealed class BacktestCells
{
    /// <summary>Client's ends are 0, server's 1.</summary>
    public const int Sides = 2;

    /// <summary>The purpose of the streams that rates are drawn from.</summary>
    private const long RatePurpose = 0x72617465;

    private readonly BacktestInput _input;
    private readonly BacktestOptions _options;
    private readonly ILookup<int, BacktestTraffic> _traffic;
    private readonly BacktestRates[] _rates;
    private readonly double[] _expected;

    public BacktestCells(BacktestInput input, BacktestOptions options)
    {
        (_input, _options) = (input, options);
        _traffic = input.Traffic.ToLookup(t => t.Workload);
        _rates = [.. input.Workloads.Select((_, w) => new BacktestRates(input, _traffic[w]))];
        _expected = new double[input.Nodes.Count];
        Kills = new long[input.Nodes.Count];
        Draws = [.. Enumerable.Range(0, Sides).Select(_ => new double[input.Nodes.Count * options.Draws])];
    }

    /// <summary>Draws of the mean number of kills, by side, then by node and draw: node times draws, and draw.</summary>
    public double[][] Draws { get; }

    /// <summary>The observed kills by node.</summary>
    public long[] Kills { get; }

    /// <summary>The estimate of a node's kills.</summary>
    public double Expected(int node) => _expected[node];

    /// <summary>How many ends of all workloads a node accepts per second.</summary>
    public double ArrivalsOf(int node) => _rates.Sum(r => r.Estimate(0, node) + r.Estimate(1, node));

    /// <summary>Predicts a workload: the same each time.</summary>
    public void Fill(int workload)
    {
        int nodes = _input.Nodes.Count, draws = _options.Draws;
        Array.Clear(_expected);
        Array.Clear(Kills);
        foreach (BacktestTraffic t in _traffic[workload]) Kills[t.Node] += t.Kills;

        BacktestRates rates = _rates[workload];
        BacktestLifetimes[] lifetimes = [_input.Workloads[workload].Outbound, _input.Workloads[workload].Inbound];
        double[][][] perArrival = [.. lifetimes.Select(PerArrival)];
        for (int side = 0; side < Sides; side++)
        {
            for (int n = 0; n < nodes; n++) _expected[n] += rates.Estimate(side, n) * perArrival[side][n][0];
        }
        RandomStream random = new(_options.Seed, workload: workload, purpose: RatePurpose);
        double[][] drawn = [new double[nodes], new double[nodes]];
        for (int d = 0; d < draws; d++)
        {
            rates.Draw(ref random, drawn);
            for (int side = 0; side < Sides; side++)
            {
                for (int n = 0; n < nodes; n++)
                {
                    double[] known = perArrival[side][n];
                    // The first is the law's own; the plausible ones follow, if any.
                    double kills = known.Length == 1 ? known[0] : known[1 + d % (known.Length - 1)];
                    Draws[side][n * draws + d] = drawn[side][n] * kills;
                }
            }
        }
    }

    /// <summary>The kills for each connection accepted per second, by node: of the law, then of each plausible one.</summary>
    private double[][] PerArrival(BacktestLifetimes lifetimes)
    {
        Dictionary<double, double[]> byAge = [];
        return [.. _input.Nodes.Select(node =>
        {
            if (byAge.TryGetValue(node.AgeSeconds, out double[]? known)) return known;
            return byAge[node.AgeSeconds] = [.. lifetimes.Plausible.Prepend(lifetimes.Law).Select(
                ResetTheory.AtOneNode(_options.Roll, _options.Timing, _options.DrainBudgetSeconds, node.AgeSeconds))];
        })];
    }
}
