using System.Globalization;

namespace ZTunnelSim;

/// <summary>Laws as the maker of the ledgers wrote them: <c>exp:10</c>, <c>logn:4:1.2</c>, <c>mix:0.8:1:60</c>.</summary>
internal static class RecordedLaw
{
    public static DurationLaw Of(string text)
    {
        double[] values = [.. text.Split(':')[1..].Select(v => double.Parse(v, CultureInfo.InvariantCulture))];
        return text.Split(':')[0] switch
        {
            "exp" => new Exponential(values[0]),
            "logn" => new Lognormal(values[0], values[1]),
            "mix" => new Mixture((values[0], new Exponential(values[1])), (1 - values[0], new Exponential(values[2]))),
            _ => throw new FormatException($"'{text}' is no law."),
        };
    }
}
