namespace ZTunnelSim;

/// <summary>
/// The mean number of cuts that can be seen at a node, as it may be: for each draw of what the nodes share (rates and lifetimes) one mean,
/// or several, as likely as each other, that differ by what the node has for itself (lines that its log lost).
/// </summary>
internal sealed class CutMeans
{
    /// <param name="means">The means, those of one draw together; at least 0, infinite ones included.</param>
    /// <param name="perDraw">How many each draw has.</param>
    public CutMeans(double[] means, int perDraw = 1)
        : this(means, [.. means.Select(mean => Math.Log(mean))], perDraw)
    {
    }

    private CutMeans(double[] means, double[] logarithms, int perDraw) => (Means, Logarithms, PerDraw) = (means, logarithms, perDraw);

    /// <summary>The means, those of one draw together.</summary>
    public double[] Means { get; }

    /// <summary>What a count is multiplied by in the logarithm of its probability: the means' logarithms.</summary>
    public double[] Logarithms { get; }

    /// <summary>How many means each draw has.</summary>
    public int PerDraw { get; }

    public int Draws => Means.Length / PerDraw;

    /// <summary>The mean for each draw, over what the node has for itself.</summary>
    public double[] OfDraws() => PerDraw == 1 ? Means : [.. Means.Chunk(PerDraw).Select(own => own.Average())];

    /// <summary>
    /// Several nodes as one, whose count is the sum of theirs: it is spread over them as expected. That is all there is to know of counts
    /// that are still to come; where what is uncertain is alike for all nodes, it does not matter how they are spread.
    /// </summary>
    /// <param name="nodes">For each node what is expected, and its mean for each draw.</param>
    public static CutMeans Together(IReadOnlyCollection<(double Expected, double[] Draws)> nodes)
    {
        double expected = nodes.Sum(node => node.Expected);
        double[] means = new double[nodes.First().Draws.Length], logarithms = new double[means.Length];
        foreach ((double own, double[] draws) in nodes)
        {
            for (int d = 0; d < means.Length; d++)
            {
                means[d] += draws[d];
                if (own > 0) logarithms[d] += own / expected * Math.Log(draws[d]);
            }
        }
        return expected > 0 ? new(means, logarithms, perDraw: 1) : new(means);
    }
}
