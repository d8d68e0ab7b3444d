namespace ZTunnelSim.Charts;

/// <summary>From numbers to the shades of a heat map: by their logarithm where they span decades.</summary>
internal sealed record HeatScale
{
    /// <summary>From so large a ratio of the largest to the smallest number on the scale is logarithmic.</summary>
    private const double Decade = 10;

    /// <summary>What is smaller than the largest number by more than this is drawn like this.</summary>
    private const double Deepest = 1e-4;

    private HeatScale(double min, double max, bool isLog) => (Min, Max, IsLog) = (min, max, isLog);

    /// <summary>The number of the lightest shade.</summary>
    public double Min { get; }

    /// <summary>The number of the darkest shade.</summary>
    public double Max { get; }

    public bool IsLog { get; }

    /// <summary>A scale for some numbers of at least 0; those that are not finite are left out.</summary>
    public static HeatScale Of(IEnumerable<double> values)
    {
        double[] finite = [.. values.Where(double.IsFinite)];
        double max = finite.DefaultIfEmpty(0).Max(), min = finite.DefaultIfEmpty(0).Min();
        if (max <= 0) return new(0, 1, isLog: false);
        double least = Math.Max(min, Deepest * max);
        return max / least >= Decade ? new(least, max, isLog: true)
            : max - min < 1e-6 * max ? new(0, max, isLog: false)
            : new(min, max, isLog: false);
    }

    /// <summary>Where a number lies: 0 is the lightest shade, 1 the darkest.</summary>
    public double ShareOf(double value)
    {
        double held = Math.Clamp(value, Min, Max);
        return IsLog ? Math.Log(held / Min) / Math.Log(Max / Min) : (held - Min) / (Max - Min);
    }

    /// <summary>Which of so many shades a number has, from 0, the lightest; the darkest where it is not finite.</summary>
    public int ShadeOf(double value, int shades) =>
        double.IsFinite(value) ? Math.Min((int)(ShareOf(value) * shades), shades - 1) : shades - 1;

    /// <summary>The number that lies at a share of the scale, from 0 to 1.</summary>
    public double At(double share) => IsLog ? Min * Math.Pow(Max / Min, share) : Min + share * (Max - Min);

    /// <summary>Round numbers on the scale, rising: three at least where it has so many.</summary>
    public IReadOnlyList<double> Ticks()
    {
        if (!IsLog)
        {
            double step = RoundStep((Max - Min) / 5);
            int first = (int)Math.Ceiling(Min / step - 1e-9), last = (int)Math.Floor(Max / step + 1e-9);
            return [.. Enumerable.Range(first, last - first + 1).Select(i => i * step)];
        }
        double[] digits = Max / Min < 1000 ? [1, 2, 5] : [1];
        return
        [
            .. Enumerable.Range((int)Math.Floor(Math.Log10(Min)), (int)Math.Ceiling(Math.Log10(Max / Min)) + 2)
                .SelectMany(decade => digits.Select(digit => digit * Math.Pow(10, decade)))
                .Where(value => value >= Min * (1 - 1e-9) && value <= Max * (1 + 1e-9)),
        ];
    }

    /// <summary>The smallest of 1, 2, 5, 10 and so on that is no smaller.</summary>
    private static double RoundStep(double value)
    {
        double unit = Math.Pow(10, Math.Floor(Math.Log10(value)));
        double digits = value / unit - 1e-9;
        return unit * (digits <= 1 ? 1 : digits <= 2 ? 2 : digits <= 5 ? 5 : 10);
    }
}
