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
        foreach (Option option in root.Options)
        {
            if (option is not HelpOption help) continue;
            RootHelp action = new((SynchronousCommandLineAction)help.Action!);
            help.Action = action;
            root.SetAction(action.Invoke);
        }
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
        foreach (Command command in root.Subcommands)
            Terminal.PrintItem($"{Indent}{command.Name.PadRight(width)}{Indent}", command.Description!);
        Terminal.Print("", $"{Indent}--version{"".PadRight(width - 9)}{Indent}Shows the version.");
        return ExitCode.Success;
    }
}
