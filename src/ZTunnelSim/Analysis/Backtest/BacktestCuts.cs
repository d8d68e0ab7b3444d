namespace ZTunnelSim;

/// <summary>
/// What is predicted of a node's cuts: their mean for each draw of rates and lifetimes, by side, and whether some of them lack a line.
/// </summary>
internal sealed class BacktestCuts(double[][] bySide, bool countsLines)
{
    /// <summary>So many shares of lost lines stand for all, evenly by probability.</summary>
    private const int Losses = 20;

    /// <summary>Prime to it: which share of one side comes with which of the other is of no pattern.</summary>
    private const int Step = 7;

    private static readonly (double Outbound, double Inbound)[] Shares = [.. Enumerable.Range(0, Losses).Select(i =>
        (LostLines.Outbound((i + 0.5) / Losses), LostLines.Inbound((i * Step % Losses + 0.5) / Losses)))];

    public int Draws => bySide[0].Length;

    /// <summary>The means of the cuts that are seen: given rates and lifetimes, each node loses lines for itself.</summary>
    public CutMeans Lines()
    {
        (double[] outbound, double[] inbound) = (bySide[0], bySide[1]);
        if (!countsLines) return new([.. outbound.Zip(inbound, (own, other) => own + other)]);
        double[] means = new double[Draws * Losses];
        for (int d = 0; d < Draws; d++)
        {
            for (int i = 0; i < Losses; i++)
                means[d * Losses + i] = outbound[d] * (1 - Shares[i].Outbound) + inbound[d] * (1 - Shares[i].Inbound);
        }
        return new(means, Losses);
    }
}
