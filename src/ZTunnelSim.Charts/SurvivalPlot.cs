using ScottPlot;

namespace ZTunnelSim.Charts;

/// <summary>The share of connections that live longer: the Kaplan-Meier estimate with its 95 % band, and a law over it.</summary>
internal static class SurvivalPlot
{
    /// <summary>More steps than this can't be told apart on a screen.</summary>
    private const int MaxSteps = 600;

    /// <summary>Both axes are logarithmic, since the tail is what matters.</summary>
    public static Plot Of(string name, KaplanMeier observed, DurationLaw law)
    {
        Plot plot = Theme.NewPlot($"Lifetimes of {name}", "age", "share of connections that live longer");
        KaplanMeierStep[] steps = [.. observed.Steps.Where(s => s is { Seconds: > 0, Survival: > 0 })];
        if (steps.Length == 0) return plot;
        steps = Thin(steps);

        double min = steps[0].Seconds, max = 3 * steps[^1].Seconds, floor = steps[^1].Survival / 10;
        (double Low, double High)[] band = [.. steps.Select(s => Band(observed, s.Seconds, floor))];
        double[] xs = [.. steps.Select(s => LogScale.Of(s.Seconds))];
        plot.AddBand(xs, band.Select(b => b.Low), band.Select(b => b.High), Theme.Orange.WithAlpha(0.2));
        Coordinates[] estimate = [.. steps.Select(s => new Coordinates(LogScale.Of(s.Seconds), LogScale.Of(s.Survival)))];
        plot.AddCurve(estimate, Theme.Orange, 2, "observed (Kaplan-Meier), 95% band").ConnectStyle = ConnectStyle.StepHorizontal;

        Coordinates[] curve = [.. Enumerable.Range(0, 300)
            .Select(i => min * Math.Pow(max / min, i / 299.0))
            .Where(t => law.Survival(t) > floor / 10)
            .Select(t => new Coordinates(LogScale.Of(t), LogScale.Of(law.Survival(t))))];
        if (curve.Length > 0) plot.AddCurve(curve, Theme.Blue, 2.5f, "fitted law");
        LogScale.SetTicks(plot.Axes.Bottom, DurationTicks.Between(min, max), 0.05 * LogScale.Of(max / min));
        LogScale.SetDecades(plot.Axes.Left, floor, 1);
        plot.Axes.SetLimits(LogScale.Of(min), LogScale.Of(max), LogScale.Of(floor), 0.1);
        Theme.AddLegend(plot);
        return plot;
    }

    private static KaplanMeierStep[] Thin(KaplanMeierStep[] steps)
    {
        if (steps.Length <= MaxSteps) return steps;
        // Evenly on the logarithmic axis, and never without the last.
        double width = LogScale.Of(steps[^1].Seconds / steps[0].Seconds) / MaxSteps;
        List<KaplanMeierStep> kept = [steps[0]];
        foreach (KaplanMeierStep step in steps)
        {
            if (LogScale.Of(step.Seconds / kept[^1].Seconds) >= width) kept.Add(step);
        }
        if (kept[^1] != steps[^1]) kept.Add(steps[^1]);
        return [.. kept];
    }

    private static (double Low, double High) Band(KaplanMeier observed, double seconds, double floor)
    {
        LifetimeEstimate estimate = observed.SurvivalInterval(seconds);
        double low = double.IsNaN(estimate.Low) ? estimate.Value : estimate.Low;
        double high = double.IsNaN(estimate.High) ? estimate.Value : estimate.High;
        return (LogScale.Of(Math.Max(low, floor)), LogScale.Of(Math.Max(high, floor)));
    }
}
