using System.Text;

namespace ZTunnelSim.Cli;

/// <summary>GitHub's Markdown, from texts that may hold anything.</summary>
internal static class Markdown
{
    private const string Special = "\\`*_~<>|&]";

    /// <summary>A text as it is, on one line: nothing in it is markup.</summary>
    public static string Text(string text)
    {
        StringBuilder escaped = new();
        for (int i = 0; i < text.Length; i++)
        {
            if (char.IsControl(text[i])) escaped.Append(' ');
            // A bracket makes a link only with another bracket after it, and words_with_underscores are left alone by GitHub.
            else if (Special.Contains(text[i]) && !IsHarmless(text, i)) escaped.Append('\\').Append(text[i]);
            else escaped.Append(text[i]);
        }
        return escaped.ToString();
    }

    public static string Table(TextTable table)
    {
        StringBuilder markdown = new();
        Row(table.Columns.Select(c => Text(c.Header)));
        Row(table.Columns.Select(c => c.IsNumeric ? "---:" : "---"));
        for (int r = 0; r < table.Rows.Count; r++)
        {
            bool isChosen = r == table.ChosenRow;
            Row(table.Rows[r].Select(cell => isChosen ? $"**{Text(cell)}**" : Text(cell)));
        }
        return markdown.ToString();

        void Row(IEnumerable<string> cells) => markdown.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
    }

    /// <summary>A block of code, fenced with more backticks than it holds in a row.</summary>
    public static string Code(string language, string code)
    {
        int longest = 2, run = 0;
        foreach (char c in code)
        {
            run = c == '`' ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }
        string fence = new('`', longest + 1);
        return $"{fence}{language}\n{code.ReplaceLineEndings("\n").TrimEnd('\n')}\n{fence}\n";
    }

    private static bool IsHarmless(string text, int i) => text[i] switch
    {
        ']' => i + 1 == text.Length || text[i + 1] is not ('(' or '[' or ':'),
        '_' => i > 0 && i + 1 < text.Length && char.IsLetterOrDigit(text[i - 1]) && char.IsLetterOrDigit(text[i + 1]),
        '&' => i + 1 == text.Length || text[i + 1] == ' ',
        _ => false,
    };
}
