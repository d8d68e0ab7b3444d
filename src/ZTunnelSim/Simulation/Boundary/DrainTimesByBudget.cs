namespace ZTunnelSim.Simulation;

/// <summary>How long each node's old process drains, for all budgets at once.</summary>
/// <param name="nodes">The number of nodes.</param>
/// <param name="budgets">The drain budgets in seconds, rising.</param>
internal sealed class DrainTimesByBudget(int nodes, double[] budgets)
{
    private readonly int[] _reach = new int[nodes];
    private readonly double[] _beyondReach = new double[nodes];

    public int Nodes => _reach.Length;

    public ReadOnlySpan<double> Budgets => budgets;

    /// <summary>Sets a node's drain: it would outlast so many budgets, and take so long with a longer one.</summary>
    public void Set(int node, int reach, double beyondReach) => (_reach[node], _beyondReach[node]) = (reach, beyondReach);

    /// <summary>How many budgets a node's drain outlasts.</summary>
    public int Reach(int node) => _reach[node];

    /// <summary>How long it takes with a budget that it does not outlast.</summary>
    public double BeyondReach(int node) => _beyondReach[node];

    /// <summary>How long a node drains with the k-th budget.</summary>
    public double Seconds(int node, int k) => k < _reach[node] ? budgets[k] : _beyondReach[node];
}
