namespace ZTunnelSim;

/// <summary>
/// How many connections were seen to start in each quarter of an hour, and how long these were watched: the input of
/// <see cref="ProfileEstimate"/>.
/// </summary>
/// <remarks>
/// A start that is seen only with some probability counts that much of the time: of a Poisson process of rate r, each point seen with
/// probability p(s), those seen in a quarter are Poisson with mean r times the integral of p over it, the exposure. All offsets of time
/// zones from UTC are whole quarters.
/// </remarks>
internal sealed class StartCounts : IEquatable<StartCounts>
{
    /// <summary>A quarter of an hour, in ticks of 100 ns.</summary>
    public const long StepTicks = 15 * TimeSpan.TicksPerMinute;

    /// <summary>Quarters in an hour.</summary>
    public const int StepsPerHour = (int)(TimeSpan.TicksPerHour / StepTicks);

    private readonly SortedDictionary<long, StartCount> _steps = [];

    /// <summary>By the number of the quarter since the year 1, UTC.</summary>
    public IReadOnlyDictionary<long, StartCount> Steps => _steps;

    /// <summary>The quarter that an instant is in.</summary>
    public static long StepOf(long utcTicks) => utcTicks / StepTicks;

    /// <summary>Adds starts and time watched.</summary>
    /// <param name="step">The quarter.</param>
    /// <param name="count">Starts, at least 0; one that may have been in one of two quarters is shared out.</param>
    /// <param name="exposureSeconds">The time watched, at least 0.</param>
    public void Add(long step, double count, double exposureSeconds)
    {
        StartCount before = _steps.GetValueOrDefault(step);
        _steps[step] = new(before.Count + count, before.ExposureSeconds + exposureSeconds);
    }

    /// <summary>The starts of two kinds of connections together, over the time that the first was watched.</summary>
    public StartCounts With(StartCounts other)
    {
        StartCounts sum = new();
        foreach ((long step, StartCount at) in _steps)
            sum.Add(step, at.Count + other._steps.GetValueOrDefault(step).Count, at.ExposureSeconds);
        return sum;
    }

    /// <summary>The mean rate of a profile over the time watched, in multiples of its own mean; 1 where nothing was watched.</summary>
    public double MeanFactor(RateProfile profile)
    {
        double watched = 0, weighted = 0;
        foreach ((long step, StartCount at) in _steps)
        {
            watched += at.ExposureSeconds;
            weighted += at.ExposureSeconds * profile.At(new DateTimeOffset(step * StepTicks, TimeSpan.Zero));
        }
        return watched > 0 && weighted > 0 ? weighted / watched : 1;
    }

    /// <inheritdoc/>
    public bool Equals(StartCounts? other) => other is not null && _steps.SequenceEqual(other._steps);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as StartCounts);

    /// <inheritdoc/>
    public override int GetHashCode() => _steps.Count;
}

/// <summary>What was seen of a time.</summary>
/// <param name="Count">Starts.</param>
/// <param name="ExposureSeconds">The time watched in seconds.</param>
internal readonly record struct StartCount(double Count, double ExposureSeconds)
{
    public static StartCount operator +(StartCount a, StartCount b) => new(a.Count + b.Count, a.ExposureSeconds + b.ExposureSeconds);
}
