namespace ZTunnelSim;

/// <summary>How long each node's old process drains, for all budgets at once.</summary>
/// <param name="nodes">The number of nodes.</param>
/// <param name="budgets">The drain budgets in seconds, rising.</param>
internal sealed class DrainTimesByBudget(int nodes, double[] budgets)
{
    private readonly int[] _outlasted = new int[nodes];
    private readonly double[] _uncutSeconds = new double[nodes];

    public ReadOnlySpan<double> Budgets => budgets;

    /// <summary>Sets a node's drain: it outlasts so many budgets, and takes so long with a longer one, which does not cut it.</summary>
    public void Set(int node, int outlasted, double uncutSeconds) =>
        (_outlasted[node], _uncutSeconds[node]) = (outlasted, uncutSeconds);

    /// <summary>How many budgets a node's drain outlasts: these cut it.</summary>
    public int OutlastedBudgets(int node) => _outlasted[node];

    /// <summary>How long it takes with a budget that does not cut it.</summary>
    public double UncutSeconds(int node) => _uncutSeconds[node];

    /// <summary>How long a node drains with the k-th budget.</summary>
    public double Seconds(int node, int k) => k < _outlasted[node] ? budgets[k] : _uncutSeconds[node];
}
