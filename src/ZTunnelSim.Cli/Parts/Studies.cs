using System.CommandLine;

namespace ZTunnelSim.Cli;

/// <summary>The commands whose replications can be run in parts.</summary>
internal static class Studies
{
    private static readonly (string Name, Func<StudyParts?, Command> Create)[] All =
    [
        (SweepCommand.Name, SweepCommand.Create), (CompareCommand.Name, CompareCommand.Create),
        (SensitivityCommand.Name, SensitivityCommand.Create),
    ];

    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names { get; } = Array.ConvertAll(All, study => study.Name);

    /// <summary>A command line of a study.</summary>
    /// <param name="study">The study's name.</param>
    /// <param name="parts">Where its replications have been run; null: it runs them.</param>
    /// <param name="scenario">The scenario.</param>
    /// <param name="options">Its options.</param>
    /// <exception cref="InputException">There is no such study, or it takes no such options.</exception>
    public static ParseResult Parse(string study, StudyParts? parts, string scenario, IEnumerable<string> options)
    {
        Command command = Array.Find(All, known => known.Name == study).Create?.Invoke(parts)
            ?? throw new InputException($"there is no study '{study}' that is run in parts; there are {string.Join(", ", Names)}.");
        ParseResult parsed = command.Parse([.. options, "--", scenario], Commands.Words);
        if (CommandLineError.Of(parsed) is { } error) throw new InputException(error.Message);
        if (parsed.GetValue<string[]>("scenario") is not [_])
            throw new InputException($"{study} takes no more than one scenario here, and options that begin with --.");
        return parsed;
    }
}
