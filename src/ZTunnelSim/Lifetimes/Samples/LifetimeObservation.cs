namespace ZTunnelSim;

/// <summary>What was seen of one connection's lifetime: how long, from which age on it was watched, and whether its end was seen.</summary>
/// <remarks>
/// Survival analysis calls these right censoring (the end was not seen: still open, or cut by an earlier drain) and left truncation or
/// delayed entry (it was already <see cref="EntrySeconds"/> old when watching began; had it ended before, it would never have been seen).
/// </remarks>
public readonly record struct LifetimeObservation
{
    // 0 where there is no such age, so that the default is one without.
    private readonly double _latest;

    /// <summary>An observation.</summary>
    /// <param name="seconds">The age in seconds at which it ended or was last seen; finite, at least 0.</param>
    /// <param name="isCensored">Whether it was still open then, so that its lifetime is longer.</param>
    /// <param name="entrySeconds">The age in seconds at which watching began, from 0 (its opening) to <paramref name="seconds"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public LifetimeObservation(double seconds, bool isCensored = false, double entrySeconds = 0)
    {
        if (!(seconds >= 0 && double.IsFinite(seconds)))
            throw new ArgumentOutOfRangeException(nameof(seconds), seconds, "A duration is finite and at least 0 s.");
        if (!(entrySeconds >= 0 && entrySeconds <= seconds))
            throw new ArgumentOutOfRangeException(nameof(entrySeconds), entrySeconds, "The entry age lies between 0 s and the duration.");
        (Seconds, IsCensored, EntrySeconds) = (seconds, isCensored, entrySeconds);
    }

    /// <summary>The age in seconds at which it ended, or was last seen open.</summary>
    public double Seconds { get; }

    /// <summary>Whether its end was not seen (right-censored).</summary>
    public bool IsCensored { get; }

    /// <summary>The age in seconds at which watching began (left truncation); 0: watched from its opening.</summary>
    public double EntrySeconds { get; }

    /// <summary>Whether it ended as its peer no longer answered: it was held for long after its last word.</summary>
    internal bool IsUnanswered { get; init; }

    /// <summary>
    /// The age in seconds, at least <see cref="Seconds"/>, at which watching would have ended: had it lived longer, it would never have
    /// been seen (right truncation). Infinite, unless said otherwise: it would have been seen whenever it ended.
    /// </summary>
    internal double LatestSeconds
    {
        get => _latest == 0 ? double.PositiveInfinity : _latest;
        init => _latest = value >= Seconds
            ? double.IsPositiveInfinity(value) ? 0 : value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "The latest age is at least the duration.");
    }
}
