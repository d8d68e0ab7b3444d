using MathNet.Numerics.Distributions;

namespace ZTunnelSim;

/// <summary>
/// What counted starts tell of the hours of the day and of the week: the rate in each with its interval, whether a constant rate explains
/// them, and by how much it swings.
/// </summary>
/// <remarks>
/// <para>
/// The rate of an hour is starts over time watched; its interval is that of a Poisson mean with Jeffreys' prior. Where the same hour was
/// seen on several days, these differ by more than chance as traffic does: Pearson's statistic over its degrees of freedom, the
/// overdispersion phi, divides all counts (McCullagh and Nelder, "Generalized Linear Models", section 6.2).
/// </para>
/// <para>
/// Constancy is tested by Pearson's chi-square of the hours, over phi where it is known (then by the F law). An hour that was hardly
/// watched or not at all takes the mean of like hours that are known, with as few effective counts as these differ: the same hour of other
/// days of its kind, else of any day, else all hours.
/// </para>
/// </remarks>
internal sealed class ProfileEstimate
{
    /// <summary>A rate is taken as constant unless its hours differ by more than chance brings about once in a thousand times.</summary>
    public const double Level = 0.001;

    /// <summary>From fewer hours of the day no day's pattern is told.</summary>
    public const int FewestHours = 12;

    /// <summary>An hour with a smaller share of the usual time watched counts as not known.</summary>
    private const double LeastWatched = 0.25;

    /// <summary>So many hours of a day, or this share of a week's, make it known.</summary>
    private const int HoursOfKnownDay = 20, HoursOfKnownWeek = 144;

    /// <summary>With fewer degrees of freedom days do not tell how much they differ.</summary>
    private const int FewestRepeats = 10;

    private const int Draws = 2000;
    private const long DrawPurpose = 0x7377696E67;
    private const double Confidence = 0.95;

    private readonly ProfileHour[] _hours;

    private ProfileEstimate(ProfileResolution resolution, ProfileHour[] hours, TimeZoneInfo zone, int days)
    {
        (Resolution, _hours, TimeZone, Days) = (resolution, hours, zone, days);
        KnownHours = hours.Count(hour => hour.IsKnown);
    }

    /// <summary>What hours were told apart.</summary>
    public ProfileResolution Resolution { get; }

    /// <summary>The hours: 24, or 168 from Monday on.</summary>
    public IReadOnlyList<ProfileHour> Hours => _hours;

    /// <summary>By whose clock.</summary>
    public TimeZoneInfo TimeZone { get; }

    /// <summary>On how many days some hour was watched.</summary>
    public int Days { get; }

    /// <summary>How many of <see cref="Hours"/> were watched.</summary>
    public int KnownHours { get; }

    /// <summary>Phi, at least 1; null where no hour was seen on days enough.</summary>
    public double? Overdispersion { get; private init; }

    /// <summary>The probability that a constant rate differs as much between hours.</summary>
    public double PValue { get; private init; }

    /// <summary>The largest hour's rate in multiples of the smallest's, with its 95 % interval.</summary>
    /// <remarks>
    /// The basic bootstrap of its logarithm (Davison and Hinkley, "Bootstrap Methods", section 2.4): chance alone makes a largest and a
    /// smallest of many hours, which it takes off.
    /// </remarks>
    public (double Value, double Low, double High) Swing { get; private init; }

    /// <summary>Whether the counts do not tell the rate from a constant one.</summary>
    public bool IsConstant => !(PValue < Level);

    /// <summary>The profile; null where the rate is taken as constant.</summary>
    public RateProfile? Profile => IsConstant ? null
        : (_hours.Length == 24
            ? RateProfile.HoursOfDay(_hours.Select(h => h.Factor), TimeZone)
            : RateProfile.HoursOfWeek(_hours.Select(h => h.Factor), TimeZone)) with
        { Counts = [.. _hours.Select(h => h.EffectiveCount)] };

    /// <summary>The same hours with another estimate's test of constancy.</summary>
    public ProfileEstimate TestedAs(ProfileEstimate other) =>
        new(Resolution, _hours, TimeZone, Days) { Overdispersion = Overdispersion, PValue = other.PValue, Swing = Swing };

    /// <summary>An estimate; null where fewer hours of the day than <see cref="FewestHours"/> were watched.</summary>
    /// <param name="starts">The starts.</param>
    /// <param name="zone">By whose clock hours and days are told.</param>
    public static ProfileEstimate? Of(StartCounts starts, TimeZoneInfo zone)
    {
        (long Hour, StartCount Seen)[] seen = [.. starts.Steps.GroupBy(s => LocalHour(s.Key, zone))
            .Select(g => (g.Key, g.Aggregate(default(StartCount), (sum, s) => sum + s.Value))).Where(h => h.Item2.ExposureSeconds > 0)];
        if (seen.Sum(h => h.Seen.Count) == 0) return null;
        double usual = Median(seen.Select(h => h.Seen.ExposureSeconds));
        seen = [.. seen.Where(h => h.Seen.ExposureSeconds >= LeastWatched * usual)];
        int days = seen.Select(h => Floor(h.Hour, 24)).Distinct().Count();
        HashSet<int> week = [.. seen.Select(h => HourOfWeek(h.Hour))];
        if (week.Select(h => h % 24).Distinct().Count() < FewestHours) return null;
        ProfileResolution resolution = ResolutionOf(week);
        Group[] groups = [.. seen.GroupBy(h => ClassOf(HourOfWeek(h.Hour), resolution))
            .Select(g => new Group(g.Key, [.. g.Select(h => h.Seen)]))];
        double? phi = OverdispersionOf(groups, out int repeats);
        double divisor = phi ?? 1;
        return new(resolution, HoursOf(groups, resolution, divisor), zone, days)
        {
            Overdispersion = phi,
            PValue = Test(groups, phi, repeats),
            Swing = SwingOf(groups, divisor),
        };
    }

    /// <summary>The number of an hour by a zone's clock, from a Monday's midnight on.</summary>
    private static long LocalHour(long step, TimeZoneInfo zone)
    {
        DateTime utc = new(step * StartCounts.StepTicks, DateTimeKind.Utc);
        // The year 1 began with a Monday.
        return Floor((utc + zone.GetUtcOffset(utc)).Ticks / StartCounts.StepTicks, StartCounts.StepsPerHour);
    }

    private static int HourOfWeek(long hour) => (int)(hour - 168 * Floor(hour, 168));

    private static long Floor(long number, long by) => (long)Math.Floor((double)number / by);

    private static bool IsWeekend(int hourOfWeek) => hourOfWeek / 24 >= 5;

    private static ProfileResolution ResolutionOf(HashSet<int> week)
    {
        if (week.Count >= HoursOfKnownWeek) return ProfileResolution.HoursOfWeek;
        bool[] isKnown = [.. Enumerable.Range(0, 7).Select(day => week.Count(h => h / 24 == day) >= HoursOfKnownDay)];
        return isKnown.Take(5).Contains(true) && isKnown.Skip(5).Contains(true) ? ProfileResolution.DayTypes : ProfileResolution.HoursOfDay;
    }

    /// <summary>The number of the hours that an hour of the week is told with.</summary>
    private static int ClassOf(int hourOfWeek, ProfileResolution resolution) => resolution switch
    {
        ProfileResolution.HoursOfWeek => hourOfWeek,
        ProfileResolution.DayTypes => hourOfWeek % 24 + (IsWeekend(hourOfWeek) ? 24 : 0),
        _ => hourOfWeek % 24,
    };

    private static double? OverdispersionOf(Group[] groups, out int repeats)
    {
        double sum = 0;
        repeats = 0;
        foreach (Group group in groups.Where(g => g.Seen.Length > 1 && g.Total.Count > 0))
        {
            foreach (StartCount one in group.Seen)
            {
                double expected = group.Rate * one.ExposureSeconds;
                sum += (one.Count - expected) * (one.Count - expected) / expected;
            }
            repeats += group.Seen.Length - 1;
        }
        return repeats >= FewestRepeats ? Math.Max(1, sum / repeats) : null;
    }

    private static double Test(Group[] groups, double? phi, int repeats)
    {
        double rate = groups.Sum(g => g.Total.Count) / groups.Sum(g => g.Total.ExposureSeconds), sum = 0;
        foreach (Group group in groups)
        {
            double expected = rate * group.Total.ExposureSeconds;
            sum += (group.Total.Count - expected) * (group.Total.Count - expected) / expected;
        }
        int freedom = groups.Length - 1;
        return phi is > 1 and var p
            ? 1 - FisherSnedecor.CDF(freedom, repeats, sum / freedom / p)
            : 1 - ChiSquared.CDF(freedom, sum);
    }

    private static (double Value, double Low, double High) SwingOf(Group[] groups, double phi)
    {
        // Half a connection more, as Jeffreys' prior has it: an hour without any makes no infinite swing.
        double Log(Group group, double count) => Math.Log((count + 0.5) / group.Total.ExposureSeconds);
        double[] logs = [.. groups.Select(g => Log(g, g.Total.Count / phi))];
        double seen = logs.Max() - logs.Min();
        RandomStream random = new(1, purpose: DrawPurpose);
        double[] drawn = new double[Draws];
        for (int i = 0; i < Draws; i++)
        {
            (double least, double most) = (double.PositiveInfinity, double.NegativeInfinity);
            foreach (Group group in groups)
            {
                double log = Math.Log(random.NextGamma(group.Total.Count / phi + 0.5) / group.Total.ExposureSeconds);
                (least, most) = (Math.Min(least, log), Math.Max(most, log));
            }
            drawn[i] = most - least;
        }
        Array.Sort(drawn);
        double At(double p) => drawn[(int)(p * (Draws - 1))];
        double Swing(double log) => Math.Exp(Math.Max(0, log));
        const double Half = 0.5 * (1 - Confidence);
        return (Swing(2 * seen - At(0.5)), Swing(2 * seen - At(1 - Half)), Swing(2 * seen - At(Half)));
    }

    private static ProfileHour[] HoursOf(Group[] groups, ProfileResolution resolution, double phi)
    {
        Dictionary<int, Group> known = groups.ToDictionary(g => g.Class);
        int count = resolution == ProfileResolution.HoursOfDay ? 24 : 168;
        (double Rate, double Effective, double PerCount, double Seen, bool IsKnown)[] hours = [.. Enumerable.Range(0, count).Select(hour =>
        {
            if (known.TryGetValue(ClassOf(hour, resolution), out Group? own))
                return (own.Rate, own.Total.Count / phi, phi / own.Total.ExposureSeconds, own.Total.Count, true);
            (double rate, double effective) = LikeHours(known, hour, resolution);
            return (rate, effective, rate / effective, 0.0, false);
        })];
        double mean = hours.Average(h => h.Rate);
        return [.. hours.Select(h => new ProfileHour(h.Rate / mean, h.Effective, h.PerCount / mean, h.Seen, h.IsKnown))];
    }

    /// <summary>The mean rate of like hours that are known, and the counts that it is worth: a gamma law that spreads as they do.</summary>
    private static (double Rate, double Count) LikeHours(Dictionary<int, Group> known, int hour, ProfileResolution resolution)
    {
        bool isWeek = resolution == ProfileResolution.HoursOfWeek;
        Group[] Where(Func<int, bool> isLike) => isWeek ? [.. known.Where(g => isLike(g.Key)).Select(g => g.Value)] : [];
        Group[] all = [.. known.Values];
        Group[] sameKind = Where(h => h % 24 == hour % 24 && IsWeekend(h) == IsWeekend(hour)), sameHour = Where(h => h % 24 == hour % 24);
        Group[] like = sameKind.Length > 1 ? sameKind : sameHour.Length > 1 ? sameHour : all;
        double rate = like.Average(g => g.Rate);
        double variance = like.Sum(g => (g.Rate - rate) * (g.Rate - rate)) / Math.Max(1, like.Length - 1);
        return (rate, rate > 0 && variance > 0 ? rate * rate / variance : Math.Max(0.5, like.Average(g => g.Total.Count)));
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }

    /// <summary>The hours that are told together, each as it was seen.</summary>
    private sealed record Group(int Class, StartCount[] Seen)
    {
        public StartCount Total { get; } = Seen.Aggregate((a, b) => a + b);

        public double Rate => Total.Count / Total.ExposureSeconds;
    }
}

/// <summary>What hours a profile tells apart.</summary>
internal enum ProfileResolution
{
    /// <summary>Those of the day: the data don't tell workdays from weekends.</summary>
    HoursOfDay,

    /// <summary>Those of a workday and of a weekend's day.</summary>
    DayTypes,

    /// <summary>Those of the week.</summary>
    HoursOfWeek,
}

/// <summary>An hour of a profile.</summary>
/// <param name="Factor">Its rate in multiples of the mean.</param>
/// <param name="EffectiveCount">The connections that it is as good as counted from: less than these where days differ.</param>
/// <param name="PerCount">What one of these is worth, in the factor.</param>
/// <param name="Count">The connections that it was counted from; 0 where like hours tell it.</param>
/// <param name="IsKnown">Whether it was watched.</param>
internal readonly record struct ProfileHour(double Factor, double EffectiveCount, double PerCount, double Count, bool IsKnown)
{
    /// <summary>Its 95 % interval: that of a Poisson mean of which the count was seen, with Jeffreys' prior.</summary>
    public (double Low, double High) Interval()
    {
        double shape = EffectiveCount + 0.5, one = PerCount;
        double At(double p) => one * UpperGamma.Quantile(shape, p);
        return (At(0.025), At(0.975));
    }
}
