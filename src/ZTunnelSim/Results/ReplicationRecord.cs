namespace ZTunnelSim;

/// <summary>What one replication of a study yields, in a form that a file keeps exactly: rows of numbers, and rows of words.</summary>
/// <param name="Numbers">The numbers; counts are whole.</param>
/// <param name="Words">The words.</param>
internal sealed record ReplicationRecord(double[][] Numbers, string[][] Words)
{
    public ReplicationRecord(params double[][] numbers)
        : this(numbers, [])
    {
    }

    /// <summary>Makes sure that it has so many rows.</summary>
    /// <exception cref="FormatException">It has more, or fewer.</exception>
    public ReplicationRecord WithRows(int numbers, int words = 0) => Numbers.Length == numbers && Words.Length == words
        ? this
        : throw new FormatException(
            $"{numbers} rows of numbers and {words} of words are expected, but it has {Numbers.Length} and {Words.Length}.");

    /// <summary>A row of numbers of a length.</summary>
    /// <exception cref="FormatException">It has another length.</exception>
    public double[] Row(int row, params int[] lengths) => Numbers[row] is { } numbers && lengths.Contains(numbers.Length)
        ? numbers
        : throw new FormatException($"row {row} has {Numbers[row]?.Length ?? 0} numbers, and not {string.Join(" or ", lengths)}.");

    /// <summary>A row of counts.</summary>
    /// <exception cref="FormatException">It has another length, or one of its numbers is no count.</exception>
    public long[] Counts(int row, int length) => [.. Row(row, length).Select(number =>
        number >= 0 && number <= 1L << 53 && number == Math.Floor(number)
            ? (long)number
            : throw new FormatException($"row {row} has {number:R}, which is no count."))];

    /// <summary>A row of words.</summary>
    /// <exception cref="FormatException">One of them is missing.</exception>
    public string[] WordsAt(int row) => Words[row] is { } words && Array.TrueForAll(words, word => word is not null)
        ? words
        : throw new FormatException($"row {row} of the words lacks one.");
}
