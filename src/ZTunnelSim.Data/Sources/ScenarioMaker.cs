namespace ZTunnelSim.Data;

/// <summary>How a scenario is made from data.</summary>
internal sealed record ScenarioMaking
{
    /// <summary>The number of nodes that run ztunnel; null takes those of the inventory, or as many as the data name.</summary>
    public int? Nodes { get; init; }

    /// <summary>By which name connections are put together.</summary>
    public ConnectionGrouping Grouping { get; init; }
}

/// <summary>
/// Makes a scenario from data alone: a workload for each service with its lifetimes and its rate, the small ones put together; nodes from
/// kubectl's JSON, from a number, or as many as there are ztunnels in the logs.
/// </summary>
/// <remarks>The scenario is a text that any command reads, and is read from it: what is saved gives the same numbers again.</remarks>
internal sealed class ScenarioMaker
{
    /// <summary>The name of the workload that small ones are put together as.</summary>
    private const string Others = "others";

    /// <summary>More workloads with laws of their own are a table that nobody reads.</summary>
    private const int MostWorkloads = 15;

    /// <summary>Fewer lifetimes say too little for a law of their own.</summary>
    private const int FewestLifetimes = 50;

    /// <summary>A workload with less of both the connections opened and those open at a time changes no answer.</summary>
    private const double SmallShare = 0.01;

    private readonly GivenFiles _files;
    private readonly ScenarioMaking _how;
    private readonly ConnectionReadOptions _reading;
    private readonly ConnectionData _data;
    private readonly CounterData? _counters;
    private readonly List<string> _assumptions = [];
    private FittedWorkload[] _workloads;

    private ScenarioMaker(GivenFiles files, ScenarioMaking how, IProgress<long>? bytesRead, CancellationToken cancellation)
    {
        (_files, _how) = (files, how);
        _reading = new()
        {
            Grouping = how.Grouping,
            KeepAliveSeconds = files.Manifest is { } manifest ? ZTunnelManifest.Load(manifest).Settings.KeepAliveSeconds : null,
        };
        if (files.Connections.Count == 0)
        {
            throw new InputException(
                "holds no connections, from which a scenario could be made: give ztunnel's access logs too, or a table of connections.",
                string.Join(", ", files.Named));
        }
        ConnectionReadOptions reading = _reading with { StandardInput = files.StandardInput, BytesRead = bytesRead };
        _data = ConnectionFiles.Read(files.Connections, reading, cancellation);
        if (_data.Workloads.Count == 0) _ = _data.Lifetimes();
        _counters = files.Counters.Count == 0 ? null : CounterFiles.Read(
            files.Counters, new CounterReadOptions { Grouping = how.Grouping, Nodes = how.Nodes, StandardInput = files.StandardInput },
            cancellation);
        _workloads = Choose();
    }

    /// <summary>Reads the data of which a scenario is to be made.</summary>
    /// <param name="files">The data.</param>
    /// <param name="how">How it is made.</param>
    /// <param name="bytesRead">Is told of what is read, as it lies on the disk; null: nobody is told.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="InputException">Something is wrong with the data.</exception>
    public static ScenarioMaker Read(
        GivenFiles files, ScenarioMaking how, IProgress<long>? bytesRead = null, CancellationToken cancellation = default) =>
        new(files, how, bytesRead, cancellation);

    /// <summary>Makes the scenario.</summary>
    /// <param name="saveAs">The file to write it to as well, whole or not at all; null: none.</param>
    /// <param name="progress">Told how many workloads' lifetimes are known; null: nobody is told.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="InputException">The data don't tell enough.</exception>
    public Scenario Make(string? saveAs = null, IProgress<(int Done, int Of)>? progress = null, CancellationToken cancellation = default)
    {
        ProfiledFit?[] fits = Fits(progress, cancellation);
        _workloads = [.. _workloads.Zip(fits, (workload, fit) => workload with { Profiled = fit })];
        ScenarioWriter written = ScenarioWriter.Of(Sources(folder: "", _workloads));
        string name = "the scenario made from "
            + $"{(_files.Named.Count == 1 ? Path.GetFileName(InputFile.Spoken(_files.Named[0])) : $"{_files.Named.Count} files")}";
        Scenario made = ScenarioReader.Read(SyntaxReader.Read(written.Text, name)).Resolve(_data, fits, progress: null, cancellation);
        if (saveAs is not null) Save(saveAs);
        return made with { Assumptions = [.. Told(made, saveAs), .. written.Notes, .. made.Assumptions] };
    }

    /// <summary>
    /// The fits as the scenario will have them, made before it is written because they tell whether rates change with the clock; null where
    /// none can be made, which is an error once the scenario is read.
    /// </summary>
    private ProfiledFit?[] Fits(IProgress<(int Done, int Of)>? progress, CancellationToken cancellation)
    {
        int done = 0;
        return _workloads.Select((workload, number) => (workload, number)).SelectSideBySide(
            w =>
            {
                ProfiledFit? fit = null;
                try
                {
                    WorkloadLifetimes[] members = [.. w.workload.Members.Select(name => _data[name])];
                    fit = ProfiledFit.Of(members, TimeZoneInfo.Utc, family: null, WorkloadReader.Seed(w.number));
                }
                catch (LifetimeFitException)
                {
                    // The scenario's reader says so, with the place.
                }
                progress?.Report((Interlocked.Increment(ref done), _workloads.Length));
                return fit;
            },
            cancellation: cancellation);
    }

    private ScenarioSources Sources(string folder, IReadOnlyList<FittedWorkload> workloads) => new()
    {
        Workloads = workloads,
        Data = _data,
        Reading = _reading,
        Counters = _counters,
        CounterFiles = _files.Counters,
        Inventory = _files.Inventory,
        Manifest = _files.Manifest,
        Nodes = _how.Nodes,
        Folder = folder,
        NamesStandardInput = folder.Length == 0,
    };

    /// <summary>The workloads with laws of their own, those with most connections open first, and the rest as one.</summary>
    private FittedWorkload[] Choose()
    {
        // By Little's law what is open at a time is in proportion to the sum of the lifetimes.
        var sized = _data.Workloads.Select(w => (Workload: w, Open: w.Observations.Sum(o => o.Seconds)))
            .OrderByDescending(w => w.Open).ThenBy(w => w.Workload.Workload, StringComparer.Ordinal).ToArray();
        double open = sized.Sum(w => w.Open), count = sized.Sum(w => (double)w.Workload.Count);
        var own = sized
            .Where(w => w.Workload.Count >= FewestLifetimes && (w.Open >= SmallShare * open || w.Workload.Count >= SmallShare * count))
            .Take(MostWorkloads).ToList();
        WorkloadLifetimes[] rest = [.. sized.Except(own).Select(w => w.Workload)];
        List<FittedWorkload> workloads =
            [.. own.Select(w => new FittedWorkload(w.Workload.Workload, Fit: null) { Lifetimes = w.Workload.Count })];
        if (rest is [var single])
        {
            workloads.Add(new(single.Workload, Fit: null) { Lifetimes = single.Count });
        }
        else if (rest.Length > 0)
        {
            long connections = rest.Sum(w => w.Count);
            string name = own.Any(w => w.Workload.Workload == Others) ? $"{Others} (small)" : Others;
            workloads.Add(new(name, Fit: null) { Members = [.. rest.Select(w => w.Workload)], Lifetimes = connections });
            _assumptions.Add(
                $"{rest.Length:#,0} workloads with few connections are put together as '{name}': {connections:#,0} of {count:#,0} "
                + "connections.");
        }
        return [.. workloads];
    }

    private IEnumerable<string> Told(Scenario made, string? savedAs)
    {
        yield return $"No scenario was given: one is made from {string.Join(", ", _files.Named.Select(InputFile.Spoken))}. "
            + (savedAs is null ? "--save-scenario FILE writes it, to be looked at and changed." : $"Saved as {savedAs}.");
        string nodes = _files.Inventory.Count > 0 ? $"those with a ztunnel in {string.Join(", ", _files.Inventory)}"
            : _how.Nodes is not null ? "--nodes" : "as many as there are ztunnels in the data";
        string rates = _counters is not null ? "the counters"
            : _data.Traffic is { ZTunnels: { } ztunnels, ZTunnelSeconds: { } seconds }
            ? $"{ztunnels:#,0} {(ztunnels == 1 ? "ztunnel" : "ztunnels")} watched for {DurationFormat.Brief(seconds / ztunnels)}"
            : "all connections of the data";
        yield return $"{made.Rollout.Cluster.Nodes.Count:#,0} nodes ({nodes}), each with the connections that {rates} show on average.";
        if (Coverage() is { } coverage) yield return coverage;
        foreach (string assumption in _assumptions) yield return assumption;
        yield return $"{made.Rollout.Strategy}, {(_files.Manifest is null ? "as Istio's chart has it" : "as the manifest has it")}; "
            + "clients whose connection is reset don't come back.";
    }

    /// <summary>What to know where logs are shorter than they were meant to be; null where they are alike and long enough.</summary>
    private string? Coverage()
    {
        const double Short = 3600, Alike = 0.5;
        ObservationWindow[] windows =
            [.. _data.Report.Windows.Where(w => w.Connections >= TrafficCollector.FewLines).OrderBy(w => w.Seconds)];
        if (windows.Length == 0) return null;
        (ObservationWindow shortest, double longest) = (windows[0], windows[^1].Seconds);
        if (longest >= Short && shortest.Seconds >= Alike * longest) return null;
        string covered = windows.Length == 1 ? $"The log covers {DurationFormat.Brief(longest)}"
            : $"The logs cover {DurationFormat.Brief(shortest.Seconds)} ({shortest.ZTunnel}) to {DurationFormat.Brief(longest)}";
        return $"{covered}: a kubelet keeps 10 MiB of a container's log, which may be minutes on a busy node, and kubectl shows what is "
            + "kept. Logs of a day or more, from where they are stored, tell more of long connections.";
    }

    private void Save(string path)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        // Standard input can't be read again: its lifetimes are saved beside the scenario.
        bool savesLifetimes = _files.Connections.Contains(InputFile.StandardInput);
        IReadOnlyList<string> names = FileNames.OfAll(_workloads.Select(w => w.Name));
        FittedWorkload[] workloads =
        [
            .. _workloads.Zip(names, (workload, name) => savesLifetimes
                ? workload with { SavedAs = $"{Path.GetFileNameWithoutExtension(path)}-{name}-lifetimes.csv" }
                : workload),
        ];
        string text = ScenarioWriter.Of(Sources(folder, workloads)).Text;
        OutputSet.Write(set =>
        {
            foreach (FittedWorkload workload in savesLifetimes ? workloads : [])
            {
                set.AddLifetimes(
                    Path.Combine(folder, workload.SavedAs!),
                    workload.Profiled?.Observations ?? workload.Members.SelectMany(name => _data[name].Observations));
            }
            set.Add(path, text);
        });
    }
}
