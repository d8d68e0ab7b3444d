using System.CommandLine;

namespace ZTunnelSim.Cli;

/// <summary>Where a command's scenario comes from: a file, or the data that one is made from; and when its rollout begins.</summary>
/// <param name="start">The options of the start; null: the usual ones.</param>
internal sealed class ScenarioSource(StartOptions? start = null)
{
    private readonly StartOptions _start = start ?? new();

    private readonly Argument<string[]> _sources = new("scenario")
    {
        Description = "The scenario file (YAML); or the data to make one from: ztunnel's access logs in any envelope, a table of "
            + "connections, kubectl's JSON of the cluster, counters, a manifest, folders and archives of these. - is stdin.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<int?> _nodes = OptionValues.Whole(
        "--nodes",
        "Without a scenario: the number of nodes that run ztunnel. Default: those of kubectl's JSON, or the ztunnels in the logs.",
        most: NodeReader.MostNodes);

    private readonly Option<ConnectionGrouping> _grouping = CommonOptions.By();

    private readonly Option<string?> _save = OptionValues.Path(
        "--save-scenario", "Without a scenario: write the one that is made into this file, to be looked at and changed.");

    public IEnumerable<Symbol> All => [_sources, _nodes, _grouping, _save, .. _start.All];

    /// <summary>The scenario, and the data that it names or is made from.</summary>
    /// <exception cref="InputException">It can't be read or made.</exception>
    public Scenario Load(ParseResult parsed, CancellationToken cancellationToken)
    {
        (ScenarioDraft draft, _) = Draft(parsed, cancellationToken);
        return _start.Tell(parsed, Fitting(progress => draft.Resolve(progress, cancellationToken)));
    }

    /// <summary>The scenario before its data are read, and where it was made from data, the files of the cluster among them.</summary>
    /// <exception cref="InputException">It can't be read or made.</exception>
    public (ScenarioDraft Draft, IReadOnlyList<string> Inventory) Draft(ParseResult parsed, CancellationToken cancellationToken)
    {
        (ScenarioDraft draft, IReadOnlyList<string> inventory) = Given(parsed, cancellationToken);
        return (draft with { Outline = _start.Apply(parsed, draft.Outline) }, inventory);
    }

    private (ScenarioDraft Draft, IReadOnlyList<string> Inventory) Given(ParseResult parsed, CancellationToken cancellationToken)
    {
        // What is wrong with the start is told before the data are read.
        _ = _start.At(parsed);
        GivenFiles files = GivenFiles.Look(parsed.GetRequiredValue(_sources), standardInput: null);
        if (files.Scenario is { } file)
        {
            RefuseMaking(parsed, file);
            return (ScenarioReader.Draft(file, files.StandardInput), []);
        }
        ScenarioMaking how = new() { Nodes = parsed.GetValue(_nodes), Grouping = parsed.GetValue(_grouping) };
        ScenarioMaker maker = ProgressBar.Reading(
            files.Connections, bytesRead => ScenarioMaker.Read(files, how, bytesRead, cancellationToken));
        Scenario made = Fitting(progress => maker.Make(parsed.GetValue(_save), progress, cancellationToken));
        return (new ScenarioDraft(made, [], []), files.Inventory);
    }

    /// <summary>A scenario whose T can be swept; where the cluster makes the rollout stand still, the notes say in full why.</summary>
    /// <exception cref="InputException">It can't.</exception>
    public Scenario LoadSweepable(ParseResult parsed, CancellationToken cancellationToken)
    {
        Scenario scenario = Load(parsed, cancellationToken);
        try
        {
            scenario.RequireSweepable();
            return scenario;
        }
        catch (InputException) when (scenario.Standstill is not null)
        {
            ScenarioNotes.PrintToError(scenario);
            throw;
        }
    }

    private static Scenario Fitting(Func<IProgress<(int Done, int Of)>?, Scenario> work) => ProgressBar.Show(
        "Fitting lifetimes", bar => work(bar is null ? null : new Told<(int Done, int Of)>(p => bar.Report(p.Done, p.Of))));

    /// <summary>What says how a scenario is made would do nothing to one that is there.</summary>
    private void RefuseMaking(ParseResult parsed, string file)
    {
        foreach (Option option in new Option[] { _nodes, _grouping, _save })
        {
            if (parsed.CommandResult.IsGiven(option))
                throw new InputException($"is a scenario, which says this itself: {option.Name} is for data without one.", file);
        }
    }
}
