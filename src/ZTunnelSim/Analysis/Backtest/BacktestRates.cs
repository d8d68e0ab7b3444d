namespace ZTunnelSim;

/// <summary>How many of a workload's ends are opened per second on each node: the estimate, and what the counts leave open.</summary>
/// <remarks>
/// In a steady state as many end as begin, and ends that close are Poisson (the departures of an M/G/inf queue), so that counts of lines
/// give the rate. Both ends of a connection are one event: the counts of the two sides are not two measurements of the workload's traffic
/// but one. So its total is drawn once, from a gamma law (Jeffreys' prior), and shared out among the nodes for each side by a Dirichlet law
/// whose prior weighs as much as one connection.
/// </remarks>
internal sealed class BacktestRates
{
    private readonly double[] _windows;
    private readonly double[][] _counts;
    private readonly double[] _totals;
    private readonly double _largest;

    public BacktestRates(BacktestInput input, IEnumerable<BacktestTraffic> traffic)
    {
        _windows = [.. input.Nodes.Select(n => n.BeforeSeconds)];
        _counts = [new double[_windows.Length], new double[_windows.Length]];
        foreach (BacktestTraffic t in traffic)
        {
            _counts[0][t.Node] += t.OutboundBefore;
            _counts[1][t.Node] += t.InboundBefore;
        }
        _totals = [.. _counts.Select(side => side.Sum())];
        _largest = _totals.Max();
    }

    /// <summary>The estimated rate of a node's ends of one side: client's ends are 0, server's 1.</summary>
    public double Estimate(int side, int node) => _counts[side][node] / _windows[node];

    /// <summary>Rates that the counts would support as well, by side and node.</summary>
    public void Draw(ref RandomStream random, double[][] rates)
    {
        foreach (double[] side in rates) Array.Clear(side);
        if (_largest == 0) return;
        double factor = random.NextGamma(_largest + 0.5) / _largest;
        double[] shares = new double[_windows.Length];
        for (int side = 0; side < _counts.Length; side++)
        {
            if (_totals[side] == 0) continue;
            double sum = 0;
            for (int n = 0; n < shares.Length; n++) sum += shares[n] = random.NextGamma(_counts[side][n] + 1.0 / shares.Length);
            for (int n = 0; n < shares.Length; n++) rates[side][n] = factor * _totals[side] * shares[n] / sum / _windows[n];
        }
    }
}
