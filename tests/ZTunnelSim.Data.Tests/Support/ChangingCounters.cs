using System.Globalization;
using System.Text;

namespace ZTunnelSim.Data.Tests;

/// <summary>Prometheus' counters of connections whose rate changes with the clock, as query_range has them.</summary>
/// <param name="PerHour">The mean number of connections opened in an hour.</param>
/// <param name="Profile">How the rate goes up and down.</param>
internal sealed record ChangingCounters(double PerHour, RateProfile Profile)
{
    public string Service { get; init; } = "api";

    public DateTimeOffset Begin { get; init; } = ChangingTraffic.Monday;

    public TimeSpan Length { get; init; } = TimeSpan.FromDays(7);

    public TimeSpan Step { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>After how many steps the process is replaced, so that its counters begin from 0 again; null: it is not.</summary>
    public int? ReplacedAfter { get; init; }

    public string Json(ulong seed)
    {
        RandomStream random = new(seed);
        StringBuilder opened = new(), closed = new();
        long open = 0, count = 0, ended = 0;
        int steps = (int)(Length / Step);
        for (int i = 0; i <= steps; i++)
        {
            DateTimeOffset at = Begin + i * Step;
            if (i > 0)
            {
                if (i == ReplacedAfter) (count, ended) = (0, -open);
                long more = random.NextPoisson(PerHour * Step.TotalHours * Profile.At(at - 0.5 * Step));
                // What is opened in a step is closed in the next.
                ended += open;
                count += more;
                open = more;
            }
            string time = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
            opened.Append(i == 0 ? "" : ",").Append($"[{time},\"{count}\"]");
            closed.Append(i == 0 ? "" : ",").Append($"[{time},\"{Math.Max(0, ended)}\"]");
        }
        string Series(string name, StringBuilder values) =>
            $"{{\"metric\":{{\"__name__\":\"istio_tcp_connections_{name}_total\",\"reporter\":\"source\",\"instance\":\"10.0.0.1:15020\","
            + $"\"destination_service\":\"{Service}.default.svc.cluster.local\"}},\"values\":[{values}]}}";
        return "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":["
            + $"{Series("opened", opened)},{Series("closed", closed)}]}}}}";
    }
}
