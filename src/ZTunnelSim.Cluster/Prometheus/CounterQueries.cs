using System.Globalization;
using System.Text.Json;

namespace ZTunnelSim.Collecting;

/// <summary>
/// Asks Prometheus for ztunnel's counters over days: summed up by the labels that readers go by, in parts of a day at most, and put
/// together again to one reply as query_range gives it.
/// </summary>
internal sealed class CounterQueries(PrometheusEndpoint prometheus, IProgress<CollectProgress>? progress)
{
    /// <summary>Prometheus answers with no more points of a series than 11,000.</summary>
    private const int MostPoints = 11_000;

    /// <summary>A bound of memory: 8 bytes each.</summary>
    private const long MostSamples = 20_000_000;

    private const long Day = 86_400, ShortestPart = 900;

    private static readonly long[] Steps = [60, 120, 300, 600, 900, 1800, 3600];

    /// <summary>As many points are enough for a week's course.</summary>
    private const long EnoughPoints = 2_100;

    /// <summary>
    /// What tells ztunnel's series from those that sidecars and gateways have under the same names, the surest first; where nothing does,
    /// all are taken.
    /// </summary>
    private static readonly string[] OfZTunnel = ["pod=~\"ztunnel-.*\"", "app=\"ztunnel\"", "job=~\".*ztunnel.*\"", ""];

    /// <summary>Chooses the series.</summary>
    /// <returns>A matcher such as <c>{app="ztunnel"}</c>; null where there is no series at all.</returns>
    /// <exception cref="PrometheusFailure">There is no answer.</exception>
    public async Task<string?> FindAsync(CancellationToken cancellation)
    {
        foreach (string matcher in OfZTunnel)
        {
            using JsonDocument answer = await prometheus.QueryAsync($"count({CounterNames.Opened}{{{matcher}}})", cancellation);
            if (answer.RootElement.At("data", "result").Items().Any()) return $"{{{matcher}}}";
        }
        return null;
    }

    /// <summary>The step for so many series and so much time.</summary>
    public static long StepFor(long seconds, long series)
    {
        long most = Math.Min(EnoughPoints, Math.Max(1, MostSamples / Math.Max(1, series)));
        long fits = Steps.FirstOrDefault(step => seconds / step <= most);
        return fits > 0 ? fits : Steps[^1] * (long)Math.Ceiling((double)seconds / most / Steps[^1]);
    }

    /// <summary>How many series the sum has.</summary>
    public async Task<long> CountAsync(string matcher, CancellationToken cancellation)
    {
        using JsonDocument answer = await prometheus.QueryAsync($"count({Sum(CounterNames.Closed, matcher)})", cancellation);
        JsonElement value = answer.RootElement.At("data", "result").Items().FirstOrDefault().At("value");
        string? text = value.ValueKind == JsonValueKind.Array ? value[1].Text() : null;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long count) ? count : 0;
    }

    /// <summary>Asks for a counter.</summary>
    /// <param name="counter">Its name.</param>
    /// <param name="matcher">Which series of it.</param>
    /// <param name="start">From when, in Unix seconds.</param>
    /// <param name="end">Until when; both are multiples of the step.</param>
    /// <param name="step">The time between two points in seconds.</param>
    /// <param name="cancellation">Stops.</param>
    /// <exception cref="PrometheusFailure">There is no answer.</exception>
    public async Task<CounterMatrix> AskAsync(
        string counter, string matcher, long start, long end, long step, CancellationToken cancellation)
    {
        CounterMatrix matrix = new(counter, start, step, (int)((end - start) / step + 1));
        string sum = Sum(counter, matcher);
        Stack<(long From, long To)> parts = new();
        long longest = Math.Min(Day / step, MostPoints - 1) * step;
        if (longest == 0) longest = step;
        for (long from = start; from <= end; from += longest) parts.Push((from, Math.Min(from + longest - step, end)));
        int asked = 0;
        while (parts.TryPop(out (long From, long To) part))
        {
            progress?.Report(new($"Prometheus, {counter}", ++asked));
            try
            {
                using JsonDocument answer = await prometheus.QueryRangeAsync(sum, part.From, part.To, step, cancellation);
                foreach (JsonElement series in answer.RootElement.At("data", "result").Items()) matrix.Add(series);
            }
            catch (PrometheusFailure e) when (e.IsTooMuch && part.To - part.From >= Math.Max(ShortestPart, 2 * step))
            {
                // It has limits of its own, on samples and on time: two halves may be within them.
                long middle = part.From + (part.To - part.From) / step / 2 * step;
                parts.Push((part.From, middle));
                parts.Push((middle + step, part.To));
            }
        }
        return matrix;
    }

    private static string Sum(string counter, string matcher) =>
        $"sum by (__name__, {string.Join(", ", CounterLabels.Read)}) ({counter}{matcher})";
}
