using System.Globalization;
using System.Text.Json;

namespace ZTunnelSim.Data;

/// <summary>A reply of Prometheus' HTTP API to <c>/api/v1/query_range</c> (a matrix) or <c>/api/v1/query</c> (a vector).</summary>
/// <remarks>Prometheus documentation, "HTTP API", section "Expression query result formats". Held in memory as a whole.</remarks>
internal static class QueryResultReader
{
    /// <exception cref="InputException">It is no such reply, or one that failed.</exception>
    public static void Read(Stream stream, string file, CounterSet counters)
    {
        using JsonDocument document = JsonInput.Document(stream, file);
        JsonElement.ArrayEnumerator results = Results(document.RootElement, file);
        if (!results.Any())
            throw new InputException(
                "the reply has no series: nothing in its time range is of the metrics and labels asked for.", file, key: "data.result");
        foreach (JsonElement result in results) ReadSeries(result, file, counters);
    }

    private static JsonElement.ArrayEnumerator Results(JsonElement root, string file)
    {
        if (Member(root, "status") is { ValueKind: JsonValueKind.String } status && status.GetString() == "error")
            throw new InputException($"Prometheus replied with an error: {Member(root, "error")}.", file, key: "error");
        JsonElement? data = Member(root, "data");
        string? type = data is { } d && Member(d, "resultType") is { ValueKind: JsonValueKind.String } t ? t.GetString() : null;
        if (type is not ("matrix" or "vector"))
            throw new InputException(
                $"is no reply of query_range or query: a matrix or a vector is accepted, but {type ?? "none"} was given.", file,
                key: "data.resultType");
        return Member(data!.Value, "result") is { ValueKind: JsonValueKind.Array } results
            ? results.EnumerateArray()
            : throw new InputException("is no array of series.", file, key: "data.result");
    }

    private static void ReadSeries(JsonElement result, string file, CounterSet counters)
    {
        if (Member(result, "metric") is not { ValueKind: JsonValueKind.Object } metric)
            throw new InputException("a series has no metric with its labels.", file, key: "data.result.metric");
        Dictionary<string, string> labels = [];
        foreach (JsonProperty label in metric.EnumerateObject())
            labels[label.Name] = label.Value.ValueKind == JsonValueKind.String
                ? label.Value.GetString()!
                : throw new InputException("a label's value is no text.", file, key: label.Name);
        if (!labels.Remove("__name__", out string? name))
            throw new InputException(
                "a series has no name: ask for the counters themselves, not for a sum or a rate of them.", file,
                key: "data.result.metric.__name__");
        if (CounterNames.Of(name) is not { } counter)
            throw new InputException(
                $"'{name}' is none of {CounterNames.Opened} and {CounterNames.Closed}.", file, key: "data.result.metric.__name__");

        JsonElement[] samples =
            Member(result, "values") is { ValueKind: JsonValueKind.Array } values ? [.. values.EnumerateArray()]
            : Member(result, "value") is { } value ? [value]
            : throw new InputException("a series has neither values nor a value.", file, key: "data.result");
        // One without samples was not there.
        if (samples.Length == 0) return;
        CounterSeries series = counters.Of(counter, labels, file);
        foreach (JsonElement sample in samples) Add(sample, series, file);
    }

    private static void Add(JsonElement sample, CounterSeries series, string file)
    {
        // [ 1712847600.123, "42" ]
        if (sample.ValueKind != JsonValueKind.Array || sample.GetArrayLength() != 2 || sample[0].ValueKind != JsonValueKind.Number
            || sample[0].GetDouble() is var seconds && !CounterSeries.IsTime(seconds) || sample[1].ValueKind != JsonValueKind.String
            || !double.TryParse(sample[1].GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            || !CounterSeries.IsCount(value))
            throw new InputException(
                $"a sample is [time, \"value\"] with a counter's value of at least 0, but {Shorten(sample)} was given.", file,
                key: "data.result.values");
        if (series.Values.ContainsKey(seconds))
            throw new InputException(
                $"the sample at {seconds:R} of a series is given twice; was a file named twice?", file, key: "data.result.values");
        series.Add(seconds, value);
    }

    private static string Shorten(JsonElement sample)
    {
        string text = sample.GetRawText().ReplaceLineEndings(" ");
        return text.Length > 60 ? text[..60] + "…" : text;
    }

    private static JsonElement? Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) ? value : null;
}
