namespace ZTunnelSim;

/// <summary>The edge between the time spans of the public surface and the seconds that everything is computed in.</summary>
internal static class Durations
{
    /// <summary>A time span in seconds; positive infinity for the longest one, which stands for no end.</summary>
    public static double Seconds(TimeSpan time) =>
        time == TimeSpan.MaxValue ? double.PositiveInfinity : time.TotalSeconds;

    /// <summary>Seconds as a time span, to 100 ns; the longest one where they are too many.</summary>
    public static TimeSpan Of(double seconds) =>
        seconds >= TimeSpan.MaxValue.TotalSeconds ? TimeSpan.MaxValue : TimeSpan.FromSeconds(seconds);

    /// <summary>Whole seconds, as Kubernetes counts them.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative, too long, or not of whole seconds.</exception>
    public static int WholeSeconds(TimeSpan time, string name) =>
        time >= TimeSpan.Zero && time.Ticks % TimeSpan.TicksPerSecond == 0 && time.TotalSeconds <= int.MaxValue
            ? (int)time.TotalSeconds
            : throw new ArgumentOutOfRangeException(name, time, "The time is of whole seconds and at least 0.");
}
