using System.Text;

namespace ZTunnelSim.Cli;

/// <summary>For fish.</summary>
internal static class FishCompletion
{
    public static string Script(CompletionTree tree)
    {
        StringBuilder script = new();
        Add($"# To use it now: {ToolName.Current} completion fish | source\n");
        Add($"# To have it always: {ToolName.Current} completion fish > ~/.config/fish/completions/{tree.Tool}.fish\n");
        foreach (CompletedCommand command in tree.Commands)
            Add($"complete -c {tree.Tool} -f -n __fish_use_subcommand -a {command.Name} -d {Quoted(command.Description)}\n");
        foreach (CompletedOption option in tree.RootOptions) AddOption("__fish_use_subcommand", option);
        foreach (CompletedCommand command in tree.Commands)
        {
            string seen = $"'__fish_seen_subcommand_from {command.Name}'";
            foreach (CompletedOption option in command.Options) AddOption(seen, option);
            Add($"complete -c {tree.Tool} -n {seen} ");
            Add(command.Words.Count > 0 ? $"-f -a {Quoted(string.Join(' ', command.Words))}\n" : command.TakesFiles ? "-F\n" : "-f\n");
        }
        return script.ToString();

        void Add(string part) => script.Append(part);

        void AddOption(string condition, CompletedOption option)
        {
            string value = !option.TakesValue ? "" : option.IsPath ? " -r -F"
                : option.Words.Count > 0 ? $" -x -a {Quoted(string.Join(' ', option.Words))}" : " -x";
            string name = option.Name.TrimStart('-');
            Add($"complete -c {tree.Tool} -n {condition} -l {name}{value} -d {Quoted(option.Description)}\n");
        }
    }

    private static string Quoted(string text) => $"'{text.Replace("\\", "\\\\").Replace("'", "\\'")}'";
}
