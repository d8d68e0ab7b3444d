using System.Formats.Tar;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using ZstdSharp;

namespace ZTunnelSim.Benchmarks;

/// <summary>
/// Makes mutants of seeds: parts of them replaced, left out, repeated and taken from others; then, or instead, bytes of them; then, at
/// times, all of it encoded or packed.
/// </summary>
internal sealed class Mutator
{
    private static readonly byte[] Telling = [.. "\"\\{}[],:;=\t\n\r 0-.eE#&*!|>'%@`<+"u8, 0, 0x1B, 0x1F, 0x8B, 0xC2, 0xED, 0xFF];

    private readonly IReadOnlyList<Seed> _seeds;
    private readonly string[] _keys;
    private readonly Spot[] _spots;
    private readonly Dictionary<string, string[]> _valuesOf;

    public Mutator(IReadOnlyList<Seed> seeds, IEnumerable<string> keys)
    {
        _seeds = seeds;
        // What is long comes from the vocabulary: mutants should be quick to read.
        _spots = [.. seeds.SelectMany(s => s.Spots).Where(s => s.Text.Length < 1_000)];
        _valuesOf = _spots.Where(s => s.Key.Length > 0).DistinctBy(s => (s.Key, s.Text))
            .GroupBy(s => s.Key).ToDictionary(key => key.Key, key => key.Select(s => s.Text).ToArray());
        _keys = [.. keys.Concat(_spots.Select(s => s.Key)).Where(key => key.Length > 0).Distinct()];
    }

    /// <summary>The mutant of a number; the first numbers are the seeds themselves.</summary>
    public byte[] Mutant(long number, Random random)
    {
        if (number < _seeds.Count) return _seeds[(int)number].Bytes;
        Seed seed = Any(_seeds, random);
        // Of what has no form few mutants are new.
        if (seed.Spots.Count == 0) seed = Any(_seeds, random);
        int way = random.Next(10);
        byte[] bytes = way < 8 && seed.Spots.Count > 0 ? Encoding.UTF8.GetBytes(Edited(seed, random)) : seed.Bytes;
        if (way >= 7) bytes = Scrambled(bytes, random);
        return random.Next(50) == 0 ? Packing.Of(bytes, random) : bytes;
    }

    private string Edited(Seed seed, Random random)
    {
        int count = random.Next(3) == 0 ? 2 + random.Next(5) : 1;
        List<(int Start, int End, string Text)> edits =
            [.. Enumerable.Range(0, count).Select(_ => Edit(Any(seed.Spots, random), random))];
        edits.Sort((a, b) => a.Start.CompareTo(b.Start));
        StringBuilder text = new(seed.Text.Length + 100);
        int done = 0;
        foreach ((int start, int end, string with) in edits)
        {
            if (start < done) continue;
            text.Append(seed.Text, done, start - done).Append(with);
            done = end;
        }
        return text.Append(seed.Text, done, seed.Text.Length - done).ToString();
    }

    private (int Start, int End, string Text) Edit(Spot spot, Random random)
    {
        if (spot.Kind == SpotKind.Value) return (spot.Start, spot.End, Value(spot, random));
        Spot other = Any(_spots, random);
        string key = random.Next(2) == 0 && _keys.Length > 0 ? Any(_keys, random) : spot.Key;
        string again = Piece(spot, spot.Key, spot.Text) + spot.Between;
        return random.Next(14) switch
        {
            0 or 1 => (spot.CutStart, spot.CutEnd, ""),
            2 => (spot.Start, spot.Start, again),
            3 => (spot.Start, spot.Start, string.Concat(Enumerable.Repeat(again, 1 + random.Next(60)))),
            4 or 5 => (spot.Start, spot.Start, Piece(spot, other.Key.Length > 0 ? other.Key : key, other.Text) + spot.Between),
            6 => (spot.Start, spot.End, Piece(spot, other.Key, other.Text)),
            7 => (spot.Start, spot.End, Piece(spot, key, spot.Text)),
            8 => (spot.Start, spot.Start, Piece(spot, key, Word(random)) + spot.Between),
            9 => (spot.Start, spot.End, Piece(spot, spot.Key, Value(spot, random))),
            _ => (spot.Start, spot.End, Piece(spot, spot.Key, Usual(spot, random))),
        };
    }

    /// <summary>What stands in the place of a part, of the same kind.</summary>
    private static string Piece(Spot place, string key, string text) =>
        place.Kind != SpotKind.Entry ? text : place.Between == ", " ? $"{TreeSpots.Quoted(key)}: {text}" : $"{key}: {text}";

    /// <summary>What stands there elsewhere: it is most likely accepted, and so leads on.</summary>
    private string Usual(Spot spot, Random random) =>
        _valuesOf.TryGetValue(spot.Key, out string[]? values) ? Any(values, random) : Any(_spots, random).Text;

    private string Value(Spot spot, Random random) => random.Next(16) switch
    {
        > 11 => Usual(spot, random),
        < 5 => Word(random),
        5 or 6 => Any(_spots, random).Text,
        7 or 8 => Renumbered(spot.Text, random),
        9 => random.Next(3) switch
        {
            0 => $"[{spot.Text}]",
            1 => $"{{{(_keys.Length > 0 ? Any(_keys, random) : "a")}: {spot.Text}}}",
            _ => $"[{spot.Text}, {Word(random)}]",
        },
        10 => Any(Prefixes, random) + spot.Text,
        _ => spot.Text.Insert(random.Next(spot.Text.Length + 1), Word(random)),
    };

    private static readonly string[] Prefixes = ["&a ", "!!str ", "!!binary ", "!!int ", "!x ", "-", "\\", "\"", "'", "#", "*", " ", "\t"];

    private static string Word(Random random) => Any(random.Next(60) == 0 ? Vocabulary.Long : Vocabulary.All, random);

    /// <summary>A text with another number in the place of one in it, near it or far from it.</summary>
    private static string Renumbered(string text, Random random)
    {
        int start = text.AsSpan().IndexOfAnyInRange('0', '9');
        if (start < 0) return Word(random);
        // One of those that there are.
        for (int skip = random.Next(4); skip > 0; skip--)
        {
            int gap = text.AsSpan(start).IndexOfAnyExceptInRange('0', '9');
            int next = gap < 0 ? -1 : text.AsSpan(start + gap).IndexOfAnyInRange('0', '9');
            if (next < 0) break;
            start += gap + next;
        }
        int length = text.AsSpan(start).IndexOfAnyExceptInRange('0', '9') is >= 0 and int found ? found : text.Length - start;
        _ = long.TryParse(text.AsSpan(start, Math.Min(length, 18)), NumberStyles.None, CultureInfo.InvariantCulture, out long number);
        string with = random.Next(6) switch
        {
            0 => $"{number + 1}",
            1 => $"{number - 1}",
            2 => $"{number}{new string('0', random.Next(1, 25))}",
            3 => $"{number * random.NextDouble() * 2}",
            4 => $"{number}e{random.Next(-330, 330)}",
            _ => Any(Vocabulary.Numbers, random),
        };
        return string.Concat(text.AsSpan(0, start), with, text.AsSpan(start + length));
    }

    private byte[] Scrambled(byte[] bytes, Random random)
    {
        List<byte> all = [.. bytes];
        for (int n = random.Next(3) == 0 ? 1 + random.Next(8) : 1; n > 0; n--)
        {
            int at = random.Next(all.Count + 1), length = Math.Min(1 << random.Next(10), all.Count - at);
            switch (random.Next(10))
            {
                case 0 when at < all.Count:
                    all[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1 when at < all.Count:
                    all[at] = (byte)random.Next(256);
                    break;
                case 2 or 3 when at < all.Count:
                    all[at] = Any(Telling, random);
                    break;
                case 4:
                    all.Insert(at, Any(Telling, random));
                    break;
                case 5:
                    all.RemoveRange(at, length);
                    break;
                case 6:
                    all.RemoveRange(at, all.Count - at);
                    break;
                case 7:
                    all.InsertRange(random.Next(all.Count + 1), all.GetRange(at, length));
                    break;
                case 8:
                    // The end of another: what one began another goes on with.
                    byte[] other = Any(_seeds, random).Bytes;
                    all.RemoveRange(at, all.Count - at);
                    all.AddRange(other.AsSpan(random.Next(other.Length + 1)));
                    break;
                case 9 when random.Next(20) == 0 && length > 0:
                    List<byte> part = all.GetRange(at, length);
                    for (int size = 0; size < 1 << random.Next(10, 18); size += length) all.InsertRange(at, part);
                    break;
            }
        }
        return [.. all];
    }

    private static T Any<T>(IReadOnlyList<T> all, Random random) => all[random.Next(all.Count)];
}

/// <summary>Bytes in other encodings, packed, in archives, whole and cut.</summary>
internal static class Packing
{
    public static byte[] Of(byte[] bytes, Random random) => random.Next(12) switch
    {
        0 => [0xEF, 0xBB, 0xBF, .. bytes],
        1 => [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(bytes))],
        2 => Encoding.BigEndianUnicode.GetBytes(Encoding.UTF8.GetString(bytes)),
        3 => Encoding.Latin1.GetBytes(Encoding.UTF8.GetString(bytes)),
        4 => Gzip(bytes),
        5 => Cut(Gzip(bytes), random.Next(1, 18)),
        6 => [.. Gzip(bytes), .. bytes],
        7 => [.. Gzip(bytes), .. Gzip(bytes)],
        8 => Damaged(Gzip(bytes), random),
        9 => random.Next(2) == 0 ? Zstandard(bytes) : Damaged(Zstandard(bytes), random),
        10 => random.Next(2) == 0 ? Tar(bytes) : Gzip(Tar(bytes)),
        _ => Damaged(Tar(bytes), random),
    };

    private static byte[] Cut(byte[] packed, int bytes) => packed[..Math.Max(0, packed.Length - bytes)];

    private static byte[] Damaged(byte[] packed, Random random)
    {
        for (int n = random.Next(1, 4); n > 0 && packed.Length > 0; n--) packed[random.Next(packed.Length)] ^= (byte)(1 << random.Next(8));
        return random.Next(2) == 0 ? packed : packed[..random.Next(packed.Length + 1)];
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest)) gzip.Write(bytes);
        return packed.ToArray();
    }

    private static byte[] Zstandard(byte[] bytes)
    {
        using Compressor compressor = new(level: 1);
        return compressor.Wrap(bytes).ToArray();
    }

    private static byte[] Tar(byte[] bytes)
    {
        using MemoryStream archive = new();
        using (TarWriter writer = new(archive, leaveOpen: true))
        {
            foreach (string name in (string[])["pods/ztunnel-x2p7k/istio-proxy.log", "nodes.json"])
                writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(bytes) });
        }
        return archive.ToArray();
    }
}
