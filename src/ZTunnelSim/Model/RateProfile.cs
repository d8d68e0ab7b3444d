namespace ZTunnelSim;

/// <summary>
/// How the rate at which connections are opened goes up and down with the clock: a step function of the hour of the day, of the week, or of
/// another period, in multiples of its mean.
/// </summary>
/// <remarks>A workload's traffic says the mean over the period; the profile says when it comes.</remarks>
/// <example><c>workload with { Profile = RateProfile.HoursOfDay(startsByHour) }</c></example>
public sealed record RateProfile
{
    /// <summary>A Monday, so that a week begins with it.</summary>
    private static readonly DateTime Origin = new(2001, 1, 1);

    /// <summary>The minutes of a week.</summary>
    private const int MostSteps = 7 * 24 * 60;

    private readonly double[] _factors, _backwards;

    private RateProfile(TimeSpan period, IEnumerable<double> rates, TimeZoneInfo? timeZone)
    {
        double[] given = [.. rates];
        if (given.Length > MostSteps) throw new ArgumentException($"At most {MostSteps} rates are expected.", nameof(rates));
        if (given.Length == 0 || given.Any(rate => !(rate >= 0 && double.IsFinite(rate))) || !(given.Average() is > 0 and var mean))
            throw new ArgumentException("Rates are finite and at least 0, and one is above 0.", nameof(rates));
        if (!(period > TimeSpan.Zero)) throw new ArgumentOutOfRangeException(nameof(period), period, "A period is above 0 s.");
        _factors = [.. given.Select(rate => rate / mean)];
        _backwards = [.. _factors.AsEnumerable().Reverse()];
        Factors = ValueList.Of(_factors);
        (Period, TimeZone) = (period, timeZone ?? TimeZoneInfo.Utc);
        (StepSeconds, PeriodSeconds, Peak) = (period.TotalSeconds / given.Length, period.TotalSeconds, _factors.Max());
    }

    /// <summary>The rate in each step, in multiples of the mean; they are equally long, and the first begins with the period.</summary>
    public IReadOnlyList<double> Factors { get; }

    /// <summary>
    /// The period after which the steps come again. Days begin at midnight, weeks with Monday; other periods are counted from one Monday
    /// on.
    /// </summary>
    public TimeSpan Period { get; }

    /// <summary>The time zone by whose clock the period runs; UTC unless said otherwise.</summary>
    public TimeZoneInfo TimeZone { get; }

    /// <summary>
    /// How many connections each step's rate was counted from, of as many as there are <see cref="Factors"/>; empty where the rates are
    /// taken as known.
    /// </summary>
    /// <exception cref="ArgumentException">There are more or fewer than steps, or one is below 0 or not finite.</exception>
    public IReadOnlyList<double> Counts
    {
        get;
        init
        {
            double[] counts = [.. value];
            if ((counts.Length != 0 && counts.Length != Factors.Count) || counts.Any(count => !(count >= 0 && double.IsFinite(count))))
                throw new ArgumentException($"{Factors.Count} finite counts of at least 0 are expected.", nameof(value));
            field = ValueList.Of(counts);
        }
    } = ValueList<double>.Empty;

    /// <summary>The largest rate in multiples of the smallest; infinite where that is 0.</summary>
    public double Swing => Peak / Factors.Min();

    /// <summary>Whether the rate never changes.</summary>
    internal bool IsConstant => Factors.All(factor => factor == Factors[0]);

    /// <summary>How long a step is, in seconds.</summary>
    internal double StepSeconds { get; }

    internal double PeriodSeconds { get; }

    /// <summary>The largest factor.</summary>
    internal double Peak { get; }

    internal ReadOnlySpan<double> Steps => _factors;

    /// <summary>
    /// Integrals that come again and again (<see cref="ChangingRate.RecurringTail"/>): by the law, the residual life and the part of a
    /// period.
    /// </summary>
    internal Memo<(LawItself Law, double Residual, long Grain), double> Recurring { get; } = new(most: 500_000);

    /// <summary>The factors from the last to the first.</summary>
    internal ReadOnlySpan<double> Backwards => _backwards;

    /// <summary>A profile of the day.</summary>
    /// <param name="rates">24 rates, in any unit, or another number of equally long steps; the first begins at midnight.</param>
    /// <param name="timeZone">By whose clock; null: UTC.</param>
    /// <exception cref="ArgumentException">A rate is below 0 or not finite, or none is above 0.</exception>
    public static RateProfile HoursOfDay(IEnumerable<double> rates, TimeZoneInfo? timeZone = null) =>
        Of(TimeSpan.FromDays(1), rates, timeZone);

    /// <summary>A profile of the week.</summary>
    /// <param name="rates">
    /// 168 rates, in any unit, or another number of equally long steps; the first begins with Monday, at midnight.
    /// </param>
    /// <param name="timeZone">By whose clock; null: UTC.</param>
    /// <exception cref="ArgumentException">A rate is below 0 or not finite, or none is above 0.</exception>
    public static RateProfile HoursOfWeek(IEnumerable<double> rates, TimeZoneInfo? timeZone = null) =>
        Of(TimeSpan.FromDays(7), rates, timeZone);

    /// <summary>A profile of any period.</summary>
    /// <param name="period">The period, above 0.</param>
    /// <param name="rates">The rates of equally long steps, in any unit; only their ratios matter.</param>
    /// <param name="timeZone">By whose clock; null: UTC.</param>
    /// <exception cref="ArgumentException">
    /// The period or a rate is outside its range, or there are more rates than minutes in a week.
    /// </exception>
    public static RateProfile Of(TimeSpan period, IEnumerable<double> rates, TimeZoneInfo? timeZone = null)
    {
        ArgumentNullException.ThrowIfNull(rates);
        return new(period, rates, timeZone);
    }

    /// <summary>The rate at an instant, in multiples of its mean.</summary>
    /// <param name="time">The instant.</param>
    public double At(DateTimeOffset time) => _factors[StepOf(Phase(time)).Step];

    /// <summary>How far an instant is into the period, in seconds.</summary>
    /// <remarks>By the time zone's offset at that instant.</remarks>
    internal double Phase(DateTimeOffset time)
    {
        long ticks = (TimeZoneInfo.ConvertTime(time, TimeZone).DateTime - Origin).Ticks % Period.Ticks;
        return (ticks < 0 ? ticks + Period.Ticks : ticks) / (double)TimeSpan.TicksPerSecond;
    }

    /// <summary>The step at so many seconds since a period's beginning, and how far into it that is.</summary>
    internal (int Step, double Into) StepOf(double seconds)
    {
        double phase = seconds - PeriodSeconds * Math.Floor(seconds / PeriodSeconds);
        int step = Math.Min((int)(phase / StepSeconds), _factors.Length - 1);
        return (step, Math.Max(0, phase - step * StepSeconds));
    }

    /// <inheritdoc/>
    public bool Equals(RateProfile? other) => other is not null
        && Factors.Equals(other.Factors) && Period == other.Period && TimeZone.Equals(other.TimeZone) && Counts.Equals(other.Counts);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Factors, Period, Counts);

    /// <inheritdoc/>
    public override string ToString() => Invariant($"{Factors.Count} steps of {StepSeconds:R} s, from {Factors.Min():G3} to {Peak:G3}");
}
