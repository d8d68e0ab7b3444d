using System.Globalization;

namespace ZTunnelSim.Data;

/// <summary>
/// A Kubernetes quantity: a decimal number with a suffix, such as <c>100m</c>, <c>1.5Gi</c> or <c>2e3</c>. Source: Kubernetes API
/// conventions, resource.Quantity.
/// </summary>
internal readonly record struct Quantity(decimal Amount)
{
    private static readonly (string Suffix, decimal Factor)[] Suffixes =
    [
        ("Ki", 1L << 10), ("Mi", 1L << 20), ("Gi", 1L << 30), ("Ti", 1L << 40), ("Pi", 1L << 50), ("Ei", 1L << 60),
        ("n", 1e-9m), ("u", 1e-6m), ("m", 1e-3m), ("k", 1e3m), ("M", 1e6m), ("G", 1e9m), ("T", 1e12m), ("P", 1e15m), ("E", 1e18m),
    ];

    /// <summary>In whole units, rounded up, as Kubernetes does: bytes of memory, or pods.</summary>
    /// <exception cref="OverflowException">It is more than a <see cref="long"/> holds.</exception>
    public long Units => (long)decimal.Ceiling(Amount);

    /// <summary>In thousandths, rounded up: millicores.</summary>
    /// <exception cref="OverflowException">It is more than a <see cref="long"/> holds.</exception>
    public long Thousandths => (long)decimal.Ceiling(Amount * 1000);

    /// <summary>Reads a quantity of at least 0; null where it is missing.</summary>
    public static Quantity? Read(YamlValue value) => value.IsMissing ? null
        : TryParse(value.Word ?? "", out Quantity quantity) && quantity.Amount >= 0 ? quantity
        : throw value.Expected("a quantity of at least 0, such as 250m or 1.5Gi,");

    /// <summary>Reads a quantity, if the text is one whose thousandths fit into a <see cref="long"/>.</summary>
    public static bool TryParse(string text, out Quantity quantity)
    {
        quantity = default;
        decimal factor = 1;
        string digits = text;
        foreach ((string suffix, decimal value) in Suffixes)
        {
            if (!text.EndsWith(suffix, StringComparison.Ordinal)) continue;
            (digits, factor) = (text[..^suffix.Length], value);
            break;
        }
        // An exponent stands in the place of a suffix: 2e3 is a quantity, 2e3Ki is none.
        NumberStyles style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint
            | (digits.Length == text.Length ? NumberStyles.AllowExponent : NumberStyles.None);
        if (!decimal.TryParse(digits, style, CultureInfo.InvariantCulture, out decimal number)
            || Math.Abs(number) > long.MaxValue / 1000 / Math.Max(factor, 1))
            return false;
        quantity = new(number * factor);
        return true;
    }
}
