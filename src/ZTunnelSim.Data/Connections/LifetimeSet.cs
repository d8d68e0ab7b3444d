using System.Collections;
using System.Runtime.CompilerServices;

namespace ZTunnelSim.Data;

/// <summary>
/// Lifetimes of connections, packed: 8 bytes each, 8 more for when it ended if a log tells, 8 once any of them entered late, and 4 once any
/// has a mark (up to twice that while it grows), and 1 once any ended unanswered.
/// </summary>
/// <remarks>With a limit it keeps a uniform random sample of what it was given, and <see cref="Total"/> tells of how many.</remarks>
internal sealed class LifetimeSet : IReadOnlyList<LifetimeObservation>
{
    // A negative sign (of 0 too) marks a censored one: a bit that durations do not use.
    private readonly List<double> _seconds = [];
    private readonly int _limit;
    private List<double>? _entries;
    private List<uint>? _marks;
    private List<Ending>? _endings;

    // 0 where there is no latest age.
    private List<double>? _latests;
    private List<bool>? _unanswered;
    private readonly List<(ObservationWindow Window, long Origin)> _windows = [];
    private Dictionary<ObservationWindow, int>? _windowNumbers;
    private RandomStream _random;

    internal LifetimeSet(int? limit, long index)
    {
        _limit = limit ?? int.MaxValue;
        _random = new RandomStream(seed: 0, workload: index);
    }

    public int Count => _seconds.Count;

    /// <summary>The number of observations given; above <see cref="Count"/> only where a sample is kept.</summary>
    public long Total { get; private set; }

    /// <summary>How many of them turned out to be censored after they were given (<see cref="Censor"/>).</summary>
    public long CensoredLater { get; private set; }

    public LifetimeObservation this[int index] => new(
        Math.Abs(_seconds[index]), double.IsNegative(_seconds[index]), _entries is null ? 0 : _entries[index])
    {
        LatestSeconds = _latests?[index] is { } latest and not 0 ? latest : double.PositiveInfinity,
        IsUnanswered = _unanswered?[index] ?? false,
    };

    public IEnumerator<LifetimeObservation> GetEnumerator()
    {
        for (int i = 0; i < Count; i++) yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The windows of the logs that they are from.</summary>
    internal IEnumerable<ObservationWindow> Windows => _windows.Select(w => w.Window);

    /// <summary>The window of the log that an observation is from, and when it ended there; null where no log tells.</summary>
    /// <remarks>Times are kept to the 24 bits of a float from the window's beginning on: to 0.03 s in a week.</remarks>
    internal (ObservationWindow Window, long Ticks)? EndOf(int index) =>
        _endings is null || _endings[index] is not { Window: >= 0 } ending ? null
        : (_windows[ending.Window].Window, _windows[ending.Window].Origin + (long)(ending.Seconds * (double)TimeSpan.TicksPerSecond));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void Add(
        double seconds, bool isCensored, double entrySeconds, uint mark = 0, ObservationWindow? window = null, long endTicks = 0,
        double latestSeconds = 0, bool isUnanswered = false)
    {
        Total++;
        double packed = isCensored ? -seconds : seconds;
        Ending ending = EndingAt(window, endTicks);
        if (_seconds.Count < _limit)
        {
            _seconds.Add(packed);
            if (window is not null && _endings is null) _endings = [.. Enumerable.Repeat(Ending.Unknown, _seconds.Count - 1)];
            _endings?.Add(ending);
            if (latestSeconds > 0 && _latests is null) _latests = [.. Enumerable.Repeat(0.0, _seconds.Count - 1)];
            _latests?.Add(latestSeconds);
            if (isUnanswered && _unanswered is null) _unanswered = [.. Enumerable.Repeat(false, _seconds.Count - 1)];
            _unanswered?.Add(isUnanswered);
            if (entrySeconds > 0 && _entries is null) _entries = [.. Enumerable.Repeat(0.0, _seconds.Count - 1)];
            _entries?.Add(entrySeconds);
            if (mark != 0 && _marks is null)
                _marks = [.. Enumerable.Repeat(0u, _seconds.Count - 1)];
            _marks?.Add(mark);
            return;
        }
        // Vitter's algorithm R: the n-th stays with probability limit / n, in place of any of those kept.
        long place = (long)(_random.NextDouble() * Total);
        if (place < _limit) Set((int)place, packed, entrySeconds, mark, ending, latestSeconds, isUnanswered);
    }

    /// <summary>The mark of an observation, by which it is found again; 0 where it has none.</summary>
    internal uint MarkOf(int index) => _marks is null ? 0 : _marks[index];

    /// <summary>
    /// The observations given their starts, which lean on no rate: seen are only ends in the window of the log, which is from the age that
    /// a connection had at its beginning to the age that it would have had at its end.
    /// </summary>
    /// <remarks>
    /// No latest age have those that would be in the data although they were open at the end: censored ones; those that began after the log
    /// began to tell of openings; and all of a process whose log has the connections that its drain cut.
    /// </remarks>
    internal IEnumerable<LifetimeObservation> GivenStarts(WatchedLogs logs)
    {
        HashSet<ObservationWindow> withCuts = [];
        for (int i = 0; i < Count; i++)
        {
            if (this[i].IsCensored && EndOf(i) is { } end && WatchedLogs.IsCutByDrain(end.Window, end.Ticks)) withCuts.Add(end.Window);
        }
        for (int i = 0; i < Count; i++)
        {
            LifetimeObservation seen = this[i];
            if (EndOf(i) is not { } end)
            {
                yield return seen;
                continue;
            }
            (ObservationWindow window, long ticks) = end;
            double Until(long from, long to) => (double)(to - from) / TimeSpan.TicksPerSecond;
            double open = Until(ticks, window.LastTicks), entry = seen.Seconds - Until(window.FirstTicks, ticks);
            LifetimeObservation given = new(seen.Seconds, seen.IsCensored, Math.Clamp(entry, seen.EntrySeconds, seen.Seconds))
            {
                IsUnanswered = seen.IsUnanswered,
            };
            bool isSeenAnyway = seen.IsCensored || withCuts.Contains(window)
                || (logs.OpenedTicks(window) is { } opened && Until(opened, ticks) >= seen.Seconds);
            yield return isSeenAnyway ? given : given with { LatestSeconds = seen.Seconds + Math.Max(0, open) };
        }
    }

    /// <summary>Takes an observation as censored at its duration, as another source tells.</summary>
    internal void Censor(int index)
    {
        if (double.IsNegative(_seconds[index])) return;
        _seconds[index] = -_seconds[index];
        CensoredLater++;
    }

    /// <summary>
    /// Takes another set in. Where the two are samples, each observation of the result comes from either with the probability that its
    /// share of all the connections gives it.
    /// </summary>
    internal void Merge(LifetimeSet other)
    {
        // Nothing is looked for in what was put together.
        _marks = null;
        CensoredLater += other.CensoredLater;
        if (Total + other.Total <= _limit)
        {
            foreach (Kept kept in other.All()) Add(kept);
            return;
        }
        List<Kept> mine = [.. All()], theirs = [.. other.All()];
        (long mineLeft, long theirsLeft) = (Total, other.Total);
        _seconds.Clear();
        _entries = null;
        _endings = null;
        _latests = null;
        _unanswered = null;
        while (_seconds.Count < _limit)
        {
            bool takeMine = _random.NextDouble() * (mineLeft + theirsLeft) < mineLeft;
            Add(RemoveAny(takeMine ? mine : theirs));
            if (takeMine) mineLeft--;
            else theirsLeft--;
        }
        Total = mineLeft + theirsLeft + _limit;
    }

    private IEnumerable<Kept> All()
    {
        for (int i = 0; i < Count; i++)
            yield return EndOf(i) is { } end ? new(this[i], end.Window, end.Ticks) : new(this[i], null, 0);
    }

    private void Add(in Kept kept) => Add(
        kept.Observation.Seconds, kept.Observation.IsCensored, kept.Observation.EntrySeconds, mark: 0, kept.Window, kept.EndTicks,
        double.IsFinite(kept.Observation.LatestSeconds) ? kept.Observation.LatestSeconds : 0, kept.Observation.IsUnanswered);

    private Ending EndingAt(ObservationWindow? window, long ticks)
    {
        if (window is null) return Ending.Unknown;
        int number = _windows.Count - 1;
        if (number < 0 || _windows[number].Window != window)
        {
            _windowNumbers ??= [];
            if (!_windowNumbers.TryGetValue(window, out number))
            {
                _windowNumbers[window] = number = _windows.Count;
                _windows.Add((window, ticks));
            }
        }
        return new(number, (float)((ticks - _windows[number].Origin) / (double)TimeSpan.TicksPerSecond));
    }

    private Kept RemoveAny(List<Kept> from)
    {
        int index = _random.NextInt(from.Count);
        Kept taken = from[index];
        from[index] = from[^1];
        from.RemoveAt(from.Count - 1);
        return taken;
    }

    private void Set(
        int index, double packed, double entrySeconds, uint mark, Ending ending, double latestSeconds, bool isUnanswered)
    {
        if (isUnanswered) _unanswered ??= [.. Enumerable.Repeat(false, _seconds.Count)];
        if (_unanswered is not null) _unanswered[index] = isUnanswered;
        if (latestSeconds > 0) _latests ??= [.. Enumerable.Repeat(0.0, _seconds.Count)];
        if (_latests is not null) _latests[index] = latestSeconds;
        if (ending.Window >= 0) _endings ??= [.. Enumerable.Repeat(Ending.Unknown, _seconds.Count)];
        if (_endings is not null) _endings[index] = ending;
        if (entrySeconds > 0) _entries ??= [.. Enumerable.Repeat(0.0, _seconds.Count)];
        _seconds[index] = packed;
        if (_entries is not null) _entries[index] = entrySeconds;
        if (mark != 0) _marks ??= [.. Enumerable.Repeat(0u, _seconds.Count)];
        if (_marks is not null) _marks[index] = mark;
    }

    /// <summary>When a connection ended.</summary>
    /// <param name="Window">The number of the window among those of the set; -1: no log tells.</param>
    /// <param name="Seconds">How long after the first line of the window that came into the set, in seconds.</param>
    private readonly record struct Ending(int Window, float Seconds)
    {
        public static Ending Unknown { get; } = new(-1, 0);
    }

    private readonly record struct Kept(LifetimeObservation Observation, ObservationWindow? Window, long EndTicks);
}
