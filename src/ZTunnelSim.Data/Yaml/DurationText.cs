using System.Globalization;

namespace ZTunnelSim.Data.Yaml;

/// <summary>Durations as people write them.</summary>
internal static class DurationText
{
    private static readonly (string Suffix, double Seconds)[] Units =
        [("us", 1e-6), ("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600), ("d", 86400)];

    /// <summary>Reads 90, 90s, 250ms, 100us, 5m, 2h or 1d; finite and at least 0.</summary>
    public static bool TryParse(string text, out double seconds)
    {
        double unit = 1;
        string digits = text;
        foreach ((string suffix, double length) in Units)
        {
            if (!text.EndsWith(suffix, StringComparison.Ordinal)) continue;
            (unit, digits) = (length, text[..^suffix.Length]);
            break;
        }
        bool read = double.TryParse(digits, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out double number);
        seconds = number * unit;
        return read && double.IsFinite(seconds) && seconds >= 0;
    }
}
