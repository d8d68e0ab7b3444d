using System.Globalization;
using System.Text;

namespace ZTunnelSim.Data.Tests;

/// <summary>The access logs of ztunnels whose connections come at a rate that changes with the clock, as it is known.</summary>
/// <param name="PerHour">The mean number of connections opened in an hour at each ztunnel.</param>
/// <param name="Profile">How the rate goes up and down.</param>
/// <param name="Lifetime">The law of lifetimes.</param>
internal sealed record ChangingTraffic(double PerHour, RateProfile Profile, DurationLaw Lifetime)
{
    /// <summary>A Monday's midnight.</summary>
    public static DateTimeOffset Monday { get; } = new(2026, 11, 16, 0, 0, 0, TimeSpan.Zero);

    /// <summary>A week with a swing of 10: days that begin and end slowly, the weekend at a third of the rest.</summary>
    public static double[] Week { get; } = [.. Enumerable.Range(0, 168).Select(h =>
        (h / 24 >= 5 ? 0.4 : 1) * (1 + 0.6 * Math.Sin(2 * Math.PI * (h % 24 - 8) / 24)))];

    public int ZTunnels { get; init; } = 1;

    public DateTimeOffset Begin { get; init; } = Monday;

    public TimeSpan Length { get; init; } = TimeSpan.FromDays(7);

    public string Service { get; init; } = "api";

    /// <summary>For how long before the logs connections came.</summary>
    public TimeSpan History { get; init; } = TimeSpan.FromDays(3);

    /// <summary>The lines of all ztunnels in the order of their times, each with its pod.</summary>
    public string Log(ulong seed)
    {
        List<(double End, string Line)> lines = [];
        for (int node = 0; node < ZTunnels; node++)
        {
            RandomStream random = new(seed, node: node);
            double most = PerHour / 3600 * Profile.Factors.Max();
            double start = -History.TotalSeconds;
            for (int i = 0; ; i++)
            {
                start += random.NextExponential() / most;
                if (start > Length.TotalSeconds) break;
                // Thinning: Lewis and Shedler, 1979.
                if (random.NextDouble() * Profile.Factors.Max() > Profile.At(Begin.AddSeconds(start))) continue;
                double life = Lifetime.Sample(ref random), end = start + life;
                if (end < 0 || end > Length.TotalSeconds) continue;
                string time = Begin.AddSeconds(end).UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture);
                lines.Add((end, $"[pod/ztunnel-{node}/istio-proxy] {time}\tinfo\taccess\tconnection complete\tsrc.addr=10.0.{node}.1:{i} "
                    + $"src.workload=\"client-{node}\" src.namespace=\"default\" dst.addr=10.9.0.1:80 "
                    + $"dst.service=\"{Service}.default.svc.cluster.local\" direction=\"outbound\" bytes_sent=1 bytes_recv=1 "
                    + $"duration=\"{(long)(1000 * life)}ms\""));
            }
        }
        StringBuilder text = new();
        foreach ((_, string line) in lines.OrderBy(l => l.End)) text.Append(line).Append('\n');
        return text.ToString();
    }
}
