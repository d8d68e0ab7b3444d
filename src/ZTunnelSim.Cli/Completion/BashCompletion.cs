namespace ZTunnelSim.Cli;

/// <summary>For bash, from 3.2 on, which macOS has.</summary>
internal static class BashCompletion
{
    public static string Script(CompletionTree tree)
    {
        IEnumerable<string> values = tree.Values.Select(v => $"        {v.Pattern}) {Propose(tree, v.Option)}; return ;;");
        IEnumerable<string> words = tree.Proposals.Select(p => $"        {p.Pattern}) {Propose(p.Words)} ;;");
        return $$"""
            # To use it now: source <({{ToolName.Current}} completion bash)
            # To have it always: {{ToolName.Current}} completion bash > ~/.local/share/bash-completion/completions/{{tree.Tool}}
            {{tree.Function}}_files() {
                local IFS=$'\n'
                COMPREPLY=($(compgen -f -- "$1"))
            }

            {{tree.Function}}() {
                local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} command= i
                # To bash the equals sign of --option=value is a word.
                if [[ $cur == = ]]; then
                    cur=
                elif [[ $prev == = && $COMP_CWORD -gt 1 ]]; then
                    prev=${COMP_WORDS[COMP_CWORD-2]}
                fi
                for ((i = 1; i < COMP_CWORD; i++)); do
                    case ${COMP_WORDS[i]} in
                        {{string.Join('|', tree.Commands.Select(c => c.Name))}}) command=${COMP_WORDS[i]}; break ;;
                    esac
                done
                case $command:$prev in
            {{string.Join('\n', values)}}
                esac
                case $command:$cur in
            {{string.Join('\n', words)}}
                    *) {{tree.Function}}_files "$cur" ;;
                esac
            }

            complete -o filenames -F {{tree.Function}} {{tree.Tool}}

            """.ReplaceLineEndings("\n");
    }

    private static string Propose(CompletionTree tree, CompletedOption option) => option.Words.Count > 0 ? Propose(option.Words)
        : option.IsPath ? $"{tree.Function}_files \"$cur\"" : "COMPREPLY=()";

    private static string Propose(IEnumerable<string> words) => $"COMPREPLY=($(compgen -W '{string.Join(' ', words)}' -- \"$cur\"))";
}
