using Spectre.Console;

namespace ZTunnelSim.Cli.Rendering;

/// <summary>Tables: drawn on a terminal, Markdown in a pipe, which reads well in a file and in a change request.</summary>
internal sealed class Tables
{
    /// <summary>Tables in a pipe are as wide as they need to be.</summary>
    private const int PipeWidth = 400;

    private readonly bool _forTerminal = !System.Console.IsOutputRedirected;

    public Tables()
    {
        Console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(System.Console.Out) });
        if (!_forTerminal) Console.Profile.Width = PipeWidth;
    }

    public IAnsiConsole Console { get; }

    public Table New() => new() { Border = _forTerminal ? TableBorder.Rounded : TableBorder.Markdown };

    public void Print(string title, Table table)
    {
        Console.WriteLine();
        Console.WriteLine(title);
        Console.Write(table);
    }

    public static TableColumn Right(string header) => Left(header).RightAligned();

    public static TableColumn Left(string header) => new TableColumn(Markup.Escape(header)).NoWrap();

    public static void Add(Table table, IEnumerable<string> cells) => table.AddRow([.. cells.Select(Markup.Escape)]);
}
