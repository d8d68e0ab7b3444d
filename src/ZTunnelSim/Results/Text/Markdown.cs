using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace ZTunnelSim;

/// <summary>
/// A piece of GitHub's Markdown. What an interpolated string of this type has between its holes is markup; what is put into the holes is
/// text, of which nothing is, unless it is Markdown itself. No text becomes Markdown without coming through here.
/// </summary>
/// <example><c>Markdown cordoned = $"**{node.Name}** is cordoned";</c></example>
[InterpolatedStringHandler]
internal sealed class Markdown
{
    private const string Special = "\\`*_~<>|&]$#";

    private readonly StringBuilder _markup;

    private Markdown(StringBuilder markup) => _markup = markup;

    /// <summary>An interpolated string, of which the compiler tells the lengths.</summary>
    public Markdown(int literalLength, int formattedCount) => _markup = new(literalLength + 16 * formattedCount);

    public static Markdown Empty => new(new StringBuilder());

    public void AppendLiteral(string markup) => _markup.Append(markup);

    public void AppendFormatted(Markdown markdown) => _markup.Append(markdown._markup);

    public void AppendFormatted(string? text) => _markup.Append(Escaped(text ?? "", IsAtStart, isWhole: false));

    public void AppendFormatted<T>(T value, string? format = null) => AppendFormatted(
        value is IFormattable number ? number.ToString(format, CultureInfo.InvariantCulture) : value?.ToString());

    /// <summary>A text as it is, on one line: nothing in it is markup.</summary>
    public static Markdown Text(string text) => new(new StringBuilder(Escaped(text, isAtStart: true, isWhole: true)));

    /// <summary>An interpolated string as Markdown, where its place does not say so.</summary>
    public static Markdown Of(Markdown markdown) => markdown;

    public static Markdown Join(string separator, IEnumerable<Markdown> parts) =>
        new(new StringBuilder().AppendJoin(separator, parts.Select(part => part._markup)));

    public static Markdown Table(TextTable table)
    {
        StringBuilder markdown = new();
        Row(table.Columns.Select(c => Text(c.Header)));
        Row(table.Columns.Select(c => c.IsNumeric ? Of($"---:") : Of($"---")));
        for (int r = 0; r < table.Rows.Count; r++)
        {
            bool isChosen = r == table.ChosenRow;
            Row(table.Rows[r].Select(cell => isChosen ? Of($"**{Text(cell)}**") : Text(cell)));
        }
        return new(markdown);

        void Row(IEnumerable<Markdown> cells) => markdown.Append("| ").Append(Join(" | ", cells)._markup).Append(" |\n");
    }

    /// <summary>An item of a list, its further lines set in as far as its first one.</summary>
    public static Markdown Bullet(Markdown item) => Item("- ", item);

    /// <summary>An item of a list with numbers.</summary>
    public static Markdown Numbered(int number, Markdown item) => Item(Invariant($"{number}. "), item);

    /// <summary>A block of code, fenced with more backticks than it holds in a row; hidden characters are question marks in it.</summary>
    public static Markdown Code(string language, string code)
    {
        int longest = 2, run = 0;
        foreach (char c in code)
        {
            run = c == '`' ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }
        string fence = new('`', longest + 1);
        string shown = PlainText.Shown(code.ReplaceLineEndings("\n").TrimEnd('\n'), kept: "\n\t");
        return new(new StringBuilder($"{fence}{language}\n{shown}\n{fence}\n"));
    }

    private bool IsAtStart => _markup.Length == 0 || _markup[^1] == '\n';

    public override string ToString() => _markup.ToString();

    private static Markdown Item(string mark, Markdown item)
    {
        string[] lines = item.ToString().TrimEnd('\n').Split('\n');
        string indent = new(' ', mark.Length);
        return new(new StringBuilder(mark).AppendJoin('\n', lines.Select((line, i) => i == 0 || line.Length == 0 ? line : indent + line)));
    }

    private static string Escaped(string given, bool isAtStart, bool isWhole)
    {
        string text = PlainText.OneLine(given);
        // Blanks at a block's start would make it code.
        if (isAtStart) text = text.TrimStart();
        StringBuilder escaped = new();
        int start = isAtStart ? BlockMark(text) : -1;
        for (int i = 0; i < text.Length; i++)
        {
            if (i == start || (Special.Contains(text[i]) && !IsHarmless(text, i, isWhole))) escaped.Append('\\');
            escaped.Append(text[i]);
        }
        return escaped.ToString();
    }

    /// <summary>Where at its beginning a text would make a list or a line of its block; -1: it would not.</summary>
    private static int BlockMark(string text)
    {
        int digits = text.AsSpan().IndexOfAnyExceptInRange('0', '9');
        if (digits < 0) return -1;
        bool isMark = digits == 0 ? text[0] is '-' or '+' : text[digits] is '.' or ')';
        bool isAlone = digits + 1 == text.Length || text[digits + 1] == ' ';
        return isMark && (isAlone || text.All(c => c is '-' or ' ')) ? digits : -1;
    }

    /// <summary>
    /// Whether a character is no markup where it stands: a bracket makes a link only with another bracket after it, and
    /// words_with_underscores are left alone by GitHub.
    /// </summary>
    private static bool IsHarmless(string text, int i, bool isWhole)
    {
        bool isFirst = i == 0, isLast = i + 1 == text.Length;
        return text[i] switch
        {
            ']' => isLast ? isWhole : text[i + 1] is not ('(' or '[' or ':'),
            '_' => !isFirst && !isLast && char.IsLetterOrDigit(text[i - 1]) && char.IsLetterOrDigit(text[i + 1]),
            '*' => !isFirst && !isLast && text[i - 1] == ' ' && text[i + 1] == ' ',
            '&' => isLast ? isWhole : text[i + 1] == ' ',
            '<' => isLast ? isWhole : text[i + 1] is ' ' or '=' || char.IsAsciiDigit(text[i + 1]),
            '#' => !isFirst && text[i - 1] != ' ',
            _ => false,
        };
    }
}
