using ZTunnelSim.Data.Connections;
using ZTunnelSim.Data.Yaml;
using ZTunnelSim.Lifetimes;
using ZTunnelSim.Lifetimes.Fitting;
using ZTunnelSim.Lifetimes.Survival;
using ZTunnelSim.Model;

namespace ZTunnelSim.Data.Scenarios;

/// <summary>Reads the workloads of a scenario, and the data files that their lifetimes come from.</summary>
internal sealed class WorkloadReader(string scenarioFile)
{
    /// <summary>How many plausible laws carry a fit's uncertainty into a prediction.</summary>
    private const int PlausibleLaws = 200;

    private static readonly (string Word, LawFamily? Family)[] Fits =
    [
        ("auto", null),
        ("exponential", LawFamily.Exponential),
        ("lognormal", LawFamily.Lognormal),
        ("weibull", LawFamily.Weibull),
        ("gamma", LawFamily.Gamma),
        ("lomax", LawFamily.Lomax),
        ("hyperexponential", LawFamily.Hyperexponential2),
        ("empirical", LawFamily.KaplanMeier),
        ("empiricalParetoTail", LawFamily.EmpiricalParetoTail),
    ];

    private readonly List<LifetimeData> _lifetimeData = [];
    private readonly Dictionary<string, ConnectionLog> _logs = [];

    public IReadOnlyList<LifetimeData> LifetimeData => _lifetimeData;

    public IEnumerable<string> SkippedLines =>
        _logs.SelectMany(log => log.Value.Report.Skipped.Select(skipped => $"{log.Key}: {skipped}"));

    public Workload Read(YamlValue value, IReadOnlyList<Workload> others, IReadOnlySet<string> knownNodes)
    {
        YamlMap map = value.Map("name", "arrivalsPerSecond", "openPerNode", "lifetime", "nodes");
        YamlValue nameValue = map.Required("name");
        string name = nameValue.Text();
        if (others.Any(w => w.Name == name)) throw nameValue.Error($"a workload '{name}' was given before.");
        (string given, YamlValue traffic) = map.ExactlyOne("arrivalsPerSecond", "openPerNode");
        double number = traffic.Number();
        string[]? nodes = map.Optional("nodes") is { } list ? [.. list.List().Select(n => NodeName(n, knownNodes))] : null;
        YamlValue lifetimeValue = map.Required("lifetime");
        (DurationLaw law, IReadOnlyList<DurationLaw> plausible) = ReadLifetime(lifetimeValue, name);
        try
        {
            Workload workload = given == "openPerNode"
                ? Workload.WithOpenConnections(name, number, law, nodes)
                : Workload.WithArrivals(name, number, law, nodes);
            return workload.WithPlausibleLifetimes(plausible);
        }
        catch (ArgumentException e)
        {
            throw lifetimeValue.Error(e);
        }
    }

    private static string NodeName(YamlValue value, IReadOnlySet<string> known)
    {
        string name = value.Text();
        return known.Contains(name) ? name : throw value.Error($"the cluster has no node '{name}'{Suggestion.For(name, [.. known])}.");
    }

    private (DurationLaw Law, IReadOnlyList<DurationLaw> Plausible) ReadLifetime(YamlValue value, string workload)
    {
        string? source = value.KeysPresent.FirstOrDefault(key => key is "csv" or "accessLog");
        if (source is null)
        {
            // So that an unknown key is told all that is accepted here.
            if (value.IsMap) value.Map([.. LawReader.Names, "csv", "accessLog"]);
            return (LawReader.Read(value), []);
        }
        YamlValue data = value.Map([.. LawReader.Names, "csv", "accessLog"]).ExactlyOne([.. LawReader.Names, "csv", "accessLog"]).Value;
        return source == "csv" ? ReadCsv(data, workload) : ReadAccessLog(data, workload);
    }

    private (DurationLaw, IReadOnlyList<DurationLaw>) ReadCsv(YamlValue value, string workload)
    {
        YamlMap map = value.Map("file", "column", "censoredColumn", "fit");
        string file = map.Required("file").Text();
        IReadOnlyList<LifetimeObservation> observations = ConnectionCsvReader.Read(
            Locate(file), map.Required("column").Text(), map.Optional("censoredColumn")?.Text());
        return Fit(map, value, workload, file, observations, []);
    }

    private (DurationLaw, IReadOnlyList<DurationLaw>) ReadAccessLog(YamlValue value, string workload)
    {
        YamlMap map = value.Map("file", "service", "fit");
        string file = map.Required("file").Text();
        YamlValue serviceValue = map.Required("service");
        string path = Locate(file);
        if (!_logs.TryGetValue(path, out ConnectionLog? log)) _logs[path] = log = AccessLogReader.Read(path);
        string wanted = serviceValue.Text();
        if (log.Find(wanted) is not { } service)
        {
            string[] names = [.. log.Services.Select(s => s.Name)];
            throw serviceValue.Error(
                $"{file} has no connection to '{wanted}'{Suggestion.For(wanted, names)}; it has {string.Join(", ", names.Take(10))}.");
        }
        List<string> notes =
        [
            $"The {service.OneSideName} lines were used. Assumed: arrivals were constant, so that lifetimes that end in the log are those of fresh connections.",
        ];
        return Fit(map, value, workload, file, service.OneSide, notes);
    }

    private (DurationLaw, IReadOnlyList<DurationLaw>) Fit(
        YamlMap map, YamlValue place, string workload, string file, IReadOnlyList<LifetimeObservation> observations, List<string> notes)
    {
        LawFamily? family = map.Optional("fit") is { } fitValue ? fitValue.Choice(Fits) : null;
        try
        {
            LifetimeSample sample = LifetimeSample.From(observations);
            LifetimeFit fit;
            if (family is { } given)
            {
                fit = LifetimeFitter.Fit(given, sample);
            }
            else
            {
                FitSelection selection = LifetimeFitter.FitBest(sample);
                fit = selection.Best;
                notes.Add(selection.Reasons[^1]);
            }
            _lifetimeData.Add(new LifetimeData(workload, file, fit, notes));
            return (fit.Law, fit.DrawLaws(PlausibleLaws, seed: 1));
        }
        catch (LifetimeFitException e)
        {
            throw place.Error($"no law can be fitted to {file}: {e.Message}", e);
        }
    }

    private string Locate(string file) => Path.Combine(Path.GetDirectoryName(scenarioFile) ?? "", file);
}
