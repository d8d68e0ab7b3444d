using System.CommandLine;
using System.CommandLine.Parsing;

namespace ZTunnelSim.Cli;

/// <summary><c>ztunnelsim completion</c>: scripts that have shells complete commands, options, their values and files.</summary>
internal static class CompletionCommand
{
    private static readonly Dictionary<string, Func<CompletionTree, string>> Shells = new()
    {
        ["bash"] = BashCompletion.Script,
        ["zsh"] = ZshCompletion.Script,
        ["fish"] = FishCompletion.Script,
        ["pwsh"] = PowerShellCompletion.Script,
        ["kubectl"] = KubectlCompletion.Script,
    };

    public static Command Create()
    {
        string[] shells = [.. Shells.Keys];
        Argument<string> shell = new("shell")
        {
            Description = "bash, zsh, fish or pwsh; or kubectl, for the file that kubectl asks where this is its plugin.",
            HelpName = string.Join('|', shells),
            CustomParser = result =>
            {
                string text = result.Tokens[0].Value;
                return Shells.ContainsKey(text)
                    ? text
                    : OptionValues.Refuse<string>(result, text, string.Join(", ", shells), Data.Suggestion.For(text, shells));
            },
        };
        shell.CompletionSources.Add(shells);
        Command command = new("completion", "Prints a script that has your shell complete commands, options, their values and files.")
        {
            shell,
        };
        command.SetAction(parsed =>
        {
            CompletionTree tree = CompletionTree.Of(parsed.RootCommandResult.Command);
            Console.Write(Shells[parsed.GetRequiredValue(shell)](tree));
        });
        return command;
    }
}
