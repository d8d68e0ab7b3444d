using System.CommandLine;
using System.CommandLine.Parsing;
using ZTunnelSim.Data;

namespace ZTunnelSim.Cli;

/// <summary>What is wrong with a command line: the first thing that a user has to mend, with the word that was probably meant.</summary>
/// <param name="Message">One sentence.</param>
/// <param name="IsAboutValue">Whether a value is wrong, of which the message tells all; otherwise the help tells more.</param>
internal sealed record CommandLineError(string Message, bool IsAboutValue)
{
    public static CommandLineError? Of(ParseResult parsed)
    {
        if (parsed.Tokens.Any(token => token.Value.Contains('\0')))
            return new("an argument has the character U+0000 in it, which none can have.", IsAboutValue: true);
        Command command = parsed.CommandResult.Command;
        string name = command is RootCommand ? ToolName.Current : command.Name;
        IEnumerable<Option> everywhere = parsed.RootCommandResult.Command.Options.Where(o => o.Recursive);
        string[] options = [.. command.Options.Concat(everywhere).Select(o => o.Name)];
        // Of a command that is none the options are not known.
        bool isNoCommand = command is RootCommand && parsed.UnmatchedTokens is [[not '-', ..], ..];
        if (!isNoCommand && UnknownOption(parsed) is { } option)
            return new($"{name} has no option {SyntaxNode.Quote(option)}{Suggestion.For(option, options)}.", IsAboutValue: false);
        if (parsed.UnmatchedTokens is [var token, ..])
        {
            string[] commands = [.. command.Subcommands.Where(c => !c.Hidden).Select(c => c.Name)];
            return new(
                commands.Length > 0
                    ? $"there is no command {SyntaxNode.Quote(token)}{Suggestion.For(token, commands)}."
                    : $"{name} takes no more arguments, but {SyntaxNode.Quote(token)} was given.",
                IsAboutValue: false);
        }
        return parsed.Errors is [var error, ..]
            ? new(error.Message, IsAboutValue: error.SymbolResult is not CommandResult and { Tokens.Count: > 0 })
            : null;
    }

    /// <summary>
    /// What looks like an option and stands where an argument or a value would: the library takes it for one. What follows <c>--</c> is an
    /// argument whatever it looks like.
    /// </summary>
    private static string? UnknownOption(ParseResult parsed)
    {
        int dashes = parsed.Tokens.Index().FirstOrDefault(t => t.Item.Type == TokenType.DoubleDash, (parsed.Tokens.Count, null!)).Index;
        HashSet<string> free = [.. parsed.Tokens.Skip(dashes).Select(t => t.Value)];
        IEnumerable<string> arguments = parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(a => a.Tokens)
            .Select(t => t.Value).Concat(parsed.UnmatchedTokens).Where(text => text.Length > 1 && text[0] == '-');
        IEnumerable<string> values = parsed.CommandResult.Children.OfType<OptionResult>().SelectMany(o => o.Tokens)
            .Select(t => t.Value).Where(text => text.StartsWith("--", StringComparison.Ordinal) && text.Length > 2);
        return arguments.Concat(values).FirstOrDefault(text => !free.Contains(text));
    }
}
