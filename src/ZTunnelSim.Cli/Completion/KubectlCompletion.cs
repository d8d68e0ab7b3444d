namespace ZTunnelSim.Cli;

/// <summary>
/// For kubectl, which asks <c>kubectl_complete-NAME</c> on the PATH about the arguments of its plugin NAME: it gives the words that were
/// typed, the last one being the one to complete, and takes a proposal a line and then what else to propose: files (:0) or nothing (:4).
/// </summary>
internal static class KubectlCompletion
{
    private const int AndFiles = 0, NothingElse = 4;

    public static string Script(CompletionTree tree)
    {
        IEnumerable<string> values = tree.Values.Select(
            v => $"    {v.Pattern}) {Propose(v.Option.IsPath ? AndFiles : NothingElse, v.Option.Words)} ;;");
        IEnumerable<string> words = tree.Proposals.Select(p => $"    {p.Pattern}) {Propose(NothingElse, p.Words)} ;;");
        return $$"""
            #!/bin/sh
            # Save it on the PATH as kubectl_complete-{{ToolName.Own}}, executable, beside {{ToolName.PluginFile}}: then kubectl's own
            # completion knows '{{ToolName.AsPlugin}}'.
            propose() {
                rest=$1
                shift
                for word; do
                    case $word in "$cur"*) printf '%s\n' "$word" ;; esac
                done
                echo ":$rest"
                exit
            }

            command= prev= cur=
            for word; do
                case $cur in
                    {{string.Join('|', tree.Commands.Select(c => c.Name))}}) [ -n "$command" ] || command=$cur ;;
                esac
                prev=$cur cur=$word
            done
            case $command:$prev in
            {{string.Join('\n', values)}}
            esac
            case $command:$cur in
            {{string.Join('\n', words)}}
                *) {{Propose(AndFiles, [])}} ;;
            esac

            """.ReplaceLineEndings("\n");
    }

    private static string Propose(int rest, IEnumerable<string> words) => string.Join(' ', words.Prepend($"propose {rest}"));
}
