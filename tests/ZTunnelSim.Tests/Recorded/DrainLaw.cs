namespace ZTunnelSim;

/// <summary>The law of how long a node's old process drains, by theory: up to G, or less where all that it has ends before.</summary>
internal sealed class DrainLaw
{
    private readonly NodeTheory _theory;
    private readonly double _budget;

    /// <param name="rollout">The rollout.</param>
    /// <param name="node">The node's index.</param>
    public DrainLaw(Rollout rollout, int node) => (_theory, _budget) = (
        new ResetTheory(rollout).Classes(rollout.DrainBudgetSeconds).Single(c => c.Nodes.Members.Contains(node)).Theory, rollout.DrainBudgetSeconds);

    /// <summary>The seconds that the drain does not outlast with a probability.</summary>
    public double Quantile(double probability)
    {
        double low = 0, high = _budget;
        if (1 - _theory.DrainSurvival(0, _budget) >= probability) return 0;
        while (high - low > 1e-6)
        {
            double middle = 0.5 * (low + high);
            if (1 - _theory.DrainSurvival(middle, _budget) >= probability) high = middle;
            else low = middle;
        }
        return high;
    }

    /// <summary>
    /// A recorded end of a drain beside the law: where 95 of 100 lie, and what the lab's machine takes to act and to tell.
    /// </summary>
    /// <param name="name">Which.</param>
    /// <param name="recorded">From SIGTERM, in seconds.</param>
    /// <param name="delay">What the machine may add, in seconds.</param>
    public RecordedFigure Beside(string name, double recorded, double delay) =>
        new(name, recorded, _theory.MeanDrainSeconds(_budget), Quantile(0.025), Quantile(0.975) + delay);
}
