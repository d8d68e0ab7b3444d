namespace ZTunnelSim;

/// <summary>.NET's priority queue as a future-event set: what is to happen, by its time.</summary>
internal static class EventSet
{
    /// <summary>The earliest time, or positive infinity where there is none.</summary>
    public static double NextTime<T>(this PriorityQueue<T, double> events) =>
        events.TryPeek(out _, out double time) ? time : double.PositiveInfinity;

    /// <summary>Removes what is next; there has to be something.</summary>
    public static (double Time, T What) DequeueNext<T>(this PriorityQueue<T, double> events) =>
        events.TryDequeue(out T? what, out double time)
            ? (time, what)
            : throw new InvalidOperationException("Nothing is to happen.");
}
