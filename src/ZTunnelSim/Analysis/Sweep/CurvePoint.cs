using ZTunnelSim.Model;
using ZTunnelSim.Results;
using ZTunnelSim.Theory;

namespace ZTunnelSim.Analysis;

/// <summary>What to expect of one grace period.</summary>
/// <param name="GracePeriod">T.</param>
/// <param name="DrainBudgetSeconds">G, in seconds.</param>
/// <param name="Predicted">What theory expects.</param>
/// <param name="ResetsInterval">In what range the resets of one rollout lie.</param>
/// <param name="DurationSeconds">The expected duration for each pacing of the sweep, in seconds.</param>
public sealed record CurvePoint(
    GracePeriod GracePeriod, double DrainBudgetSeconds, RolloutPrediction Predicted, PredictionInterval ResetsInterval,
    IReadOnlyList<double> DurationSeconds);
