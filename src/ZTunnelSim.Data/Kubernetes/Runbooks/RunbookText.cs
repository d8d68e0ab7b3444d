using System.Globalization;
using System.Text;

namespace ZTunnelSim.Data;

/// <summary>Puts a runbook together: headings, sentences, and commands to copy.</summary>
internal sealed class RunbookText
{
    private readonly StringBuilder _text = new();

    public RunbookText Heading(int level, Markdown title) => Block($"{new string('#', level)} {title}\n");

    public RunbookText Paragraph(Markdown text) => Block($"{text}\n");

    public RunbookText List(IEnumerable<Markdown> items)
    {
        string list = string.Concat(items.Select(item => $"{Markdown.Bullet(item)}\n"));
        return list.Length == 0 ? this : Block(list);
    }

    public RunbookText Commands(params IEnumerable<string> lines) => Code("sh", lines);

    /// <summary>Commands that are no step of the procedure, but for when they are needed.</summary>
    public RunbookText Aside(params IEnumerable<string> lines) => Code("sh if-needed", lines);

    /// <summary>What else is known of the cluster, if there is anything.</summary>
    public RunbookText Notes(IReadOnlyList<string> notes) =>
        notes.Count == 0 ? this : Heading(2, $"What to know about this cluster").List(notes.Select(Markdown.Text));

    /// <summary>A table of names and their numbers.</summary>
    public RunbookText Table(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows) => Block(Markdown.Table(
        new("", [.. header.Select((name, column) => new TextColumn(name, IsNumeric: column > 0))], [.. rows])).ToString());

    /// <summary>A table that other outputs show as well.</summary>
    public RunbookText Table(TextTable table) => Paragraph($"{table.Caption}:").Block(Markdown.Table(table).ToString());

    public override string ToString() => _text.ToString();

    /// <summary>1 pod, 2 pods.</summary>
    public static string Count(double number, string what) => $"{Number(number)} {what}{(number == 1 ? "" : "s")}";

    public static string Number(double value) => value is > 0 and < 9.95
        ? value.ToString("0.#", CultureInfo.InvariantCulture)
        : value.ToString("#,0", CultureInfo.InvariantCulture);

    private RunbookText Code(string language, IEnumerable<string> lines) =>
        Block(Markdown.Code(language, string.Join('\n', lines)).ToString());

    private RunbookText Block(string markdown)
    {
        if (_text.Length > 0) _text.Append('\n');
        _text.Append(markdown);
        return this;
    }
}
