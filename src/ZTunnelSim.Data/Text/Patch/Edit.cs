using System.Text.RegularExpressions;

namespace ZTunnelSim.Data;

/// <summary>Some characters of a text, and what is to stand in their place.</summary>
internal sealed partial record Edit(int Start, int End, string Replacement)
{
    /// <summary>A text with its edits made.</summary>
    public static string Apply(string text, IEnumerable<Edit> edits)
    {
        // From the end, so that positions stay true; edits of one place keep their order.
        foreach (Edit edit in edits.Reverse().OrderByDescending(e => e.Start))
            text = string.Concat(text.AsSpan(0, edit.Start), edit.Replacement, text.AsSpan(edit.End));
        return text;
    }

    /// <summary>
    /// The comments that stand on a line behind what edits replace, with the line's number in the text before, from 1: they were written
    /// for what stood there.
    /// </summary>
    public static IReadOnlyList<(int Line, string Comment)> Comments(string text, IEnumerable<Edit> edits) =>
    [
        .. from edit in edits
           where edit.End > edit.Start
           let found = TrailingComment().Match(text, edit.End)
           where found.Success
           select (1 + text.AsSpan(0, edit.Start).Count('\n'), found.Groups[1].Value.TrimEnd()),
    ];

    [GeneratedRegex(@"\G[^\r\n""'#]*(?<=[ \t])(#[^\r\n]*)")]
    private static partial Regex TrailingComment();

    /// <summary>The numbers of the lines, from 1, that edits have touched in the text with its edits made.</summary>
    public static IReadOnlyList<int> ChangedLines(string edited, IEnumerable<Edit> edits)
    {
        SortedSet<int> lines = [];
        int shift = 0;
        foreach (Edit edit in edits.OrderBy(e => e.Start))
        {
            // Line ends at the ends of a replacement belong to the lines before and after it.
            int start = edit.Start + shift, end = start + edit.Replacement.Length;
            while (start < end && edited[start] is '\r' or '\n') start++;
            while (end > start && edited[end - 1] is '\r' or '\n') end--;
            int first = 1 + edited.AsSpan(0, start).Count('\n');
            lines.UnionWith(Enumerable.Range(first, 1 + edited.AsSpan(start, end - start).Count('\n')));
            shift += edit.Replacement.Length - (edit.End - edit.Start);
        }
        return [.. lines];
    }
}

/// <summary>A text after a change.</summary>
/// <param name="Text">All of it.</param>
/// <param name="ChangedLines">The numbers of its changed lines, from 1.</param>
/// <param name="Comments">Comments beside replaced values, with their line before the change.</param>
internal sealed record PatchedText(string Text, IReadOnlyList<int> ChangedLines, IReadOnlyList<(int Line, string Comment)> Comments);
