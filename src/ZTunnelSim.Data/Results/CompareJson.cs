using System.Text.Json;

namespace ZTunnelSim.Data;

/// <summary>A comparison as JSON, with all that is needed to run it again.</summary>
internal static class CompareJson
{
    private const string NotCovered = "notCoveredByTheory";

    public static ResultDocument Of(CompareResult result, string scenarioFile) => new("compare", new
    {
        Scenario = scenarioFile,
        result.Seed,
        result.Replications,
        result.MostReplications,
        result.Precision,
        PrecisionReason = ResultJson.WhyNoPrecision(result.Precision),
        result.End,
        result.Confidence,
        result.ZTunnelMemoryBytes,
        Strategies = result.Strategies.Select(Strategy),
    });

    private static Dictionary<string, object?> Strategy(StrategyResult s)
    {
        Rollout rollout = s.Strategy.Rollout;
        Dictionary<string, object?> json = new()
        {
            ["name"] = s.Strategy.Name,
            ["plan"] = rollout.Strategy.ToString(),
            ["terminationGracePeriodSeconds"] = rollout.GracePeriod.Seconds,
            ["drainBudgetSeconds"] = rollout.DrainBudgetSeconds,
            ["pacing"] = rollout.Strategy is RollingUpdate ? rollout.Pacing : null,
            ["engine"] = s.Engine,
            ["reading"] = s.Reading,
            ["isParetoBest"] = s.IsParetoBest,
            ["dominatedBy"] = s.DominatedBy,
            ["resetsTheory"] = s.Predicted?.Resets,
            ["resetsTheoryReason"] = s.Predicted is null ? NotCovered : null,
        };
        Add(json, s, MeasureKind.Connections);
        Add(json, s, MeasureKind.Rollout);
        json["whyNotUpdated"] = s.WhyNotUpdated.ToDictionary(why => why.Reason, why => why.Nodes);
        AddClients(json, s);
        json["workloads"] = s.Workloads.Select(Workload);
        return json;
    }

    private static Dictionary<string, object?> Workload(WorkloadImpact w)
    {
        Dictionary<string, object?> json = new()
        {
            ["workload"] = w.Workload,
            ["resetsTheory"] = w.ResetsTheory,
            ["resetsTheoryReason"] = w.ResetsTheory is null ? NotCovered : null,
        };
        Add(json, w, MeasureKind.Connections);
        AddClients(json, w);
        return json;
    }

    private static void AddClients(Dictionary<string, object?> json, Impact impact)
    {
        bool told = impact.Has(Measure.SessionsReset);
        json["clients"] = null;
        json["clientsReason"] = told ? null : "notSimulated";
        if (!told) return;
        Dictionary<string, object?> clients = [];
        Add(clients, impact, MeasureKind.Clients);
        clients["withoutConnectionReason"] = double.IsNaN(impact[Measure.WithoutConnectionP50Seconds].Mean) ? "nobodyCameBack" : null;
        json["clients"] = clients;
    }

    /// <summary>Adds what results say of the measures of a kind; a dot in a name makes an object.</summary>
    private static void Add(Dictionary<string, object?> json, Impact impact, MeasureKind kind)
    {
        foreach (Measure measure in Measure.Of(kind))
        {
            foreach (Figure figure in measure.Figures.Where(f => f.Json is not null))
                Put(json, figure.Json!, Value(impact, measure, figure.Statistic));
        }
    }

    private static void Put(Dictionary<string, object?> json, string path, object? value)
    {
        string[] names = path.Split('.', 2);
        string name = JsonNamingPolicy.CamelCase.ConvertName(names[0]);
        if (names.Length == 1)
        {
            json[name] = value;
            return;
        }
        json.TryAdd(name, new Dictionary<string, object?>());
        Put((Dictionary<string, object?>)json[name]!, names[1], value);
    }

    /// <summary>Null where there is nothing to estimate from.</summary>
    private static object? Value(Impact impact, Measure measure, Statistic statistic)
    {
        if (statistic is not (Statistic.Interval or Statistic.Mean)) return CompareCsv.Number(impact, measure, statistic);
        return double.IsNaN(impact[measure].Mean) ? null : ResultJson.Of(impact[measure]);
    }
}
