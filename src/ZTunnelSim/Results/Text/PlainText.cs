using System.Globalization;
using System.Text;

namespace ZTunnelSim;

/// <summary>
/// Which characters are nothing but text. All others are hidden: a terminal obeys control characters (ESC, BEL, those from U+0080 on),
/// bidirectional ones show what follows in another order, and others show as nothing at all, or end a line that should go on.
/// </summary>
internal static class PlainText
{
    private const char Instead = '?';

    /// <summary>Languages and emoji can't be written without the joiners.</summary>
    private const int ZeroWidthNonJoiner = 0x200C, ZeroWidthJoiner = 0x200D;

    /// <summary>Whether a character is hidden.</summary>
    public static bool IsHidden(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => true,
        UnicodeCategory.Format => rune.Value is not (ZeroWidthNonJoiner or ZeroWidthJoiner),
        _ => IsNoCharacter(rune.Value),
    };

    /// <summary>Whether a character is hidden; one half of a pair of surrogates tells nothing.</summary>
    public static bool IsHidden(char character) => Rune.TryCreate(character, out Rune rune) && IsHidden(rune);

    /// <summary>Whether a text has hidden characters.</summary>
    public static bool HasHidden(string text)
    {
        if (IsPrintableAscii(text)) return false;
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (IsHidden(rune)) return true;
        }
        return false;
    }

    /// <summary>A text as one line that does nothing: ends of lines and tabs are blanks, other hidden characters question marks.</summary>
    public static string OneLine(string text) => IsPrintableAscii(text)
        ? text
        : Shown(text.ReplaceLineEndings(" ").Replace('\t', ' '), kept: "", Instead);

    /// <summary>A text with another character in the place of each that is hidden; half of a pair of surrogates is U+FFFD.</summary>
    /// <param name="text">The text.</param>
    /// <param name="kept">Control characters that stay.</param>
    /// <param name="instead">What is put in their place.</param>
    public static string Shown(ReadOnlySpan<char> text, string kept, char instead = Instead)
    {
        if (IsPrintableAscii(text)) return text.ToString();
        StringBuilder shown = new(text.Length);
        Span<char> pair = stackalloc char[2];
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (IsHidden(rune) && !(rune.IsBmp && kept.Contains((char)rune.Value, StringComparison.Ordinal))) shown.Append(instead);
            else shown.Append(pair[..rune.EncodeToUtf16(pair)]);
        }
        return shown.ToString();
    }

    /// <summary>JSON with its hidden characters escaped: they stand in its strings alone, and its lines' ends between them.</summary>
    public static string InJson(string json)
    {
        if (!HasHidden(json)) return json;
        StringBuilder escaped = new(json.Length);
        foreach (Rune rune in json.EnumerateRunes())
        {
            if (rune.Value is '\n' or '\r' || !IsHidden(rune)) escaped.Append(rune.ToString());
            else foreach (char unit in rune.ToString()) escaped.Append(Invariant($"\\u{(int)unit:X4}"));
        }
        return escaped.ToString();
    }

    /// <summary>U+FFFE, U+FFFF and their like in other planes, which no text has.</summary>
    private static bool IsNoCharacter(int value) => (value & 0xFFFE) == 0xFFFE;

    private static bool IsPrintableAscii(ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange(' ', '~');
}
