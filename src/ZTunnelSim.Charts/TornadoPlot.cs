using ScottPlot;
using ScottPlot.TickGenerators;

namespace ZTunnelSim.Charts;

/// <summary>A number that inputs move.</summary>
internal enum SensitivityMeasure
{
    /// <summary>Expected resets in the whole rollout.</summary>
    Resets,

    /// <summary>The rollout's mean duration.</summary>
    Duration,

    /// <summary>The smallest T that holds the limits.</summary>
    GracePeriod,
}

/// <summary>Which input moves the answer most: a bar for each from its low to its high value, the longest on top.</summary>
internal static class TornadoPlot
{
    /// <summary>More bars than this can't be read.</summary>
    private const int MaxBars = 16;

    /// <summary>Bars shorter than this share of the longest can't be seen, and are left out.</summary>
    private const double Visible = 0.005;

    public static Plot Of(SensitivityResult result, SensitivityMeasure measure)
    {
        Func<SensitivityOutcome, double?> of = Of(measure);
        IReadOnlyList<InputSensitivity> all = result.By(of);
        double longest = all.Select(i => i.Swing(of)).Where(double.IsFinite).DefaultIfEmpty(0).Max();
        InputSensitivity[] inputs = [.. all.Where(i => i.Swing(of) > Visible * longest).Take(MaxBars)];
        string what = measure switch
        {
            SensitivityMeasure.Resets => $"expected resets at T = {result.Rollout.GracePeriod}",
            SensitivityMeasure.Duration => $"mean duration at T = {result.Rollout.GracePeriod} ({result.Rollout.Pacing.Sentence()})",
            _ => "smallest T that holds the limits",
        };
        Plot plot = Theme.NewPlot(
            $"What moves the answer most: {what}",
            inputs.Length < all.Count ? $"{what}; {all.Count - inputs.Length} inputs that hardly move it are left out" : what, "");

        double[] values = [.. inputs.SelectMany(i => new[] { of(i.AtLow), of(i.AtHigh) }).Append(of(result.Base)).OfType<double>()];
        if (values.Length == 0) values = [0, 1];
        double span = Math.Max(values.Max() - values.Min(), 1e-6 * Math.Max(1, values.Max()));
        double left = values.Min() - 0.12 * span, right = values.Max() + 0.12 * span;
        for (int i = 0; i < inputs.Length; i++)
        {
            double y = inputs.Length - 1 - i;
            AddBar(plot, of(inputs[i].AtLow), of(result.Base), y, right, Theme.Blue, inputs[i].Low);
            AddBar(plot, of(inputs[i].AtHigh), of(result.Base), y, right, Theme.Orange, inputs[i].High);
        }
        plot.Axes.Left.SetTicks(inputs.Select((input, i) => ((double)inputs.Length - 1 - i, Name(input))));
        if (of(result.Base) is { } given)
            plot.Add.VerticalLine(given, 1.5f, Theme.Ink).LegendText = $"all inputs as given: {Label(given, measure)}";
        plot.AddBox(0, 0, 0, 0, Filled(Theme.Blue), "input at its low value");
        plot.AddBox(0, 0, 0, 0, Filled(Theme.Orange), "input at its high value");
        SetValueTicks(plot, left, right, measure);
        // Room for the values beside the bars.
        double room = 0.35 * (right - left);
        plot.Axes.SetLimits(left - room, right + room, -0.7, inputs.Length - 0.3);
        Theme.AddLegend(plot);
        return plot;
    }

    private static string Name(InputSensitivity input) =>
        input.Workload is { } workload ? $"{workload}: {input.Input}" : input.Input;

    private static Func<SensitivityOutcome, double?> Of(SensitivityMeasure measure) => measure switch
    {
        SensitivityMeasure.Resets => o => o.Resets,
        SensitivityMeasure.Duration => o => o.DurationSeconds,
        _ => o => o.GracePeriod?.Seconds,
    };

    private static void AddBar(Plot plot, double? value, double? given, double y, double right, Color color, string text)
    {
        // Where no T holds, the bar ends at the edge and says so.
        double from = given ?? right, to = value ?? right;
        plot.AddBox(Math.Min(from, to), Math.Max(from, to), y - 0.34, y + 0.34, Filled(color));
        if (from == to) return;
        (Alignment alignment, float beside) = to < from ? (Alignment.MiddleRight, -6f) : (Alignment.MiddleLeft, 6f);
        plot.AddLabel(value is null ? $"{text}: no T" : text, new(to, y), 12, Theme.Ink, alignment, beside);
    }

    private static Color Filled(Color color) => color.WithAlpha(0.75);

    private static void SetValueTicks(Plot plot, double left, double right, SensitivityMeasure measure)
    {
        NumericManual ticks = new();
        double step = measure == SensitivityMeasure.Resets ? RoundNumber((right - left) / 6) : RoundDuration((right - left) / 6);
        for (int k = (int)Math.Ceiling(Math.Max(0, left) / step); k * step <= right; k++)
            ticks.AddMajor(k * step, Label(k * step, measure));
        plot.Axes.Bottom.TickGenerator = ticks;
    }

    private static double RoundNumber(double wanted)
    {
        double decade = Math.Pow(10, Math.Floor(Math.Log10(wanted)));
        return decade * (wanted / decade) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 };
    }

    private static double RoundDuration(double wanted)
    {
        double[] round = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14400, 21600, 43200, 86400];
        return wanted is < 1 or > 86400 ? RoundNumber(wanted) : round.First(s => s >= wanted);
    }

    private static string Label(double value, SensitivityMeasure measure) => measure switch
    {
        SensitivityMeasure.Resets => value < 10 ? $"{value:G3}" : $"{value:#,0}",
        SensitivityMeasure.Duration => DurationFormat.Tick(value),
        _ => $"{value:0} s",
    };
}
