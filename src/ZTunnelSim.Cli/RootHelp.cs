using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace ZTunnelSim.Cli;

/// <summary>
/// The tool's own help: what commands there are. It is the first thing that a user sees, and in a tenth of a second; the library's, which
/// the commands have, takes a third longer in a new process.
/// </summary>
internal sealed class RootHelp : SynchronousCommandLineAction
{
    private const string Indent = "  ";

    private readonly SynchronousCommandLineAction _ofCommands;

    private RootHelp(SynchronousCommandLineAction ofCommands) => _ofCommands = ofCommands;

    /// <summary>Gives a root command this help, for its option and where nothing else is typed.</summary>
    public static void AddTo(RootCommand root)
    {
        HelpOption option = root.Options.OfType<HelpOption>().Single();
        RootHelp help = new((SynchronousCommandLineAction)option.Action!);
        option.Action = help;
        root.SetAction(help.Invoke);
    }

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        if (parseResult.CommandResult.Command is not RootCommand root) return _ofCommands.Invoke(parseResult);
        Terminal.Print(
            root.Description!, "",
            "Usage:", $"{Indent}{root.HelpName} COMMAND [options]", $"{Indent}{root.HelpName} COMMAND --help", "",
            "Commands:");
        int width = 0;
        foreach (Command command in root.Subcommands) width = Math.Max(width, command.Name.Length);
        foreach (Command command in root.Subcommands) Print(command.Name, command.Description!);
        Terminal.Print("");
        Print("--version", "Shows the version.");
        return ExitCode.Success;

        void Print(string term, string text) => Terminal.PrintItem($"{Indent}{term.PadRight(width)}{Indent}", text);
    }
}
