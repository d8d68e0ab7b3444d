using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace ZTunnelSim.Data;

/// <summary>Bytes as text: UTF-8 and nothing else, so that no character is ever replaced by another in silence.</summary>
internal static class Utf8Text
{
    /// <summary>What is held in memory as a whole may have so many bytes: a small packed file may become of any size.</summary>
    public const int MostBytes = 256 << 20;

    private const byte Delete = 0x7F;

    private static readonly SearchValues<byte> Usual =
        SearchValues.Create([(byte)'\t', .. Enumerable.Range(' ', Delete - ' ').Select(c => (byte)c)]);

    /// <summary>The bytes that a text has which is held in memory as a whole.</summary>
    /// <exception cref="InputException">It can't be read, is too large or is no UTF-8.</exception>
    public static ReadOnlyMemory<byte> ReadWhole(Stream stream, string path, int most = MostBytes)
    {
        MemoryStream whole = new();
        byte[] part = new byte[128 * 1024];
        try
        {
            for (int count; (count = stream.Read(part)) > 0; whole.Write(part, 0, count))
            {
                if (whole.Length + count > most) throw new InputException(TooLarge(most), path);
            }
        }
        catch (Exception e) when (InputFile.IsReadFailure(e))
        {
            throw InputFile.ReadFailure(e, path);
        }
        ReadOnlyMemory<byte> bytes = whole.GetBuffer().AsMemory(0, (int)whole.Length);
        Require(bytes.Span, path);
        return bytes;
    }

    /// <summary>Makes sure that bytes are UTF-8.</summary>
    /// <exception cref="InputException">They are not; it names the line.</exception>
    public static void Require(ReadOnlySpan<byte> text, string path)
    {
        if (OtherEncoding(text) is { } encoding) throw new InputException($"is {encoding} text; save it as UTF-8.", path);
        if (Utf8.IsValid(text)) return;
        int line = 0;
        foreach (Range range in text.Split((byte)'\n'))
        {
            line++;
            if (!Utf8.IsValid(text[range])) throw new InputException($"{Problem(text[range])}; save it as UTF-8.", path, line);
        }
    }

    /// <summary>Bytes as a text, a byte order mark included.</summary>
    /// <inheritdoc cref="Require" path="/exception"/>
    public static string Decode(ReadOnlySpan<byte> text, string path)
    {
        Require(text, path);
        return Encoding.UTF8.GetString(text);
    }

    /// <summary>Makes sure that a row of a table is UTF-8: where one is not, none of the file's need be what it seems.</summary>
    /// <inheritdoc cref="Require" path="/exception"/>
    public static void RequireRow(ReadOnlySpan<byte> row, string path, long line)
    {
        if (!Utf8.IsValid(row)) throw new InputException($"{Problem(row)}; save it as UTF-8.", path, (int)Math.Min(line, int.MaxValue));
    }

    /// <summary>What is wrong with a line as text; null where it is UTF-8 without control characters but tabs.</summary>
    public static string? Problem(ReadOnlySpan<byte> line)
    {
        for (line = From(line); !line.IsEmpty; line = From(line))
        {
            if (Rune.DecodeFromUtf8(line, out Rune character, out int length) != OperationStatus.Done)
                return string.Create(CultureInfo.InvariantCulture, $"the byte 0x{line[0]:X2} is no UTF-8 text here");
            if (Rune.IsControl(character) && character.Value != '\t')
                return string.Create(CultureInfo.InvariantCulture, $"the control character U+{character.Value:X4} is in it");
            line = line[length..];
        }
        return null;

        // Nearly all lines have nothing to be looked at one by one.
        static ReadOnlySpan<byte> From(ReadOnlySpan<byte> text) =>
            text.IndexOfAnyExcept(Usual) is >= 0 and var at ? text[at..] : default;
    }

    /// <summary>Where a part of a text is that <see cref="Problem"/> has to look at ends; 0 where all are ASCII without DEL.</summary>
    public static int EndOfForeign(ReadOnlySpan<byte> part) => part.LastIndexOfAnyInRange(Delete, byte.MaxValue) + 1;

    /// <summary>
    /// The encoding that a text has by its byte order mark or, without one, by the zeros that others than UTF-8 have between the letters of
    /// its beginning; null where it may be UTF-8.
    /// </summary>
    public static string? OtherEncoding(ReadOnlySpan<byte> head)
    {
        const string Utf16 = "UTF-16", Utf32 = "UTF-32";
        return head switch
        {
            [0xFF, 0xFE, 0, 0, ..] or [0, 0, 0xFE, 0xFF, ..] => Utf32,
            [0, 0, 0, > 0, 0, 0, 0, > 0, ..] or [> 0, 0, 0, 0, > 0, 0, 0, 0, ..] => Utf32,
            [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] or [0, > 0, 0, > 0, ..] or [> 0, 0, > 0, 0, ..] => Utf16,
            _ => null,
        };
    }

    private static string TooLarge(int most) =>
        string.Create(CultureInfo.InvariantCulture, $"holds more than {most >> 20} MiB, which is more than is read as one text.");
}
