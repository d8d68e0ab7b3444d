using System.Globalization;
using System.Text;

namespace ZTunnelSim.Collecting;

/// <summary>
/// Of a scrape of ztunnel's metrics the counters that readers take, each with its node, its pod and the time: ztunnel names neither, and
/// the scrapes of several are read together.
/// </summary>
internal static class Scrape
{
    /// <summary>The text to write; null where the scrape has none of the counters.</summary>
    public static string? Of(string text, string node, string pod, DateTimeOffset time, Redaction? redaction)
    {
        StringBuilder written = new();
        string milliseconds = time.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        bool isEmpty = true;
        foreach (string line in text.Split('\n'))
        {
            if (line.StartsWith('#') || ExpositionLine.Parse(line.TrimEnd('\r')) is not { } sample) continue;
            if (CounterNames.Of(sample.Name) is null) continue;
            isEmpty = false;
            written.Append(sample.Name).Append('{');
            foreach ((string name, string value) in sample.Labels.Where(label => label.Key is not ("node" or "pod")))
                written.Append(name).Append("=\"").Append(Escaped(CounterLabels.Written(name, value, redaction))).Append("\",");
            written.Append("node=\"").Append(Escaped(node)).Append("\",pod=\"").Append(Escaped(pod)).Append("\"} ")
                .Append(sample.Value.ToString("R", CultureInfo.InvariantCulture)).Append(' ').Append(milliseconds).Append('\n');
        }
        return isEmpty ? null : written.ToString();
    }

    private static string Escaped(string value) => value.Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}

/// <summary>The labels of Istio's counters.</summary>
internal static class CounterLabels
{
    /// <summary>Those that say which ztunnel it is, which side, whose connection and how it ended: all that readers go by.</summary>
    public static readonly string[] Read =
    [
        "node", "instance", "pod", "reporter", "destination_service", "destination_workload", "destination_workload_namespace",
        "source_workload", "source_workload_namespace", "response_flags",
    ];

    // Istio's own words.
    private static readonly string[] Words =
        ["__name__", "reporter", "response_flags", "request_protocol", "connection_security_policy"];

    /// <summary>A label's value as it is written: unknown is no name.</summary>
    public static string Written(string name, string value, Redaction? redaction) =>
        redaction is null || value == "unknown" || Words.Contains(name) ? value : redaction.Text(value);
}
