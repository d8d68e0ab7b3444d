using System.Globalization;

namespace ZTunnelSim;

/// <summary>One of so many parts of a study: of n parts, part k has the replications k - 1, k - 1 + n, k - 1 + 2 n and so on.</summary>
/// <param name="Number">k, from 1 to n.</param>
/// <param name="Of">n.</param>
/// <remarks>Dealt out so, the parts take about equally long, even where replications differ from the first to the last.</remarks>
internal readonly record struct Shard(int Number, int Of)
{
    /// <summary>Parts are read side by side, each from an open file.</summary>
    public const int Most = 1000;

    /// <summary>How many of a number of replications are in this part.</summary>
    public int Count(int replications) => replications < Number ? 0 : (replications - Number) / Of + 1;

    /// <summary>The number of a replication, from its place in this part.</summary>
    public int Replication(int place) => Number - 1 + place * Of;

    /// <summary>Reads k/n.</summary>
    public static bool TryParse(string text, out Shard shard)
    {
        shard = default;
        string[] parts = text.Split('/');
        if (parts.Length != 2 || !TryWhole(parts[0], out int number) || !TryWhole(parts[1], out int of)) return false;
        shard = new(number, of);
        return number >= 1 && number <= of && of <= Most;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Number}/{Of}";

    private static bool TryWhole(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
