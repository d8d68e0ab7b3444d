namespace ZTunnelSim.Cli;

/// <summary>For PowerShell; where nothing is proposed it completes files by itself.</summary>
internal static class PowerShellCompletion
{
    public static string Script(CompletionTree tree) => $$"""
        # To use it now: {{ToolName.Current}} completion pwsh | Out-String | Invoke-Expression
        # To have it always, put that line into $PROFILE.
        Register-ArgumentCompleter -Native -CommandName {{tree.Tool}} -ScriptBlock {
            param($wordToComplete, $commandAst, $cursorPosition)
            $commands = [ordered]@{
        {{Lines(tree.Commands.Select(c => $"{Quoted(c.Name)} = {Quoted(c.Description)}"))}}
            }
            $options = @{
        {{Lines(tree.Commands.Select(c => $"{Quoted(c.Name)} = [ordered]@{{ {Options(c)} }}"))}}
            }
            $values = @{
        {{Lines(Values(tree).Select(v => $"{Quoted(v.After)} = @({string.Join(", ", v.Words.Select(Quoted))})"))}}
            }
            $before = @($commandAst.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursorPosition } | ForEach-Object { "$_" })
            $command = @($before | Where-Object { $commands.Contains($_) })[0]
            $proposed = if ($null -eq $command) { $commands }
                elseif ($values.ContainsKey("$command $($before[-1])")) { $values["$command $($before[-1])"] }
                elseif ($wordToComplete -like '-*') { $options[$command] }
                elseif ($values.ContainsKey("$command ")) { $values["$command "] }
                else { @() }
            $names = if ($proposed -is [System.Collections.IDictionary]) { $proposed.Keys } else { $proposed }
            $names | Where-Object { $_ -like "$wordToComplete*" } | ForEach-Object {
                $tip = if ($proposed -is [System.Collections.IDictionary]) { $proposed[$_] } else { $_ }
                [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $tip)
            }
        }

        """.ReplaceLineEndings("\n");

    /// <summary>The words after a command and an option; after a command alone those of its argument.</summary>
    private static IEnumerable<(string After, IReadOnlyList<string> Words)> Values(CompletionTree tree) =>
        tree.Commands.SelectMany(c => c.Options.Select(o => ($"{c.Name} {o.Name}", o.Words)).Append(($"{c.Name} ", c.Words)))
            .Where(v => v.Item2.Count > 0);

    private static string Options(CompletedCommand command) =>
        string.Join("; ", command.Options.Select(o => $"{Quoted(o.Name)} = {Quoted(o.Description)}"));

    private static string Lines(IEnumerable<string> entries) => string.Join('\n', entries.Select(entry => $"        {entry}"));

    private static string Quoted(string text) => $"'{text.Replace("'", "''")}'";
}
