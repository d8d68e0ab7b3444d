using System.Globalization;

namespace ZTunnelSim.Data.Yaml;

/// <summary>Kubernetes' resource quantities.</summary>
internal static class QuantityText
{
    private static readonly (string Suffix, double Factor)[] Suffixes =
    [
        ("Ki", 1L << 10), ("Mi", 1L << 20), ("Gi", 1L << 30), ("Ti", 1L << 40), ("Pi", 1L << 50), ("Ei", 1L << 60),
        ("m", 1e-3), ("k", 1e3), ("M", 1e6), ("G", 1e9), ("T", 1e12), ("P", 1e15), ("E", 1e18),
    ];

    /// <summary>Reads 2, 0.5, 500m, 512Mi, 1G or 1e9; finite and at least 0.</summary>
    public static bool TryParse(string text, out double number)
    {
        (string digits, double factor) = (text, 1.0);
        foreach ((string suffix, double value) in Suffixes)
        {
            if (!text.EndsWith(suffix, StringComparison.Ordinal)) continue;
            (digits, factor) = (text[..^suffix.Length], value);
            break;
        }
        bool read = double.TryParse(digits, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out number);
        number *= factor;
        return read && double.IsFinite(number) && number >= 0;
    }
}
