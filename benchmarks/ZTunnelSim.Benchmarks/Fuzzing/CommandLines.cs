using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Parsing;
using System.Text;
using ZTunnelSim.Cli;

namespace ZTunnelSim.Benchmarks;

/// <summary>
/// The command lines of all commands as a target: every option and every argument that the command tree has, with the words that it accepts
/// and with others. They are parsed and their values taken, and nothing is run.
/// </summary>
internal static class CommandLines
{
    /// <summary>Stands between words, as it does in none.</summary>
    private const char Between = '\u001E';

    private static readonly Lazy<Seed[]> Seeds = new(() =>
    {
        RootCommand root = Commands.Create();
        return [.. root.Subcommands.SelectMany(command => SeedsOf(root, command))];
    });

    public static Target Create()
    {
        RootCommand root = Commands.Create();
        return new("options", Seeds.Value, (input, _) => Take(root, Encoding.UTF8.GetString(input).Split(Between)));
    }

    /// <summary>For each option some words that it accepts, and a few command lines with many of them.</summary>
    private static IEnumerable<Seed> SeedsOf(RootCommand root, Command command)
    {
        string[] usual = Required(root, command);
        List<string[]> accepted = [];
        foreach (Option option in command.Options)
        {
            string[][] spelled = option.Arity.MaximumNumberOfValues == 0
                ? [[option.Name]]
                : [.. Words(option.HelpName).Select(word => new[] { $"{option.Name}={word}" })];
            accepted.AddRange(spelled.Where(words => IsAccepted(root, [.. usual, .. words])).Take(3));
        }
        yield return Of(usual);
        foreach (string[] words in accepted) yield return Of([.. usual, .. words]);
        yield return Of([.. usual, .. accepted.SelectMany(words => words).DistinctBy(word => word.Split('=')[0])]);
    }

    /// <summary>What a command can't do without: of all words those that leave least to complain of.</summary>
    private static string[] Required(RootCommand root, Command command)
    {
        string[] words = [command.Name];
        foreach (Argument argument in command.Arguments.Where(a => a.Arity.MinimumNumberOfValues > 0))
        {
            IEnumerable<string> known = argument.GetCompletions(CompletionContext.Empty).Select(completion => completion.Label);
            words = known.Append("scenario.yaml").Select(word => (string[])[.. words, word]).MinBy(Complaints)!;
        }
        foreach (Option option in command.Options.Where(o => o.Required))
            words = Words(option.HelpName).Select(word => (string[])[.. words, $"{option.Name}={word}"]).MinBy(Complaints)!;
        return words;

        int Complaints(string[] words) => root.Parse(words, Commands.Words).Errors.Count;
    }

    private static IEnumerable<string> Words(string? helpName) =>
    [
        .. helpName?.Split('|') ?? [], "300", "5m", "5%", "95%", "0.5", "2026-12-05T02:00:00Z", "2026-12-05", "Sat-Sun 01:00-05:00",
        "Europe/Berlin", "3/8", "file.csv", "https://prometheus.example:9090", .. Vocabulary.All,
    ];

    private static bool IsAccepted(RootCommand root, string[] words)
    {
        try
        {
            return Take(root, words);
        }
        catch (Exception)
        {
            // Mutants find it again.
            return false;
        }
    }

    private static bool Take(RootCommand root, string[] words)
    {
        ParseResult parsed = root.Parse(words, Commands.Words);
        if (CommandLineError.Of(parsed) is { } error)
        {
            NonsenseException.Unless(error.Message.Length is > 0 and < 4_000, "an error is empty or endless");
            return false;
        }
        // Help takes no values, whatever they are.
        if (parsed.Action != parsed.CommandResult.Command.Action) return true;
        foreach (Option option in parsed.CommandResult.Command.Options)
            _ = parsed.GetResult(option)?.GetValueOrDefault<object?>();
        foreach (Argument argument in parsed.CommandResult.Command.Arguments)
            _ = parsed.GetResult(argument)?.GetValueOrDefault<object?>();
        return true;
    }

    private static Seed Of(string[] words)
    {
        string text = string.Join(Between, words);
        List<Spot> spots = [];
        int start = 0;
        foreach (string word in words)
        {
            int end = start + word.Length, value = word.StartsWith('-') ? start + word.IndexOf('=') + 1 : start;
            spots.Add(new(SpotKind.Item, start, end, start, Math.Min(end + 1, text.Length), word, Between: $"{Between}"));
            // The value is what most is to be tried with.
            for (int n = 0; n < 3; n++) spots.Add(new(SpotKind.Value, value, end, value, end, text[value..end]));
            start = end + 1;
        }
        return new(Encoding.UTF8.GetBytes(text), text, spots);
    }
}
