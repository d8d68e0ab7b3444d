using System.CommandLine;
using System.CommandLine.Parsing;

namespace ZTunnelSim.Cli;

/// <summary>Options that several commands have, each with what it accepts.</summary>
internal static class CommonOptions
{
    public static Option<string?> Out(string description) => new("--out") { Description = description };

    public static Option<ulong?> Seed(string what = "The seed; one seed gives one result.") =>
        new("--seed") { Description = $"{what} Default: the scenario's, or 1." };

    public static Option<int?> GracePeriod(string description) => new Option<int?>("--grace-period") { Description = description }
        .Require(t => t is not < 1, "takes whole seconds of at least 1.");

    public static Option<int?> Replications(string what, int usual, int least = 2) =>
        new Option<int?>("--replications") { Description = $"{what} Default: the scenario's, or {usual}." }
            .Require(n => !(n < least), $"takes a whole number of at least {least}.");

    public static Option<int?> Threads() =>
        new Option<int?>("--threads") { Description = "How many threads. Default: one for each processor. Results do not depend on it." }
            .Require(n => n is not < 1, "takes a whole number of at least 1.");

    public static Option<ConnectionGrouping> By() =>
        new("--by") { Description = "What a workload is: by destination service, destination or source workload, or all as one." };

    public static Option<int> AtLeast(string description) =>
        new Option<int>("--at-least") { Description = description, DefaultValueFactory = _ => 20 }
            .Require(n => n >= 1, "takes a whole number of at least 1.");

    public static Option<bool> Strict() => new("--strict") { Description = "A line that is not understood is an error." };

    /// <summary>So that a command's list can name a set of options, with arguments among them.</summary>
    public static void Add(this Command command, IEnumerable<Symbol> symbols)
    {
        foreach (Symbol symbol in symbols)
        {
            if (symbol is Argument argument) command.Arguments.Add(argument);
            else command.Options.Add((Option)symbol);
        }
    }

    /// <summary>So that a command's list can name a set of options.</summary>
    public static void Add(this Command command, IEnumerable<Option> options)
    {
        foreach (Option option in options) command.Options.Add(option);
    }

    /// <summary>The same option; a value for which this does not hold is an error.</summary>
    /// <param name="option">The option.</param>
    /// <param name="holds">Whether a value is accepted.</param>
    /// <param name="accepted">What follows the option's name in the error: "takes ...".</param>
    public static Option<T> Require<T>(this Option<T> option, Func<T?, bool> holds, string accepted)
    {
        option.Validators.Add(result =>
        {
            if (!holds(result.GetValue(option))) result.AddError($"{option.Name} {accepted}");
        });
        return option;
    }
}

internal static class DurationOption
{
    /// <summary>The seconds of a duration above 0.</summary>
    public static double? Positive(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (DurationFormat.TryParse(text, out double seconds) && seconds > 0) return seconds;
        string option = (result.Parent as OptionResult)?.Option.Name ?? result.Argument.Name;
        result.AddError($"{option} takes a duration above 0 (seconds as a number, or {DurationFormat.Accepted}), but '{text}' was given.");
        return null;
    }
}
