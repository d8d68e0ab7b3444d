namespace ZTunnelSim.Lifetimes.Survival;

/// <summary>
/// A completed lifetime that could be seen only because its end fell inside a window: seen if
/// <see cref="LowerSeconds"/> &lt;= lifetime &lt;= <see cref="UpperSeconds"/>.
/// </summary>
/// <remarks>
/// With lower bound 0 this is right truncation. It differs from censoring: of a censored connection we know that it
/// exists, of one cut away by truncation not even that. Its likelihood is f(x) / (S(lower) - S(upper)).
/// </remarks>
public readonly record struct DoublyTruncatedObservation
{
    /// <summary>An observation.</summary>
    /// <param name="seconds">The lifetime in seconds, finite, between the bounds.</param>
    /// <param name="lowerSeconds">The shortest lifetime in seconds that would have been seen, at least 0.</param>
    /// <param name="upperSeconds">
    /// The longest lifetime in seconds that would have been seen, above the lower bound.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public DoublyTruncatedObservation(double seconds, double lowerSeconds, double upperSeconds)
    {
        if (!(seconds >= 0 && double.IsFinite(seconds)))
            throw new ArgumentOutOfRangeException(nameof(seconds), seconds, "A duration is finite and at least 0 s.");
        if (!(lowerSeconds >= 0 && lowerSeconds <= seconds))
            throw new ArgumentOutOfRangeException(
                nameof(lowerSeconds), lowerSeconds, "The lower bound lies between 0 s and the lifetime.");
        if (!(upperSeconds >= seconds && upperSeconds > lowerSeconds))
            throw new ArgumentOutOfRangeException(
                nameof(upperSeconds), upperSeconds, "The upper bound is not under the lifetime and above the lower bound.");
        (Seconds, LowerSeconds, UpperSeconds) = (seconds, lowerSeconds, upperSeconds);
    }

    /// <summary>The lifetime in seconds.</summary>
    public double Seconds { get; }

    /// <summary>The shortest lifetime in seconds that would have been seen.</summary>
    public double LowerSeconds { get; }

    /// <summary>The longest lifetime in seconds that would have been seen.</summary>
    public double UpperSeconds { get; }
}
