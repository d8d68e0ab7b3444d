using System.Text;

namespace ZTunnelSim.Cli;

/// <summary>For zsh.</summary>
internal static class ZshCompletion
{
    public static string Script(CompletionTree tree)
    {
        StringBuilder cases = new();
        foreach (CompletedCommand command in tree.Commands)
        {
            Add($"        {command.Name}) _arguments");
            foreach (CompletedOption option in command.Options)
            {
                string value = !option.TakesValue ? "" : option.Words.Count > 0 ? $":value:({string.Join(' ', option.Words)})"
                    : option.IsPath ? ":file:_files" : ":value: ";
                Add($" \\\n            '{(option.TakesValue ? "*" : "")}{option.Name}[{Escaped(option.Description)}]{value}'");
            }
            if (command.Words.Count > 0) Add($" \\\n            '*:value:({string.Join(' ', command.Words)})'");
            else if (command.TakesFiles) cases.Append(" \\\n            '*:file:_files'");
            cases.Append(" ;;\n");
        }
        return $$"""
            #compdef {{tree.Tool}}
            # To use it now: source <({{ToolName.Current}} completion zsh)
            # To have it always: {{ToolName.Current}} completion zsh > "${fpath[1]}/_{{tree.Tool}}"
            {{tree.Function}}() {
                local -a commands
                commands=(
            {{string.Join('\n', tree.Commands.Select(c => $"        '{c.Name}:{Escaped(c.Description)}'"))}}
                )
                if (( CURRENT == 2 )); then
                    _describe command commands
                    return
                fi
                shift words
                (( CURRENT-- ))
                case $words[1] in
            {{cases.ToString().TrimEnd('\n')}}
                esac
            }

            if [[ $funcstack[1] == _{{tree.Tool}} ]]; then
                {{tree.Function}} "$@"
            else
                compdef {{tree.Function}} {{tree.Tool}}
            fi

            """.ReplaceLineEndings("\n");

        void Add(string part) => cases.Append(part);
    }

    private static string Escaped(string text) =>
        text.Replace("\\", "\\\\").Replace("[", "\\[").Replace("]", "\\]").Replace(":", "\\:").Replace("'", "'\\''");
}
