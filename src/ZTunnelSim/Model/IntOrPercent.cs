using System.Globalization;

namespace ZTunnelSim;

/// <summary>A number of nodes, absolute or as a percentage of the nodes that should run the pod; Kubernetes' IntOrString.</summary>
public readonly record struct IntOrPercent
{
    private IntOrPercent(int value, bool isPercent) => (Value, IsPercent) = (value, isPercent);

    /// <summary>The number as written: of nodes, or of per cent.</summary>
    public int Value { get; }

    /// <summary>Whether the number is a percentage.</summary>
    public bool IsPercent { get; }

    /// <summary>An absolute number of nodes.</summary>
    /// <param name="nodes">At least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="nodes"/> is negative.</exception>
    public static IntOrPercent Nodes(int nodes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(nodes);
        return new(nodes, false);
    }

    /// <summary>A percentage of the nodes.</summary>
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

    /// <summary>The number of nodes it means, rounded up as the DaemonSet controller does for both of its limits.</summary>
    /// <param name="desiredNodes">How many nodes should run the pod.</param>
    public int Resolve(int desiredNodes) => IsPercent ? (int)(((long)Value * desiredNodes + 99) / 100) : Value;

    /// <inheritdoc/>
    public override string ToString() => IsPercent ? $"{Value}%" : $"{Value}";
}
