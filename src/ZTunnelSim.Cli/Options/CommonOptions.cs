using System.CommandLine;

namespace ZTunnelSim.Cli;

/// <summary>Options that several commands have, each with what it accepts.</summary>
internal static class CommonOptions
{
    public static Option<string?> Out(string description) => OptionValues.Path("--out", description);

    public static Option<ulong?> Seed(string what = "The seed; one seed gives one result.") =>
        OptionValues.Seed("--seed", $"{what} Default: the scenario's, or 1.");

    public static Option<int?> GracePeriod(string description) => OptionValues.GracePeriod("--grace-period", description);

    public static Option<int?> Replications(string what, int usual, int least = 2) =>
        OptionValues.Whole("--replications", $"{what} Default: the scenario's, or {usual}.", least, StudyOptions.MostReplications);

    public static Option<Precision?> Precision(string what, Precision usual) => OptionValues.Precision(
        "--precision",
        $"{what} such as 5%; none: all replications. "
            + $"Default: the scenario's, or {(usual.Share is { } share ? $"{100 * share:0}%" : "none")}.");

    public static Option<int?> Threads() =>
        OptionValues.Whole("--threads", "How many threads. Default: one for each processor. Results do not depend on it.");

    public static Option<ConnectionGrouping> By() => OptionValues.Choice<ConnectionGrouping>(
        "--by", "What a workload is: by destination service, destination or source workload, or all as one.");

    public static Option<int?> AtLeast(string description) => OptionValues.Whole("--at-least", description).Or(20);

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
}
