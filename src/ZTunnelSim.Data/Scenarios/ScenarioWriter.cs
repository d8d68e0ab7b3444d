using System.Globalization;
using System.Text.RegularExpressions;

namespace ZTunnelSim.Data;

/// <summary>A workload of a scenario to write.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Fit">The fit of its lifetimes, for a comment; null where none was made.</param>
/// <param name="SavedAs">The <see cref="LifetimesCsv"/> of its lifetimes, as seen from the scenario's folder; null: the files read.</param>
internal sealed record FittedWorkload(string Name, LifetimeFit? Fit, string? SavedAs = null)
{
    /// <summary>The workloads in the data that it stands for: the one of its name, or several that are put together.</summary>
    public IReadOnlyList<string> Members { get; init; } = [Name];

    /// <summary>Those of the workloads in the data that it stands for.</summary>
    public T[] Of<T>(IEnumerable<T>? all, Func<T, string> nameOf)
    {
        HashSet<string> members = [.. Members];
        return [.. all?.Where(one => members.Contains(nameOf(one))) ?? []];
    }

    /// <summary>Its law with what the logs tell of its hours; null where that is not known.</summary>
    public ProfiledFit? Profiled { get; init; }

    /// <summary>How many lifetimes the data hold of it.</summary>
    public long Lifetimes { get; init; } = Fit?.Sample.Count ?? 0;
}

/// <summary>What a scenario is written from.</summary>
internal sealed record ScenarioSources
{
    /// <summary>The workloads, at least one.</summary>
    public required IReadOnlyList<FittedWorkload> Workloads { get; init; }

    /// <summary>The connections that were read; null where there are counters only.</summary>
    public ConnectionData? Data { get; init; }

    /// <summary>How they were read.</summary>
    public ConnectionReadOptions Reading { get; init; } = new();

    /// <summary>The counters; null where there are none.</summary>
    public CounterData? Counters { get; init; }

    /// <summary>The files that they are from.</summary>
    public IReadOnlyList<string> CounterFiles { get; init; } = [];

    /// <summary>What kubectl printed of nodes and pods; none where that is not known.</summary>
    public IReadOnlyList<string> Inventory { get; init; } = [];

    /// <summary>The manifest of ztunnel; null where there is none.</summary>
    public string? Manifest { get; init; }

    /// <summary>The number of nodes that run ztunnel; null takes as many as the data name.</summary>
    public int? Nodes { get; init; }

    /// <summary>The candidates where nobody names others.</summary>
    public static readonly int[] UsualGracePeriods = [30, 300, 1800];

    /// <summary>The candidates for T in whole seconds, at least one.</summary>
    public IReadOnlyList<int> GracePeriods { get; init; } = UsualGracePeriods;

    /// <summary>The folder that the scenario will lie in: files are named as seen from there. Empty: as they were given.</summary>
    public string Folder { get; init; } = "";

    /// <summary>Whether standard input may be named: where the scenario is used at once, with what was read there.</summary>
    public bool NamesStandardInput { get; init; }
}

/// <summary>Writes a whole scenario from data: lifetimes as references to them, traffic as it was counted.</summary>
/// <remarks>
/// Nothing that the data leave open is lost on the way: laws are fitted again, by the same procedure, where the scenario is read, and rates
/// keep their counts. What can't be known is written as <c>unknown</c>, which no command accepts.
/// </remarks>
internal sealed partial class ScenarioWriter
{
    /// <summary>A larger share of connections to pods that the logs do not show is worth a note.</summary>
    private const double MostUnseen = 0.05;

    private readonly ScenarioSources _from;
    private readonly List<string> _notes = [];
    private readonly List<(string Workload, long Unseen, long Of)> _unseen = [];

    private ScenarioWriter(ScenarioSources from)
    {
        _from = from;
        Text = Write();
        if (_unseen.Count > 0)
        {
            _notes.Add($"{NameList.Of([.. _unseen.Select(u => u.Workload)])}: {_unseen.Sum(u => u.Unseen):#,0} of "
                + $"{_unseen.Sum(u => u.Of):#,0} connections go to pods that have no line of their own: these are outside the mesh, or the "
                + "logs of their nodes' ztunnels are missing. Then each can be reset there as well, which is not counted: give the logs of "
                + "all ztunnels.");
        }
    }

    /// <summary>The scenario as YAML.</summary>
    public string Text { get; }

    /// <summary>What a user should look at, a sentence each.</summary>
    public IReadOnlyList<string> Notes => _notes;

    public static ScenarioWriter Of(ScenarioSources from) => new(from);

    private TrafficData? Log => _from.Data?.Traffic;

    private string Write() => $$"""
        {{Cluster()}}

        ztunnel:{{From()}}
          terminationGracePeriodSeconds: [{{string.Join(", ", _from.GracePeriods.Distinct())}}]   # the candidates

        workloads:
        {{string.Concat(_from.Workloads.Select(Workload))}}
        """;

    private string From() => _from.Manifest is { } file ? $"\n  from: {LifetimeReference.Quote(Seen(file))}" : "";

    private string Workload(FittedWorkload workload)
    {
        WorkloadProfile? profile = WorkloadProfile.Of(workload, workload.Of(_from.Counters?.Workloads, w => w.Workload));
        string lines = $"  - name: {LifetimeReference.Quote(workload.Name)}\n    {Traffic(workload, profile)}\n    {Lifetime(workload)}\n";
        return profile is null ? lines : $"{lines}    {Profile(workload, profile)}\n";
    }

    /// <summary>Where the profile is found again or, where standard input would have to be read again, its numbers.</summary>
    private string Profile(FittedWorkload workload, WorkloadProfile profile)
    {
        bool canRead = profile.IsFromCounters
            ? !_from.CounterFiles.Contains(InputFile.StandardInput) && workload.SavedAs is null && workload.Lifetimes > 0
            : workload.SavedAs is null && CanName(workload);
        string source = !canRead ? ProfileReader.Spell(profile.Profile)
            : profile.IsFromCounters ? ProfileReader.Spell([.. _from.CounterFiles.Select(Seen)])
            : ProfileReader.SpellData();
        IReadOnlyList<double> factors = profile.Profile.Factors;
        return Invariant($"profile: {source}   # from {factors.Min():G2} to {factors.Max():G3} times the mean");
    }

    private bool CanName(FittedWorkload workload) =>
        workload.Lifetimes > 0
        && (_from.NamesStandardInput || _from.Data?.Report.Files.All(f => f.Path != InputFile.StandardInput) == true);

    private string Cluster()
    {
        if (_from.Inventory.Count > 0)
        {
            string files = string.Join(", ", _from.Inventory);
            if (_from.Nodes is not null) throw new InputException($"{files} tells the nodes: leave one of the two out.", key: "--nodes");
            if (Log?.ZTunnels == 1) NoteUnnamed();
            return $"cluster:\n  kubectl: {LifetimeReference.OneOrList([.. _from.Inventory.Select(Seen)])}";
        }
        if (_from.Nodes is { } given)
        {
            if (given > 1 && Log?.ZTunnels == 1) NoteUnnamed();
            return $"cluster:\n  nodes: {given}";
        }
        (int? seen, string where) = _from.Counters?.Period.Nodes is { } instances ? (instances, "counters") : (Log?.ZTunnels, "logs");
        if (seen is not { } nodes)
            return $"cluster:\n  nodes: {MeasuredRate.Unknown}   # the number of nodes that run ztunnel: the data don't tell it";
        _notes.Add($"The cluster is taken to have {nodes:#,0} {(nodes == 1 ? "node" : "nodes")}: so many ztunnels are in the {where}. "
            + "Has it more, say so with --nodes, or set cluster.nodes.");
        if (nodes == 1 && where == "logs") NoteUnnamed();
        return $"cluster:\n  nodes: {nodes}   # so many ztunnels are in the {where}: set it to the number of your nodes";
    }

    private void NoteUnnamed()
    {
        if (!_from.Data!.Report.Windows.All(w => w.Pod is null)) return;
        _notes.Add("The lines don't name their ztunnel: all are taken as those of one. Of several ztunnels give a file each, "
            + "or lines with their pod (kubectl logs --prefix).");
    }

    private string Traffic(FittedWorkload workload, WorkloadProfile? profile)
    {
        MeasuredRate? log = FromLog(workload), counters = FromCounters(workload);
        if (log is not null && counters is not null) Compare(workload, log, counters);
        if ((counters ?? log) is { } rate)
        {
            string key = rate.IsOpen ? "openPerNode" : "arrivalsPerSecond", mean = "";
            if (profile is not null)
            {
                rate = rate.OverPeriod(counters is null ? profile.MeanInLog : profile.MeanInCounters);
                mean = ", the mean of its profile";
            }
            return $"{key}: {rate.Text}   # {rate.Meaning}{mean}{(counters is null ? "" : ", from the counters")}";
        }
        string why = _from.Counters is null
            ? Log?.Obstacle ?? "nothing tells it"
            : "the counters don't tell the number of nodes, or don't have it";
        return $"arrivalsPerSecond: {MeasuredRate.Unknown}   # {why}: put the connections opened a second on each node, or openPerNode";
    }

    private MeasuredRate? FromLog(FittedWorkload workload)
    {
        WorkloadTraffic[] traffic = workload.Of(Log?.Workloads, w => w.Workload);
        long connections = traffic.Sum(w => w.Connections), crossings = traffic.Sum(w => w.Crossings);
        if (connections == 0 || Log!.Seconds is not { } seconds) return null;
        if (Log is { ZTunnelSeconds: { } watched, ZTunnels: { } ztunnels })
        {
            long unseen = traffic.Sum(w => w.ToUnseenPods);
            if (unseen > MostUnseen * connections) _unseen.Add((workload.Name, unseen, connections));
            return new(false, connections, crossings, watched / ztunnels, ztunnels);
        }
        // Data of unknown nodes are those of the whole cluster.
        return _from.Nodes is { } nodes ? new(false, connections, crossings, seconds, nodes) : null;
    }

    private MeasuredRate? FromCounters(FittedWorkload workload)
    {
        if (_from.Counters is not { } counters) return null;
        WorkloadCounters[] found = workload.Of(counters.Workloads, w => w.Workload);
        if (found.FirstOrDefault()?.Nodes is not { } nodes) return null;
        double period = counters.Period.Seconds, opened = found.Sum(w => w.Opened), open = found.Sum(w => w.MeanOpen);
        // Connections that are hardly ever met open are better told by how often they come.
        if (open < 1) return opened > 0 ? new(false, opened, found.Sum(w => w.Opened * w.Crossings), period, nodes) : null;
        // Looks closer together than connections live see the same ones: the correlation of M/G/inf lasts for about a mean life.
        double mean = opened > 0 ? open * period / opened : period;
        double looks = Math.Clamp(period / (2 * mean), 1, counters.Period.Times);
        return new(true, open, found.Sum(w => w.MeanOpen * w.Crossings), Math.Round(looks, 1), nodes);
    }

    /// <summary>Tells where log and counters disagree about how often connections are opened.</summary>
    private void Compare(FittedWorkload workload, MeasuredRate log, MeasuredRate counters)
    {
        double opened = workload.Of(_from.Counters!.Workloads, w => w.Workload).Sum(w => w.Opened);
        if (opened <= 0) return;
        // Each connection counted once, on both sides of the comparison.
        MeasuredTraffic inLog = (log with { Crossings = log.Connections }).Traffic;
        MeasuredTraffic counted = new MeasuredRate(false, opened, opened, _from.Counters.Period.Seconds, counters.ZTunnels).Traffic;
        ((double lowLog, double highLog), (double low, double high)) = (inLog.Interval(), counted.Interval());
        if (lowLog <= high && low <= highLog) return;
        _notes.Add(
            Invariant($"{workload.Name}: the log has {inLog.PerNode:G3} connections a second and node [{lowLog:G3}, {highLog:G3}], ")
            + Invariant($"the counters {counted.PerNode:G3} [{low:G3}, {high:G3}]; ")
            + "the counters are used. Are the two of the same time, and are all lines in the log?");
    }

    private string Lifetime(FittedWorkload workload)
    {
        if (workload.Lifetimes == 0 || _from.Data is not { } data)
            return $"lifetime: {MeasuredRate.Unknown}   # the data hold no lifetimes: name an access log or a table of durations";
        string law = $"{(workload.Fit is { } fit ? $"{Shorten(fit.Law.ToString()!)}, " : "")}{workload.Lifetimes:#,0} connections";
        if (workload.SavedAs is { } saved)
            return $"lifetime: {LifetimeReference.Spell([saved], LifetimesCsv.Reading, workload.Members, areCsv: true)}   # {law}";
        string[] files = [.. data.Report.Files.Select(f => f.Path).Distinct()];
        if (files.Contains(InputFile.StandardInput) && !_from.NamesStandardInput)
            return $"lifetime: {MeasuredRate.Unknown}   # {law}, from standard input: save that as a file, and name it here";
        bool areCsv = data.Report.Files.All(f => f.Format == ConnectionFormat.Csv);
        return $"lifetime: {LifetimeReference.Spell([.. files.Select(Seen)], _from.Reading, workload.Members, areCsv)}   # {law}";
    }

    /// <summary>Numbers to four digits: it is a comment.</summary>
    private static string Shorten(string law) => Digits().Replace(
        law, number => double.Parse(number.Value, CultureInfo.InvariantCulture).ToString("G4", CultureInfo.InvariantCulture));

    [GeneratedRegex(@"\d+\.\d+(E[+-]?\d+)?")]
    private static partial Regex Digits();

    /// <summary>A file as seen from the scenario's folder.</summary>
    private string Seen(string file)
    {
        string seen = _from.Folder.Length == 0 ? file : Path.GetRelativePath(Path.GetFullPath(_from.Folder), Path.GetFullPath(file));
        return seen.Replace('\\', '/');
    }
}
