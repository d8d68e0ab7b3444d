using System.Globalization;

namespace ZTunnelSim;

/// <summary>A number of nodes or pods, absolute or as a percentage of those that there should be; Kubernetes' IntOrString.</summary>
/// <example><c>UpdateStrategy.MaxSurge(2)</c>, <c>DisruptionBudget.MinAvailable(IntOrPercent.Percent(67))</c></example>
public readonly record struct IntOrPercent
{
    private IntOrPercent(int value, bool isPercent) => (Value, IsPercent) = (value, isPercent);

    /// <summary>The number as written: an absolute one, or of per cent.</summary>
    public int Value { get; }

    /// <summary>Whether the number is a percentage.</summary>
    public bool IsPercent { get; }

    /// <summary>An absolute number.</summary>
    /// <param name="number">At least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="number"/> is negative.</exception>
    public static IntOrPercent Of(int number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        return new(number, false);
    }

    /// <summary>An absolute number.</summary>
    /// <param name="number">At least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="number"/> is negative.</exception>
    public static implicit operator IntOrPercent(int number) => Of(number);

    /// <summary>A percentage of the nodes or pods that there should be.</summary>
    /// <param name="percent">From 0 to 100.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="percent"/> is outside 0 to 100.</exception>
    public static IntOrPercent Percent(int percent)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(percent);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(percent, 100);
        return new(percent, true);
    }

    /// <summary>Reads <c>3</c> or <c>25%</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="value">The number read.</param>
    /// <returns>Whether the text is such a number.</returns>
    public static bool TryParse(string text, out IntOrPercent value)
    {
        value = default;
        bool isPercent = text.EndsWith('%');
        string digits = isPercent ? text[..^1] : text;
        if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int number)) return false;
        if (isPercent && number > 100) return false;
        value = new(number, isPercent);
        return true;
    }

    /// <summary>The number it means, rounded up as Kubernetes' controllers do.</summary>
    /// <param name="desired">How many nodes or pods there should be.</param>
    public int Resolve(int desired) => IsPercent ? (int)(((long)Value * desired + 99) / 100) : Value;

    /// <inheritdoc/>
    public override string ToString() => IsPercent ? $"{Value}%" : $"{Value}";
}
