namespace ZTunnelSim;

/// <summary><c>terminationGracePeriodSeconds</c> (T): the whole seconds between SIGTERM and SIGKILL that Kubernetes grants a pod.</summary>
public sealed record GracePeriod : IComparable<GracePeriod>
{
    /// <summary>A grace period.</summary>
    /// <param name="seconds">Whole seconds, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="seconds"/> is below 1.</exception>
    /// <remarks>Kubernetes takes 0 as "delete by force, without SIGTERM", which is no drain at all and is not modelled.</remarks>
    public GracePeriod(int seconds) => Seconds = seconds >= 1
        ? seconds
        : throw new ArgumentOutOfRangeException(nameof(seconds), seconds, "A grace period is at least 1 s.");

    /// <summary>The chart's default, 30 s.</summary>
    public static GracePeriod Default { get; } = new(30);

    /// <summary>T in seconds.</summary>
    public int Seconds { get; }

    /// <summary>A grace period of so many seconds.</summary>
    /// <param name="seconds">Whole seconds, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="seconds"/> is below 1.</exception>
    public static implicit operator GracePeriod(int seconds) => new(seconds);

    /// <summary>A grace period of so long.</summary>
    /// <param name="time">Whole seconds, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="time"/> is below 1 s or not of whole seconds.</exception>
    public static implicit operator GracePeriod(TimeSpan time) => new(Durations.WholeSeconds(time, nameof(time)));

    /// <inheritdoc/>
    public int CompareTo(GracePeriod? other) => other is null ? 1 : Seconds.CompareTo(other.Seconds);

    /// <inheritdoc/>
    public override string ToString() => $"{Seconds} s";

    /// <summary>Whether one grace period is shorter than another.</summary>
    public static bool operator <(GracePeriod left, GracePeriod right) => left.Seconds < right.Seconds;

    /// <summary>Whether one grace period is longer than another.</summary>
    public static bool operator >(GracePeriod left, GracePeriod right) => left.Seconds > right.Seconds;

    /// <summary>Whether one grace period is not longer than another.</summary>
    public static bool operator <=(GracePeriod left, GracePeriod right) => left.Seconds <= right.Seconds;

    /// <summary>Whether one grace period is not shorter than another.</summary>
    public static bool operator >=(GracePeriod left, GracePeriod right) => left.Seconds >= right.Seconds;
}
