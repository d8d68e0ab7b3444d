using System.Globalization;
using System.Text.Json;

namespace ZTunnelSim.Collecting;

/// <summary>The values of a counter's series on a grid of times, put together from several replies.</summary>
internal sealed class CounterMatrix(string counter, long start, long step, int points)
{
    private readonly Dictionary<string, (Dictionary<string, string> Labels, double[] Values)> _series = new(StringComparer.Ordinal);

    public int Count => _series.Count;

    /// <summary>Takes a series of a reply.</summary>
    public void Add(JsonElement series)
    {
        Dictionary<string, string> labels = [];
        foreach (JsonProperty label in series.At("metric").EnumerateObject()) labels[label.Name] = label.Value.GetString() ?? "";
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
            long at = ((long)Math.Round(sample[0].GetDouble()) - start) / step;
            if (at >= 0 && at < points && double.TryParse(
                sample[1].GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value))
                known.Values[at] = value;
        }
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
