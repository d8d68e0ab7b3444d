using System.CommandLine;
using System.CommandLine.Parsing;

namespace ZTunnelSim.Cli;

/// <summary>
/// Where the replications of a command's study are run: all of them here; one part of them here, which goes into a file; or before, so that
/// they are read from parts.
/// </summary>
/// <param name="parts">The parts; null: there are none, and the command has the option that makes one.</param>
internal sealed class Sharding(StudyParts? parts)
{
    public const string OptionName = "--shard";

    private readonly Option<Shard?> _shard = OptionValues.Shard(
        OptionName, "Run one of n parts, such as 3/8, and write it into the folder of --out: 'ztunnelsim merge' puts parts from anywhere "
            + "together, and answers what one machine would. In a Kubernetes Job: index/8.");

    public IEnumerable<Option> All => parts is null ? [_shard] : [];

    /// <summary>The results that were run before; null: none were.</summary>
    /// <exception cref="InputException">They are of another scenario.</exception>
    public IReplicationRecords? RecordsOf(Scenario scenario)
    {
        parts?.RequireScenario(scenario);
        return parts;
    }

    /// <summary>The part that was asked for; null: all is to be done.</summary>
    /// <exception cref="InputException">It has no folder to go into, or a document is wanted that only the whole has.</exception>
    public AskedPart? PartOf(ParseResult parsed)
    {
        if (parts is not null || parsed.GetValue(_shard) is not { } shard) return null;
        string directory = parsed.GetValue<string?>("--out")
            ?? throw new InputException("a part is a file: name the folder for it with --out.", key: OptionName);
        if (parsed.GetValue<OutputFormat>("--output") == OutputFormat.Json)
            throw new InputException("a part has no answer yet: 'ztunnelsim merge' prints it, as --output says there.", key: OptionName);
        return new(shard, parsed.CommandResult, directory);
    }
}

/// <summary>A part of a command's study that is to be run.</summary>
internal sealed class AskedPart(Shard shard, CommandResult command, string directory)
{
    /// <summary>The options that results don't depend on.</summary>
    private static readonly string[] NotOfResults = [Sharding.OptionName, "--out", "--output", "--threads", "--save-scenario"];

    /// <summary>Runs it and writes its file.</summary>
    /// <exception cref="InputException">The scenario lies in no file.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; nothing was written.</exception>
    public int Write(Scenario scenario, ulong seed, StudyReplications study, CancellationToken cancellationToken)
    {
        PartHeader header = new(
            PartHeader.FormName, ResultDocument.Version!, command.Command.Name, shard.Number, shard.Of, study.Count, seed, scenario.File,
            ScenarioFiles.Of(scenario).Hash(), [.. command.Command.Options.SelectMany(Given)]);
        OutputSet.Prepare(directory);
        string path = ProgressBar.Show(progress => PartFile.Write(directory, header, study, progress, cancellationToken));
        Console.Error.WriteLine(
            $"Written: {path}, {shard.Count(study.Count):#,0} of {study.Count:#,0} replications. When all parts are there: "
            + $"{ToolName.Current} merge {directory}");
        return ExitCode.Success;
    }

    /// <summary>An option as it was given, each of its values as a word of its own; nothing where it was not.</summary>
    private IEnumerable<string> Given(Option option)
    {
        if (NotOfResults.Contains(option.Name) || command.GetResult(option) is not { Implicit: false } given) return [];
        return given.Tokens.Count == 0 ? [option.Name] : given.Tokens.Select(token => $"{option.Name}={token.Value}");
    }
}
