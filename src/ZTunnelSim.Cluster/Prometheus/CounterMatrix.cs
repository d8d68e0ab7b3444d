using System.Globalization;
using System.Text.Json;

namespace ZTunnelSim.Collecting;

/// <summary>The values of a counter's series on a grid of times, put together from several replies.</summary>
internal sealed class CounterMatrix(string counter, long start, long step, int points)
{
    private readonly Dictionary<string, (Dictionary<string, string> Labels, double[] Values)> _series = new(StringComparer.Ordinal);

    public int Count => _series.Count;

    /// <summary>Takes a series of a reply.</summary>
    /// <exception cref="PrometheusFailure">It is none as Prometheus' HTTP API has them.</exception>
    public void Add(JsonElement series)
    {
        Dictionary<string, string> labels = [];
        if (series.At("metric") is not { ValueKind: JsonValueKind.Object } metric) throw NoSeries("it has no labels");
        foreach (JsonProperty label in metric.EnumerateObject())
            labels[label.Name] = label.Value.Text() ?? throw NoSeries($"the value of its label {SyntaxNode.Quote(label.Name)} is no text");
        // Some drop the name of what was summed up.
        labels["__name__"] = counter;
        string key = string.Join('\n', labels.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => $"{l.Key}\n{l.Value}"));
        if (!_series.TryGetValue(key, out (Dictionary<string, string> Labels, double[] Values) known))
        {
            known = (labels, new double[points]);
            Array.Fill(known.Values, double.NaN);
            _series.Add(key, known);
        }
        foreach (JsonElement sample in series.At("values").Items())
        {
            if (sample.Items().ToArray() is not [{ ValueKind: JsonValueKind.Number } time, { ValueKind: JsonValueKind.String } text])
                throw NoSeries("a sample of it is not a time and a value");
            if (!double.TryParse(text.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
                || !CounterSeries.IsCount(value))
                throw NoSeries($"{SyntaxNode.Quote(text.GetString()!)} is no count");
            double at = Math.Floor((Math.Round(time.GetDouble()) - start) / step);
            if (at >= 0 && at < points) known.Values[(int)at] = value;
        }

        PrometheusFailure NoSeries(string why) => new($"Prometheus answers with a series of {counter} that can't be read: {why}.");
    }

    /// <summary>Writes it as a reply of query_range.</summary>
    public void Write(Stream stream, Redaction? redaction)
    {
        using Utf8JsonWriter writer = new(stream);
        writer.WriteStartObject();
        writer.WriteString("status", "success");
        writer.WriteStartObject("data");
        writer.WriteString("resultType", "matrix");
        writer.WriteStartArray("result");
        foreach ((Dictionary<string, string> labels, double[] values) in _series.Values)
        {
            writer.WriteStartObject();
            writer.WriteStartObject("metric");
            foreach ((string name, string value) in labels) writer.WriteString(name, CounterLabels.Written(name, value, redaction));
            writer.WriteEndObject();
            writer.WriteStartArray("values");
            for (int i = 0; i < values.Length; i++)
            {
                if (double.IsNaN(values[i])) continue;
                writer.WriteStartArray();
                writer.WriteNumberValue(start + i * step);
                writer.WriteStringValue(values[i].ToString("R", CultureInfo.InvariantCulture));
                writer.WriteEndArray();
            }
            writer.WriteEndArray();
            writer.WriteEndObject();
            // What was written need not wait in memory for the rest.
            writer.Flush();
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
