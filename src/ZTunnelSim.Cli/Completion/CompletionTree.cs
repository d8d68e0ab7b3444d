using System.CommandLine;
using System.CommandLine.Completions;

namespace ZTunnelSim.Cli;

/// <summary>What shells need to know of the command tree.</summary>
/// <param name="Tool">The file that is run.</param>
/// <param name="RootOptions">The options without a command.</param>
/// <param name="Commands">The commands.</param>
internal sealed record CompletionTree(string Tool, IReadOnlyList<CompletedOption> RootOptions, IReadOnlyList<CompletedCommand> Commands)
{
    /// <summary>A name for the shells' functions.</summary>
    public string Function => $"_{Tool.Replace('-', '_')}";

    public static CompletionTree Of(Command root) => new(
        ToolName.Current == ToolName.Own ? ToolName.Own : ToolName.PluginFile,
        [.. root.Options.Select(CompletedOption.Of)],
        [.. root.Subcommands.Where(c => !c.Hidden).Select(c => new CompletedCommand(
            c.Name, c.Description ?? "",
            [.. c.Options.Concat(root.Options.Where(o => o.Recursive)).Where(o => !o.Hidden).Select(CompletedOption.Of)],
            [.. c.Arguments.SelectMany(Words)], TakesFiles: c.Arguments.Any(a => !Words(a).Any())))]);

    /// <summary>The options that a value follows, each as a pattern of a shell's <c>case</c>: the command and the word before.</summary>
    public IEnumerable<(string Pattern, CompletedOption Option)> Values => Commands
        .SelectMany(c => c.Options.Where(o => o.TakesValue).Select(o => ($"{c.Name}:{o.Name}", o)));

    /// <summary>The words that may stand elsewhere, by such patterns: the command, if there is one by then, and what is typed.</summary>
    public IEnumerable<(string Pattern, IEnumerable<string> Words)> Proposals =>
    [
        (":-*", RootOptions.Select(o => o.Name)),
        (":*", Commands.Select(c => c.Name)),
        .. Commands.SelectMany(c => new (string, IEnumerable<string>)[]
        {
            ($"{c.Name}:-*", c.Options.Select(o => o.Name)),
            ($"{c.Name}:*", c.Words),
        }.Where(proposal => proposal.Item2.Any())),
    ];

    /// <summary>The words that a symbol takes, where it takes only some.</summary>
    public static IEnumerable<string> Words(Symbol symbol) => symbol.GetCompletions(CompletionContext.Empty).Select(item => item.Label);
}

/// <summary>A command.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it does.</param>
/// <param name="Options">Its options.</param>
/// <param name="Words">The words that its argument takes.</param>
/// <param name="TakesFiles">Whether its argument is a file.</param>
internal sealed record CompletedCommand(
    string Name, string Description, IReadOnlyList<CompletedOption> Options, IReadOnlyList<string> Words, bool TakesFiles);

/// <summary>An option.</summary>
/// <param name="Name">Its name, such as <c>--out</c>.</param>
/// <param name="Description">What it is for.</param>
/// <param name="TakesValue">Whether a value follows it.</param>
/// <param name="Words">The words that it takes.</param>
/// <param name="IsPath">Whether it takes a file or folder.</param>
internal sealed record CompletedOption(string Name, string Description, bool TakesValue, IReadOnlyList<string> Words, bool IsPath)
{
    public static CompletedOption Of(Option option)
    {
        bool takesValue = option.Arity.MaximumNumberOfValues > 0 && option.ValueType != typeof(bool);
        return new(
            option.Name, option.Description ?? "", takesValue, takesValue ? [.. CompletionTree.Words(option)] : [],
            option is IPathOption);
    }
}
