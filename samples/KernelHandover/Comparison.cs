using MathNet.Numerics.Distributions;

/// <summary>A number that was seen, beside what theory says of it.</summary>
/// <param name="What">What was counted or measured.</param>
/// <param name="Observed">What was seen.</param>
/// <param name="Expected">Theory's mean.</param>
/// <param name="Quantile">Theory's quantiles.</param>
/// <param name="Decimals">With how many decimals it is seen; theory's mean has one more where it is a count.</param>
internal sealed record Comparison(string What, double Observed, double Expected, Func<double, double> Quantile, int Decimals = 0)
{
    /// <summary>The interval in which it lies with some probability, by theory.</summary>
    public (double Lower, double Upper) Interval(double confidence) =>
        (Quantile(0.5 * (1 - confidence)), Quantile(0.5 * (1 + confidence)));

    /// <summary>Whether it lies there.</summary>
    public bool IsInside(double confidence)
    {
        (double lower, double upper) = Interval(confidence);
        return Observed >= lower && Observed <= upper;
    }

    /// <summary>A row of the table.</summary>
    public string Row(double confidence)
    {
        (double lower, double upper) = Interval(confidence);
        string seen = $"F{Decimals}", mean = $"F{Math.Max(1, Decimals)}";
        string interval = $"{lower.ToString(seen)} to {upper.ToString(seen)}";
        return $"  {What,-26} {Observed.ToString(seen),7} {Expected.ToString(mean),8}   {interval,-14}";
    }

    /// <summary>A count that theory says is Poisson.</summary>
    public static Comparison OfPoisson(string what, int observed, double mean) =>
        new(what, observed, mean, p => Smallest(k => Poisson.CDF(mean, k) >= p));

    /// <summary>A count of those of n that each were picked with a probability.</summary>
    public static Comparison OfBinomial(string what, int observed, int n, double probability) =>
        new(what, observed, n * probability, p => Smallest(k => Binomial.CDF(probability, n, k) >= p));

    private static double Smallest(Func<int, bool> isEnough)
    {
        int k = 0;
        while (!isEnough(k)) k++;
        return k;
    }
}
