using static System.FormattableString;

namespace ZTunnelSim;

/// <summary>How near the model comes to recordings of one kind: a row of the page of fidelity.</summary>
/// <param name="What">What was recorded.</param>
/// <param name="Where">Where the model has it: its 95 % interval, or a tolerance.</param>
/// <param name="Figures">The figures.</param>
internal sealed record Fidelity(string What, string Where, IReadOnlyList<RecordedFigure> Figures)
{
    public const string Interval = "in the 95 % interval";

    /// <summary>What the figures are told as: counts by their sum, shares and times by their mean.</summary>
    public FigureUnit Unit { get; init; } = FigureUnit.Count;

    public int Inside => Figures.Count(f => f.IsInside);

    /// <summary>The sum or the mean of what was recorded.</summary>
    public double Recorded => Total(f => f.Recorded);

    /// <summary>The sum or the mean of what the model expects.</summary>
    public double Expected => Total(f => f.Expected);

    /// <summary>
    /// Whether as many are inside as right intervals have: fewer than this come in one of 1,000 cases where each holds 95 of 100.
    /// </summary>
    public bool HoldsAsOften => Inside > 0 && Inside >= 0.95 * Figures.Count - 3.1 * Math.Sqrt(Figures.Count * 0.95 * 0.05);

    /// <summary>All that is not where the model has it.</summary>
    public string Outside => string.Join("; ", Figures.Where(f => !f.IsInside));

    public override string ToString() => $"{What}: {Inside} of {Figures.Count} {Where}; outside: {Outside}";

    /// <summary>The rows as a table.</summary>
    public static TextTable Table(IEnumerable<Fidelity> rows) => TextTable.Of(
        "",
        rows,
        [
            new("what", row => row.What, IsNumeric: false),
            new("recorded", row => row.Unit.Text(row.Recorded)),
            new("model", row => row.Unit.Text(row.Expected)),
            new("error", row => row.Unit.Error(row.Recorded, row.Expected)),
            new("inside", row => $"{row.Inside} of {row.Figures.Count} {row.Where}", IsNumeric: false),
        ]);

    /// <summary>The rows in Markdown, line by line, as the page of fidelity has them.</summary>
    public static IEnumerable<string> Markdown(IEnumerable<Fidelity> rows)
    {
        TextTable table = Table(rows);
        return table.Rows.Select(Line)
            .Prepend(Line([.. table.Columns.Select(c => c.IsNumeric ? "---:" : "---")]))
            .Prepend(Line([.. table.Columns.Select(c => c.Header)]));

        static string Line(IReadOnlyList<string> cells) => $"| {string.Join(" | ", cells)} |";
    }

    /// <summary>Times at which nothing happened play no part in a mean.</summary>
    private double Total(Func<RecordedFigure, double> of) => Unit == FigureUnit.Count
        ? Figures.Sum(of)
        : Figures.Where(f => double.IsFinite(f.Recorded) && double.IsFinite(f.Expected)).Select(of).DefaultIfEmpty(double.NaN).Average();
}

/// <summary>What figures are.</summary>
internal enum FigureUnit
{
    /// <summary>Counts, of which there are sums.</summary>
    Count,

    /// <summary>Shares, of which there are means.</summary>
    Share,

    /// <summary>Seconds, of which there are means.</summary>
    Seconds,

    /// <summary>What either is as recorded or isn't: how often it is.</summary>
    Alike,
}

internal static class FigureUnitText
{
    public static string Text(this FigureUnit unit, double value) => unit switch
    {
        _ when double.IsNaN(value) => "",
        FigureUnit.Share => Invariant($"{100 * value:0.0} %"),
        FigureUnit.Seconds => Invariant($"{value:0.00} s"),
        FigureUnit.Alike => "",
        _ => value < 100 ? Invariant($"{value:0.#}") : Invariant($"{value:#,0}"),
    };

    /// <summary>By how much the model is off: of counts relative to the recorded, else the difference.</summary>
    public static string Error(this FigureUnit unit, double recorded, double expected) => unit switch
    {
        _ when double.IsNaN(recorded - expected) => "",
        FigureUnit.Share => Invariant($"{100 * (expected - recorded):+0.0;-0.0;0.0} points"),
        FigureUnit.Seconds => Invariant($"{expected - recorded:+0.00;-0.00;0.00} s"),
        FigureUnit.Count when recorded > 0 => Invariant($"{100 * (expected / recorded - 1):+0.0;-0.0;0.0} %"),
        _ => "",
    };
}
