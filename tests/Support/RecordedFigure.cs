using static System.FormattableString;

namespace ZTunnelSim;

/// <summary>One figure that was recorded, beside what the model says of it.</summary>
/// <param name="Name">What it is of.</param>
/// <param name="Recorded">What was recorded.</param>
/// <param name="Expected">What the model expects.</param>
/// <param name="Low">The least that the model takes for likely, or that is near enough.</param>
/// <param name="High">The most.</param>
internal sealed record RecordedFigure(string Name, double Recorded, double Expected, double Low, double High)
{
    /// <summary>Whether what was recorded is where the model has it.</summary>
    public bool IsInside => Verdict ?? (Recorded >= Low && Recorded <= High);

    /// <summary>Whether what the model expects is there as well.</summary>
    public bool ExpectsInside => Expected >= Low && Expected <= High;

    /// <summary>What something else said of its nearness, if anything did.</summary>
    private bool? Verdict { get; init; }

    /// <summary>A count beside a Poisson law: where 95 of 100 lie.</summary>
    public static RecordedFigure OfPoisson(string name, double recorded, double mean)
    {
        PoissonMixture law = new([mean]);
        return new(name, recorded, mean, law.Quantile(0.025), law.Quantile(0.975));
    }

    /// <summary>So many of others that each are with a probability: where 95 of 100 lie.</summary>
    public static RecordedFigure OfBinomial(string name, int recorded, int of, double probability)
    {
        double beyond = 1.96 * Math.Sqrt(of * probability * (1 - probability)) + 0.5;
        return new(name, recorded, of * probability, of * probability - beyond, of * probability + beyond);
    }

    /// <summary>A figure beside what an engine drew: their mean, and where 95 of 100 lie.</summary>
    public static RecordedFigure OfDraws(string name, double recorded, IReadOnlyCollection<double> draws)
    {
        double[] sorted = [.. draws.Order()];
        return new(name, recorded, sorted.Average(), sorted[(int)(0.025 * sorted.Length)], sorted[^((int)(0.025 * sorted.Length) + 1)]);
    }

    /// <summary>A figure beside an expected one, which is to be met to a tolerance.</summary>
    public static RecordedFigure Near(string name, double recorded, double expected, double tolerance) =>
        new(name, recorded, expected, expected - tolerance, expected + tolerance);

    /// <summary>A figure whose nearness something else has judged.</summary>
    /// <remarks>Its values may be no numbers: what never happened, and was not to happen, is near.</remarks>
    public static RecordedFigure Judged(string name, double recorded, double expected, bool isInside) =>
        new(name, recorded, expected, double.NaN, double.NaN) { Verdict = isInside };

    /// <summary>Something that either is as recorded or isn't.</summary>
    public static RecordedFigure Same(string name, bool isSame) => Near(name, 1, isSame ? 1 : 0, tolerance: 0);

    public override string ToString() => Invariant(
        $"{Name}: recorded {Recorded:0.###}, expected {Expected:0.###} ({Low:0.###} to {High:0.###})");
}
