using System.Globalization;

namespace ZTunnelSim.Analysis;

/// <summary>How many resets are acceptable: a number, or a share of the open connections.</summary>
public readonly record struct ResetLimit
{
    private ResetLimit(double value, bool isShare) => (Value, IsShare) = (value, isShare);

    /// <summary>The number of resets, or the share from 0 to 1.</summary>
    public double Value { get; }

    /// <summary>Whether it is a share of the open connections.</summary>
    public bool IsShare { get; }

    /// <summary>At most so many resets in the whole rollout.</summary>
    /// <param name="resets">At least 0. 0 means that not a single one happens, with the confidence asked for.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="resets"/> is negative.</exception>
    public static ResetLimit Count(long resets)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(resets);
        return new(resets, false);
    }

    /// <summary>At most this share of the connections that are open, on average, in the whole cluster.</summary>
    /// <param name="share">From 0 to 1; 0.001 is 0.1 %.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="share"/> is outside 0 to 1.</exception>
    public static ResetLimit OfOpen(double share) => share is >= 0 and <= 1
        ? new(share, true)
        : throw new ArgumentOutOfRangeException(nameof(share), share, "A share of the open connections lies in [0, 1].");

    /// <summary>Reads <c>250</c> or <c>0.1%</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="limit">The limit read.</param>
    /// <returns>Whether the text is such a limit.</returns>
    public static bool TryParse(string text, out ResetLimit limit)
    {
        ArgumentNullException.ThrowIfNull(text);
        limit = default;
        if (text.EndsWith('%'))
        {
            bool isNumber = double.TryParse(
                text[..^1].TrimEnd(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double percent);
            if (!isNumber || percent > 100) return false;
            limit = OfOpen(percent / 100);
            return true;
        }
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long count)) return false;
        limit = Count(count);
        return true;
    }

    /// <summary>The whole number of resets that it allows.</summary>
    /// <param name="openConnections">The mean number of open connections that a share is of.</param>
    public double Allowed(double openConnections) =>
        // A share that makes a whole number makes it in binary, too.
        IsShare ? Math.Floor(Value * openConnections * (1 + 1e-12)) : Value;

    /// <inheritdoc/>
    public override string ToString() => IsShare
        ? string.Create(CultureInfo.InvariantCulture, $"{100 * Value:0.######}%")
        : string.Create(CultureInfo.InvariantCulture, $"{Value:0}");
}
