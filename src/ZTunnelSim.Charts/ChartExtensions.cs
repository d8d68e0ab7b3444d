using ScottPlot;

namespace ZTunnelSim.Charts;

/// <summary>The charts that results have.</summary>
public static class ChartExtensions
{
    /// <summary>
    /// Resets against T: theory as curves, for all and for each workload, with the range of one rollout, over simulated means.
    /// </summary>
    /// <param name="sweep">The sweep.</param>
    public static Chart ResetsChart(this SweepResult sweep) => Of(sweep, ResetsPlot.Of);

    /// <summary>The rollout's duration against T, under each pacing: the median and the 95th percentile.</summary>
    /// <param name="sweep">The sweep.</param>
    public static Chart DurationChart(this SweepResult sweep) => Of(sweep, DurationPlot.Of);

    /// <summary>The price of fewer resets in time: a point for each T and pacing.</summary>
    /// <param name="sweep">The sweep.</param>
    public static Chart TradeOffChart(this SweepResult sweep) => Of(sweep, TradeOffPlot.Of);

    /// <summary>The choice around a recommendation: resets against duration, and the limits on both.</summary>
    /// <param name="recommendation">The recommendation.</param>
    public static Chart ParetoChart(this Recommendation recommendation) => Of(recommendation, ParetoPlot.Of);

    /// <summary>One rollout over time: a row for each node in the order of their turn, with phases and resets.</summary>
    /// <param name="run">The rollout; it needs no trace.</param>
    /// <param name="title">What stands above its totals, such as the strategy's name; null: T.</param>
    public static Chart GanttChart(this RolloutResult run, string? title = null) => Of(
        run, r => GanttPlot.Of(title ?? $"T = {r.Rollout.GracePeriod}", r), _ => GanttPlot.Width, GanttPlot.HeightFor);

    /// <summary>Which input moves the expected resets most: a bar from its low to its high value.</summary>
    /// <param name="sensitivity">The sensitivities.</param>
    public static Chart TornadoChart(this SensitivityResult sensitivity) =>
        Of(sensitivity, s => TornadoPlot.Of(s, SensitivityMeasure.Resets));

    /// <summary>Which input moves the rollout's mean duration most.</summary>
    /// <inheritdoc cref="TornadoChart"/>
    public static Chart DurationTornadoChart(this SensitivityResult sensitivity) =>
        Of(sensitivity, s => TornadoPlot.Of(s, SensitivityMeasure.Duration));

    /// <summary>Which input moves the smallest T that holds the limits most.</summary>
    /// <inheritdoc cref="TornadoChart"/>
    public static Chart GracePeriodTornadoChart(this SensitivityResult sensitivity) =>
        Of(sensitivity, s => TornadoPlot.Of(s, SensitivityMeasure.GracePeriod));

    /// <summary>Observed kills against their prediction intervals: of all, each workload and each node.</summary>
    /// <param name="backtest">The backtest.</param>
    public static Chart CalibrationChart(this BacktestResult backtest) =>
        Of(backtest, CalibrationPlot.Of, height: CalibrationPlot.Height);

    /// <summary>Whether counts fall where predictions say: the probability integral transform.</summary>
    /// <param name="backtest">The backtest.</param>
    public static Chart TransformChart(this BacktestResult backtest) =>
        Of(backtest, TransformPlot.Of, _ => Square, _ => Square);

    /// <summary>The share of connections that live longer: as observed, with its 95 % band, and by the law.</summary>
    /// <param name="fit">The fit.</param>
    /// <param name="workload">The workload's name.</param>
    public static Chart SurvivalChart(this WorkloadFit fit, string workload) =>
        Of(fit, f => SurvivalPlot.Of(workload, KaplanMeier.Of(f.Fit.Sample), f.Law));

    /// <summary>Quantiles of the data against those of the law: on the diagonal where the law is right.</summary>
    /// <inheritdoc cref="SurvivalChart"/>
    public static Chart QuantileChart(this WorkloadFit fit, string workload) =>
        Of(fit, f => QuantilePlot.Of(workload, KaplanMeier.Of(f.Fit.Sample), f.Law), _ => Square, _ => Square);

    /// <summary>When to begin: expected resets by start and T as a heat map, with the best start marked.</summary>
    /// <param name="outcomes">What each start and T brings, at least one; a start and a T that are in none together stay white.</param>
    /// <param name="timeZone">By whose clock starts are named; null: UTC.</param>
    /// <param name="best">The outcome to mark, one of them; null: the one with the fewest resets.</param>
    /// <exception cref="ArgumentException">There is no outcome, or the best one is none of them.</exception>
    public static Chart StartsChart(this IReadOnlyList<StartOutcome> outcomes, TimeZoneInfo? timeZone = null, StartOutcome? best = null)
    {
        ArgumentNullException.ThrowIfNull(outcomes);
        if (outcomes.Count == 0) throw new ArgumentException("At least one outcome is expected.", nameof(outcomes));
        StartOutcome marked = best ?? StartChoice.Fewest(outcomes);
        if (!outcomes.Contains(marked))
        {
            throw new ArgumentException(
                $"The start at {marked.Start:u} with T = {marked.GracePeriod} is none of the outcomes.", nameof(best));
        }
        StartClock clock = new(timeZone ?? TimeZoneInfo.Utc);
        return Of(outcomes, o => StartsPlot.Of(o, clock, marked), height: StartsPlot.HeightFor);
    }

    /// <summary>The width and the height of a chart whose axes have the same unit.</summary>
    private const int Square = 900;

    private static Chart Of<T>(
        T result, Func<T, Plot> draw, Func<T, int>? width = null, Func<T, int>? height = null)
    {
        ArgumentNullException.ThrowIfNull(result);
        return new(() => draw(result), width?.Invoke(result) ?? 1200, height?.Invoke(result) ?? 800);
    }
}
