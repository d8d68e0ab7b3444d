namespace ZTunnelSim.Lifetimes.Survival;

/// <summary>
/// Turns what a log shows between two instants into observations whose likelihood allows for what it does not show.
/// </summary>
/// <remarks>
/// <para>
/// A log of a window [a, b] shows connections that <em>ended</em> in it. Those still open at b are missing, and they
/// are the long ones. What can be done depends on what else is at hand:
/// </para>
/// <para>
/// With the connections open at b as well (<see cref="WithOpenConnections"/>): all that were open at any time from a to
/// b are known. Those open at b are censored there; those that began before a are seen only because they lived to
/// a, so that they enter at age a - start. Nothing is assumed about arrivals.
/// </para>
/// <para>
/// With the log alone: if arrivals have been constant since long before a, the lifetimes of those that <em>end</em>
/// in the window, begun before a or not, follow the law of fresh connections: as many long ones end as begin (the
/// departures of an M/G/inf queue mirror its arrivals). Then the completed lifetimes may be used as they are, all of
/// them (<see cref="AllCompleted"/>). Leaving out those that began before a would cut off the long ones.
/// </para>
/// <para>
/// With the log alone and no trust in constant arrivals (<see cref="CompletedOnly"/>): each was seen only because it
/// ended between a and b, so that its lifetime is doubly truncated to [a - start, b - start]; those begun inside
/// the window are right-truncated at b - start. The law's shape inside the window can be told; of what is longer than
/// the window, only what the family implies: the intervals are wide, and should be.
/// </para>
/// </remarks>
public sealed class LogWindow
{
    private readonly double _start;
    private readonly double _end;

    /// <summary>A window.</summary>
    /// <param name="startSeconds">Its start a, in seconds of any clock that all instants share; finite.</param>
    /// <param name="endSeconds">Its end b, after the start; finite.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// An instant is not finite, or the end is not after the start.
    /// </exception>
    public LogWindow(double startSeconds, double endSeconds)
    {
        if (!double.IsFinite(startSeconds))
            throw new ArgumentOutOfRangeException(nameof(startSeconds), startSeconds, "An instant is finite.");
        if (!(endSeconds > startSeconds && double.IsFinite(endSeconds)))
            throw new ArgumentOutOfRangeException(nameof(endSeconds), endSeconds, "The window ends after it starts.");
        (_start, _end) = (startSeconds, endSeconds);
    }

    /// <summary>
    /// Completed connections and those open at the window's end: left truncation for those begun before the window,
    /// right censoring for those open at its end. Nothing is assumed about arrivals.
    /// </summary>
    /// <param name="completed">The start and end of each completed connection; the end inside the window.</param>
    /// <param name="openStarts">The start of each connection open at the window's end.</param>
    /// <exception cref="ArgumentException">A connection starts after it ends, or ends outside the window.</exception>
    public IEnumerable<LifetimeObservation> WithOpenConnections(
        IEnumerable<(double StartSeconds, double EndSeconds)> completed, IEnumerable<double> openStarts)
    {
        ArgumentNullException.ThrowIfNull(completed);
        ArgumentNullException.ThrowIfNull(openStarts);
        return completed.Select(c => Observe(Require(c), isCensored: false))
            .Concat(openStarts.Select(start => Observe(Require((start, _end)), isCensored: true)));
    }

    /// <summary>
    /// Completed connections of a log alone, as they are. Assumed: arrivals constant since long before the window, so
    /// that lifetimes that end in it are those of fresh connections. The process that wrote the log has to be older
    /// than the longest lifetimes: one that started recently can't have ended an old connection.
    /// </summary>
    /// <param name="completed">
    /// The start and end of each completed connection, <em>all</em> that ended in the window.
    /// </param>
    /// <exception cref="ArgumentException">A connection starts after it ends, or ends outside the window.</exception>
    public IEnumerable<LifetimeObservation> AllCompleted(IEnumerable<(double StartSeconds, double EndSeconds)> completed)
    {
        ArgumentNullException.ThrowIfNull(completed);
        return completed.Select(c =>
        {
            (double start, double end) = Require(c);
            return new LifetimeObservation(end - start);
        });
    }

    /// <summary>
    /// Completed connections of a log alone, doubly truncated by the window. Nothing is assumed about arrivals, but
    /// that a parametric family holds for lifetimes longer than the window shows.
    /// </summary>
    /// <param name="completed">The start and end of each completed connection; the end inside the window.</param>
    /// <exception cref="ArgumentException">A connection starts after it ends, or ends outside the window.</exception>
    public IEnumerable<DoublyTruncatedObservation> CompletedOnly(IEnumerable<(double StartSeconds, double EndSeconds)> completed)
    {
        ArgumentNullException.ThrowIfNull(completed);
        return completed.Where(c => c.StartSeconds < _end).Select(c =>
        {
            (double start, double end) = Require(c);
            // Rounding may put an end on the window's edge a hair outside the bounds computed from the start.
            double lower = Math.Min(Math.Max(0, _start - start), end - start);
            return new DoublyTruncatedObservation(end - start, lower, Math.Max(_end - start, end - start));
        });
    }

    private LifetimeObservation Observe((double Start, double End) connection, bool isCensored)
    {
        double age = connection.End - connection.Start;
        return new LifetimeObservation(age, isCensored, Math.Min(age, Math.Max(0, _start - connection.Start)));
    }

    private (double Start, double End) Require((double Start, double End) connection)
    {
        if (!(connection.Start <= connection.End && double.IsFinite(connection.End - connection.Start)))
            throw new ArgumentException(
                $"A connection can't start at {connection.Start:R} s and end at {connection.End:R} s.");
        if (!(connection.End >= _start && connection.End <= _end))
            throw new ArgumentException(
                $"A connection that ended at {connection.End:R} s is outside the window from {_start:R} to {_end:R} s.");
        return connection;
    }
}
