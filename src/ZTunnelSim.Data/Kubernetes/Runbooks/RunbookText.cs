using System.Globalization;
using System.Text;

namespace ZTunnelSim.Data;

/// <summary>Puts a runbook together: headings, sentences, and commands to copy.</summary>
internal sealed class RunbookText
{
    private readonly StringBuilder _text = new();

    public RunbookText Heading(int level, string title) => Block($"{new string('#', level)} {title}");

    public RunbookText Paragraph(string text) => Block(text);

    public RunbookText List(IEnumerable<string> items)
    {
        string list = string.Join('\n', items.Select(i => $"- {i}"));
        return list.Length == 0 ? this : Block(list);
    }

    public RunbookText Commands(params IEnumerable<string> lines) => Block($"```sh\n{string.Join('\n', lines)}\n```");

    /// <summary>Commands that are no step of the procedure, but for when they are needed.</summary>
    public RunbookText Aside(params IEnumerable<string> lines) => Block($"```sh if-needed\n{string.Join('\n', lines)}\n```");

    /// <summary>What else is known of the cluster, if there is anything.</summary>
    public RunbookText Notes(IReadOnlyList<string> notes) =>
        notes.Count == 0 ? this : Heading(2, "What to know about this cluster").List(notes);

    public RunbookText Table(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows)
    {
        string Row(IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |";
        return Block(string.Join('\n', [Row(header), Row(header.Select((_, i) => i == 0 ? "---" : "---:")), .. rows.Select(Row)]));
    }

    /// <summary>A table that other outputs show as well.</summary>
    public RunbookText Table(TextTable table) =>
        Paragraph($"{table.Caption}:").Table([.. table.Columns.Select(c => c.Header)], table.Rows);

    public override string ToString() => _text.ToString();

    /// <summary>1 pod, 2 pods.</summary>
    public static string Count(double number, string what) => $"{Number(number)} {what}{(number == 1 ? "" : "s")}";

    public static string Number(double value) => value is > 0 and < 9.95
        ? value.ToString("0.#", CultureInfo.InvariantCulture)
        : value.ToString("#,0", CultureInfo.InvariantCulture);

    private RunbookText Block(string text)
    {
        if (_text.Length > 0) _text.Append('\n');
        _text.Append(text).Append('\n');
        return this;
    }
}
