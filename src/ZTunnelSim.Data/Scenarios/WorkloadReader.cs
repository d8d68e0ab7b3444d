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

    internal static readonly (string Word, LawFamily? Family)[] Fits =
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
    private readonly Dictionary<string, ConnectionData> _logs = [];

    public IReadOnlyList<LifetimeData> LifetimeData => _lifetimeData;

    public IEnumerable<string> SkippedLines =>
        _logs.SelectMany(log => log.Value.Report.SkippedByReason.Where(skipped => skipped.Reason != SkipReason.Header).Select(skipped => $"{log.Key}: {Describe(skipped)}"));

    public Workload Read(YamlValue value, IReadOnlyList<Workload> others, TrafficReader traffic)
    {
        YamlMap map = value.Map(["name", "lifetime", "clients", .. TrafficReader.Keys]);
        YamlValue nameValue = map.Required("name");
        string name = nameValue.Text();
        if (others.Any(w => w.Name == name)) throw nameValue.Error($"a workload '{name}' was given before.");
        YamlValue lifetimeValue = map.Required("lifetime");
        ClientBehaviour clients = map.Optional("clients") is { } given ? ClientReader.Read(given) : ClientBehaviour.GivesUp;
        (DurationLaw law, IReadOnlyList<DurationLaw> plausible) = ReadLifetime(lifetimeValue, name);
        try
        {
            return traffic.Read(map, name, law).WithClients(clients).WithPlausibleLifetimes(plausible);
        }
        catch (ArgumentException e)
        {
            throw lifetimeValue.Error(e);
        }
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
        YamlMap map = value.Map("file", "column", "unit", "fit");
        string file = map.Required("file").Text();
        ConnectionReadOptions options = new()
        {
            Format = ConnectionFormat.Csv,
            Grouping = ConnectionGrouping.None,
            Csv = new ConnectionCsvOptions { DurationColumn = map.Required("column").Text(), DurationUnit = map.Optional("unit")?.Text() },
        };
        ConnectionData data = Load(file, options);
        return Fit(map, value, workload, file, data.Lifetimes(), []);
    }

    private (DurationLaw, IReadOnlyList<DurationLaw>) ReadAccessLog(YamlValue value, string workload)
    {
        YamlMap map = value.Map("file", "service", "fit");
        string file = map.Required("file").Text();
        YamlValue serviceValue = map.Required("service");
        ConnectionData data = Load(file, new ConnectionReadOptions());
        string wanted = serviceValue.Text();
        if (data.Workloads.FirstOrDefault(w => w.Workload == wanted) is not { } service)
        {
            string[] names = [.. data.Workloads.OrderByDescending(w => w.Count).Select(w => w.Workload)];
            throw serviceValue.Error(
                $"{file} has no connection to '{wanted}'{Suggestion.For(wanted, names)}; it has {string.Join(", ", names.Take(10))}.");
        }
        List<string> notes =
        [
            $"The {data.Direction.ToString().ToLowerInvariant()} lines were used. Assumed: arrivals were constant, so that lifetimes that end in the log are those of fresh connections.",
        ];
        return Fit(map, value, workload, file, service.Observations, notes);
    }

    /// <summary>Reads a file, once for all workloads that ask for it in the same way.</summary>
    private ConnectionData Load(string file, ConnectionReadOptions options)
    {
        string path = Path.Combine(Path.GetDirectoryName(scenarioFile) ?? "", file);
        string key = options.Csv.DurationColumn is { } column ? $"{path}, column {column}" : path;
        if (!_logs.TryGetValue(key, out ConnectionData? data)) _logs[key] = data = ConnectionFiles.Read(path, options);
        return data;
    }

    private static string Describe(SkippedLines skipped) =>
        $"{skipped.Count:#,0} lines skipped: {skipped.Reason.Describe()} (first: line {string.Join(", ", skipped.Examples.Select(e => e.Line))})";

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
}
