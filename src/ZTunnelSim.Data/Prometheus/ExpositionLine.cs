using System.Globalization;
using System.Text;

namespace ZTunnelSim.Data;

/// <summary>One sample of Prometheus' text format: <c>name{label="value",...} value [time]</c>, the time as Unix seconds.</summary>
internal sealed record ExpositionLine(string Name, IReadOnlyDictionary<string, string> Labels, double Value, double? Seconds)
{
    // A time of 1e11 is the year 5138 in seconds and 1973 in milliseconds. The text format has milliseconds, OpenMetrics seconds.
    private const double LeastMilliseconds = 1e11;

    /// <summary>Parses a line; null where it is no sample.</summary>
    public static ExpositionLine? Parse(string line)
    {
        int nameEnd = line.AsSpan().IndexOfAny("{ \t");
        if (nameEnd <= 0) return null;
        string name = line[..nameEnd];
        if (!name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or ':')) return null;
        Dictionary<string, string> labels = [];
        int at = nameEnd;
        if (line[at] == '{' && !TryLabels(line, ref at, labels)) return null;

        // OpenMetrics may add an exemplar after a #.
        string[] rest = line[at..].Split('#')[0].Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (rest.Length is 0 or > 2 || !TryNumber(rest[0], out double value)) return null;
        if (rest.Length == 1) return new(name, labels, value, null);
        if (!TryNumber(rest[1], out double time)) return null;
        double seconds = time >= LeastMilliseconds ? time / 1000 : time;
        return CounterSeries.IsTime(seconds) ? new(name, labels, value, seconds) : null;
    }

    private static bool TryNumber(string text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value)
        || (text == "+Inf" && double.IsPositiveInfinity(value = double.PositiveInfinity));

    private static bool TryLabels(string line, ref int at, Dictionary<string, string> labels)
    {
        at++;
        while (true)
        {
            while (at < line.Length && line[at] is ' ' or ',') at++;
            if (at < line.Length && line[at] == '}')
            {
                at++;
                return true;
            }
            int equals = line.IndexOf('=', at);
            if (equals < 0 || equals + 1 >= line.Length || line[equals + 1] != '"') return false;
            string name = line[at..equals].Trim();
            at = equals + 2;
            if (name.Length == 0 || !TryValue(line, ref at, out string value) || !labels.TryAdd(name, value)) return false;
        }
    }

    private static bool TryValue(string line, ref int at, out string value)
    {
        StringBuilder text = new();
        for (; at < line.Length && line[at] != '"'; at++)
        {
            char c = line[at];
            if (c == '\\' && ++at < line.Length)
            {
                // The format has no other escapes than these.
                if (line[at] is not ('n' or '"' or '\\')) break;
                c = line[at] == 'n' ? '\n' : line[at];
            }
            text.Append(c);
        }
        value = text.ToString();
        return at < line.Length && line[at++] == '"';
    }
}
