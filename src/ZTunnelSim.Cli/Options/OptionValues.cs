using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using ZTunnelSim.Data;

namespace ZTunnelSim.Cli;

/// <summary>
/// What options take, each kind of value in one place: its spellings, its range, its words in an error. Only these read what is typed, so
/// that every wrong value ends in one line that says what was given and what is accepted.
/// </summary>
internal static class OptionValues
{
    /// <summary>An option that takes whole numbers.</summary>
    public static Option<int?> Whole(string name, string description, int least = 1, int most = int.MaxValue) => Of<int?>(
        name, description, text => TryWhole(text, out ulong n) && n >= (ulong)least && n <= (ulong)most ? (int)n : null,
        most == int.MaxValue ? $"a whole number of at least {least:#,0}" : $"a whole number from {least:#,0} to {most:#,0}");

    /// <summary>An option that takes a seed.</summary>
    public static Option<ulong?> Seed(string name, string description) => Of<ulong?>(
        name, description, text => TryWhole(text, out ulong n) ? n : null, $"a whole number from 0 to {ulong.MaxValue}");

    /// <summary>An option that takes a number above 0.</summary>
    public static Option<double?> Above0(string name, string description, double most) => Of<double?>(
        name, description, text => TryNumber(text, out double n) && n > 0 && n <= most ? n : null,
        $"a number above 0, up to {most:#,0}");

    /// <summary>An option that takes a number of a range.</summary>
    public static Option<double?> Number(string name, string description, double least, double most) => Of<double?>(
        name, description, text => TryNumber(text, out double n) && n >= least && n <= most ? n : null,
        $"a number from {least:0.##} to {most:#,0.##}");

    /// <summary>An option that takes a share: 95% or 0.95.</summary>
    /// <param name="name">The option.</param>
    /// <param name="description">What it is for.</param>
    /// <param name="holds">Which shares are in its range.</param>
    /// <param name="range">The same in words, with an example.</param>
    public static Option<double?> Share(string name, string description, Func<double, bool> holds, string range) => Of<double?>(
        name, description, text => TryShare(text, out double share) && holds(share) ? share : null, $"a share {range}");

    /// <summary>An option that takes how precise a study has to be, as a share, or that it need not be.</summary>
    public static Option<Precision?> Precision(string name, string description) => Of<Precision?>(
        name, description,
        text => text.Equals("none", StringComparison.OrdinalIgnoreCase) ? ZTunnelSim.Precision.None
            : TryShare(text, out double share) && share is > 0 and < 1 ? new(share)
            : null,
        "a share above 0 and below 1, such as 5% or 0.05, or none");

    /// <summary>An option that takes a duration above 0.</summary>
    public static Option<double?> Duration(string name, string description, double mostSeconds = DurationFormat.Longest) => Of<double?>(
        name, description,
        text => DurationFormat.TryParse(text, out double seconds) && seconds > 0 && seconds <= mostSeconds ? seconds : null,
        $"a duration above 0 (seconds as a number, or {DurationFormat.Accepted}) of at most "
            + (mostSeconds < DurationFormat.Longest ? DurationFormat.Brief(mostSeconds) : DurationFormat.LongestInWords));

    /// <summary>An option that takes a T: a duration of whole seconds.</summary>
    public static Option<int?> GracePeriod(string name, string description) =>
        Of<int?>(name, description, text => TryGracePeriod(text, out int seconds) ? seconds : null, GracePeriodAccepted);

    /// <summary>An option that takes several T, in one list with commas or one by one.</summary>
    public static Option<int[]> GracePeriods(string name, string description, int[] usual) => new(name)
    {
        Description = description,
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => usual,
        HelpName = name.TrimStart('-'),
        CustomParser = result => [.. result.Tokens.SelectMany(token => token.Value.Split(',')).Select(text =>
            TryGracePeriod(text.Trim(), out int seconds) ? seconds : Refuse<int>(result, text, GracePeriodAccepted))],
    };

    /// <summary>An option that takes one of a few words, whatever their case.</summary>
    /// <param name="name">The option.</param>
    /// <param name="description">What it is for.</param>
    /// <param name="words">The words, each with what it stands for.</param>
    /// <remarks>A query over them would be compiled for each enumeration whenever the tool starts: <c>ConvertAll</c> is ahead.</remarks>
    public static Option<T> Choice<T>(string name, string description, params (string Word, T Value)[] words)
    {
        string[] known = Array.ConvertAll(words, w => w.Word);
        Option<T> option = new(name)
        {
            Description = description,
            HelpName = string.Join('|', known),
            CustomParser = result =>
            {
                string text = result.Tokens[0].Value;
                foreach ((string word, T value) in words)
                {
                    if (word.Equals(text, StringComparison.OrdinalIgnoreCase)) return value;
                }
                return Refuse<T>(result, text, $"{string.Join(", ", known[..^1])} or {known[^1]}", Suggestion.For(text, known));
            },
        };
        // An enumeration would propose its own names as well.
        option.CompletionSources.Clear();
        option.CompletionSources.Add(known);
        return option;
    }

    /// <summary>An option that takes one of the names of an enumeration.</summary>
    public static Option<T> Choice<T>(string name, string description)
        where T : struct, Enum =>
        Choice(name, description, Array.ConvertAll(Enum.GetValues<T>(), value => (value.ToString(), value)));

    /// <summary>The same with nothing where the option is not given.</summary>
    public static Option<T?> OptionalChoice<T>(string name, string description)
        where T : struct, Enum =>
        Choice(name, description, Array.ConvertAll(Enum.GetValues<T>(), value => (value.ToString(), (T?)value)));

    /// <summary>
    /// An option that takes a part of a study, k/n; or index/n in a pod of an Indexed Job, which Kubernetes tells its number from 0.
    /// </summary>
    public static Option<Shard?> Shard(string name, string description) => Of<Shard?>(
        name, description, text => TryShard(text, out Shard shard) ? shard : null,
        $"k/n, with k from 1 to n and n at most {ZTunnelSim.Shard.Most:#,0}, such as 3/8, or in a Kubernetes Job index/8, which reads "
            + JobIndex);

    /// <summary>An option that takes a text of a form.</summary>
    public static Option<string?> Text(string name, string description, Func<string, bool> holds, string accepted) =>
        Of(name, description, text => holds(text) ? text : null, accepted);

    /// <summary>An option that takes a moment: a date, or a date with a time, which is UTC where it does not say.</summary>
    public static Option<DateTimeOffset?> Time(string name, string description) => Of<DateTimeOffset?>(
        name, description, text => TryTime(text, out DateTimeOffset time) ? time : null, TimeAccepted);

    /// <summary>An option that takes a time with its offset from UTC, or one of a clock that another option names.</summary>
    public static Option<ClockTime?> Moment(string name, string description) => Of<ClockTime?>(
        name, description, text => ClockTime.TryParse(text, out ClockTime time) ? time : null, ClockTimeOption.Accepted);

    /// <summary>An option that takes a time zone of the IANA database.</summary>
    public static Option<TimeZoneInfo?> TimeZone(string name, string description) => new(name)
    {
        Description = description,
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            return ClockTime.TryZone(text, out TimeZoneInfo? zone) ? zone : Refuse<TimeZoneInfo?>(
                result, text, "a time zone that this machine knows, such as Europe/Berlin or UTC", ClockTime.ZonesLike(text));
        },
    };

    /// <summary>An option that takes parts of the week, one each time that it is given.</summary>
    public static Option<string[]> Windows(string name, string description) => new(name)
    {
        Description = description,
        CustomParser = result => [.. result.Tokens.Select(token =>
            ClockWindows.IsWindow(token.Value) ? token.Value.Trim() : Refuse<string>(result, token.Value, ClockWindows.Accepted))],
        DefaultValueFactory = _ => [],
    };

    /// <summary>An option that takes the same, and keeps it as it was written.</summary>
    public static Option<string?> Date(string name, string description) =>
        Text(name, description, text => TryTime(text, out _), TimeAccepted);

    /// <summary>An option that takes the name of a file or folder.</summary>
    public static Option<string?> Path(string name, string description) => new PathOption<string?>(name)
    {
        Description = description,
        CustomParser = result => PathOf(result, result.Tokens[0].Value),
    };

    /// <summary>An option that takes several of them.</summary>
    public static Option<string[]> Paths(string name, string description) => new PathOption<string[]>(name)
    {
        Description = description,
        AllowMultipleArgumentsPerToken = true,
        Arity = ArgumentArity.OneOrMore,
        CustomParser = result => [.. result.Tokens.Select(token => PathOf(result, token.Value))],
    };

    /// <summary>The same option with a value where it is not given.</summary>
    public static Option<T> Or<T>(this Option<T> option, T usual)
    {
        option.DefaultValueFactory = _ => usual;
        return option;
    }

    /// <summary>Whether an option was given, right or wrong: its value can only be asked for where it was right.</summary>
    public static bool IsGiven(this SymbolResult result, Option option) => result.GetResult(option) is { Implicit: false };

    /// <summary>Refuses a value, in the option's name.</summary>
    public static T Refuse<T>(ArgumentResult result, string text, string accepted, string suggestion = "")
    {
        string option = (result.Parent as OptionResult)?.Option.Name ?? result.Argument.Name;
        result.AddError($"{option} takes {accepted}, but {SyntaxNode.Quote(text)} was given{suggestion}.");
        return default!;
    }

    /// <summary>Kubernetes sets it in the pods of an Indexed Job.</summary>
    private const string JobIndex = "JOB_COMPLETION_INDEX";

    private const string GracePeriodAccepted = "whole seconds of at least 1 (300, 300s, 5m, 1h)";

    private const string TimeAccepted = "a date such as 2026-03-31, or with a time 2026-03-31T18:00:00Z";

    private static Option<T?> Of<T>(string name, string description, Func<string, T?> read, string accepted) => new(name)
    {
        Description = description,
        CustomParser = result =>
            read(result.Tokens[0].Value) is { } value ? value : Refuse<T?>(result, result.Tokens[0].Value, accepted),
    };

    /// <summary>A name with hidden characters is a slip: a shell or a terminal made something else of what was typed.</summary>
    private static string PathOf(ArgumentResult result, string text) => text.Trim().Length > 0 && !PlainText.HasHidden(text)
        ? text
        : Refuse<string>(result, text, "the name of a file or folder");

    private static bool TryGracePeriod(string text, out int seconds)
    {
        bool isWhole = DurationFormat.TryParse(text, out double read) && read >= 1 && read <= int.MaxValue && read == Math.Floor(read);
        seconds = isWhole ? (int)read : 0;
        return isWhole;
    }

    private static bool TryShard(string text, out Shard shard)
    {
        const string Index = "index/";
        string? index = text.StartsWith(Index, StringComparison.Ordinal) ? Environment.GetEnvironmentVariable(JobIndex) : null;
        return ZTunnelSim.Shard.TryParse(
            TryWhole(index ?? "", out ulong number) ? $"{number + 1}/{text[Index.Length..]}" : text, out shard);
    }

    private static bool TryShare(string text, out double share)
    {
        bool isPercent = text.EndsWith('%');
        bool isNumber = TryNumber(isPercent ? text[..^1].TrimEnd() : text, out double number);
        share = isPercent ? number / 100 : number;
        return isNumber;
    }

    private static bool TryTime(string text, out DateTimeOffset time) => DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time)
        && text.Length >= "2026-03-31".Length && text[..4].All(char.IsAsciiDigit) && text[4] == '-';

    private static bool TryWhole(string text, out ulong number) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static bool TryNumber(string text, out double number) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);
}

/// <summary>An option whose values are files or folders, which shells complete.</summary>
internal interface IPathOption;

/// <summary>An option whose values are files or folders.</summary>
internal sealed class PathOption<T>(string name) : Option<T>(name), IPathOption;
