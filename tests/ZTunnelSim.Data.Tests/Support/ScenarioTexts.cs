namespace ZTunnelSim.Data.Tests;

/// <summary>Scenarios as texts: a valid one, and what can be wrong with it.</summary>
internal static class ScenarioTexts
{
    public const string Valid = """
        cluster:
          nodes: [a, b, c]
        ztunnel:
          terminationGracePeriodSeconds: [10, 30]
          updateStrategy:
            type: RollingUpdate
            rollingUpdate: { maxSurge: 25%, maxUnavailable: 0 }
          minReadySeconds: 5
          drainBudget: nominal
          startup: { uniform: { min: 5s, max: 1m } }
          ready: 2.5
          overlap: { lognormal: { median: 500ms, sigma: 0.5 } }
          newShare: 0.4
          nodeOrder: asListed
        workloads:
          - name: api
            arrivalsPerSecond: 40
            lifetime: { lomax: { shape: 1.5, scale: 30 } }
          - name: db
            openPerNode: 12.5
            nodes: [a, c]
            lifetime:
              mixture:
                - { weight: 9, law: { exponential: { mean: 1 } } }
                - { weight: 1, law: 1h }
        simulation: { seed: 7, replications: 50, precision: 0.1 }
        """;

    private const string Rate = "arrivalsPerSecond: 40", Simulation = "simulation: {";
    private const string Ones = "1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1", Nights = "0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0";

    /// <summary>24 rates.</summary>
    public const string Day = $"{Ones}, {Ones}";

    /// <summary>
    /// A change that makes it invalid: old text, new text, the line and what the message has to name; and whether a schema can tell.
    /// </summary>
    public static TheoryData<string, string, int, string, bool> Invalid => new()
    {
        { "nodes: [a, b, c]", "nodes: 0", 2, "cluster.nodes", true },
        { "nodes: [a, b, c]", "nodes: []", 2, "cluster.nodes", true },
        { "nodes: [a, b, c]", "nodes: [a, a, c]", 2, "twice", true },
        { "nodes: [a, b, c]", "nodes: three", 2, "'three'", true },
        { "nodes: [a, b, c]", "nodse: 3", 2, "did you mean 'nodes'", true },
        { "  nodes: [a, b, c]", "  {}", 2, "exactly one of nodes, kubectl", true },
        { "[10, 30]", "[10, -30]", 4, "terminationGracePeriodSeconds[1]", true },
        { "[10, 30]", "[10, 30.5]", 4, "'30.5'", true },
        { "[10, 30]", "[10, 10]", 4, "twice", true },
        { "[10, 30]", "soon", 4, "'soon'", true },
        { "  terminationGracePeriodSeconds: [10, 30]\n", "", 4, "'terminationGracePeriodSeconds' is missing", true },
        { "terminationGracePeriodSeconds: [10, 30]", "from: nowhere.yaml", 4, "nowhere.yaml", false },
        { "terminationGracePeriodSeconds: [10, 30]", "from: ''", 4, "empty", true },
        { "type: RollingUpdate", "type: Recreate", 6, "'Recreate'", true },
        { "type: RollingUpdate", "type: OnDelete", 7, "'type: RollingUpdate'", true },
        { "maxSurge: 25%", "maxSurge: 0", 7, "Exactly one", false },
        { "maxUnavailable: 0", "maxUnavailable: 2", 7, "Exactly one", false },
        { "maxSurge: 25%", "maxSurge: 101%", 7, "'101%'", true },
        { "maxSurge: 25%", "maxSurge: many", 7, "'many'", true },
        { "minReadySeconds: 5", "minReadySeconds: -1", 8, "'-1'", true },
        { "drainBudget: nominal", "drainBudget: half", 9, "'half'", true },
        { "min: 5s", "min: -5", 10, "'-5'", true },
        { "min: 5s", "min: 5 parsecs", 10, "'5 parsecs'", true },
        { "max: 1m", "max: 1s", 10, "max", false },
        { "ready: 2.5", "ready: .nan", 11, "'.nan'", true },
        { "ready: 2.5", "ready: .inf", 11, "'.inf'", true },
        { "ready: 2.5", "ready: 1e999", 11, "'1e999'", true },
        { "ready: 2.5", "ready: [1]", 11, "a list", true },
        { "ready: 2.5", "ready:", 11, "ztunnel.ready", true },
        { "ready: 2.5", "ready: 3155760001", 11, "from 0 to 100 years", true },
        { "ready: 2.5", "ready: 36526d", 11, "from 0 to 100 years", false },
        { "sigma: 0.5", "sigma: 0", 12, "sigma", true },
        { "sigma: 0.5", "sigma: 1000001", 12, "sigma", true },
        { "sigma: 0.5", "sigma: \"0.5\"", 12, "sigma", true },
        { "lognormal", "logarithmic", 12, "logarithmic", true },
        { "newShare: 0.4", "newShare: 1.4", 13, "'1.4'", true },
        { "nodeOrder: asListed", "nodeOrder: aslisted", 14, "did you mean 'asListed'", true },
        { "name: api", "name: db", 19, "'db' was given before", false },
        { "name: api", "name: ''", 16, "empty", true },
        { "arrivalsPerSecond: 40", "arrivalsPerSecond: -1", 17, "workloads[0].arrivalsPerSecond", true },
        { "arrivalsPerSecond: 40", "arrivalsPerSecond: 1000000001", 17, "workloads[0].arrivalsPerSecond", true },
        { "openPerNode: 12.5", "openPerNode: 1.1e15", 20, "workloads[1].openPerNode", true },
        { "arrivalsPerSecond: 40", "openPerNode: 40\n    arrivalsPerSecond: 2", 16, "exactly one of arrivalsPerSecond, openPerNode", true },
        { "    arrivalsPerSecond: 40\n", "", 16, "none was given", true },
        { "shape: 1.5", "shape: 1", 18, "no finite mean", false },
        { "shape: 1.5, ", "", 18, "'shape' is missing", true },
        { "{ lomax: { shape: 1.5, scale: 30 } }", "{ csv: { file: nowhere.csv, column: d } }", 18, "nowhere.csv", false },
        { "{ lomax: { shape: 1.5, scale: 30 } }", "{ csv: { column: d } }", 18, "'file' is missing", true },
        { "{ lomax: { shape: 1.5, scale: 30 } }", "{ csv: { file: [] } }", 18, "at least one element", true },
        { "{ lomax: { shape: 1.5, scale: 30 } }", "{ csv: { file: a.csv, by: colour } }", 18, "'colour' was given", true },
        { "{ lomax: { shape: 1.5, scale: 30 } }", "{ csv: { file: a.csv, observedUntil: now } }", 18, "'now' was given", true },
        { "{ lomax: { shape: 1.5, scale: 30 } }", "{ accessLog: { file: a.log, service: a, direction: up } }", 18, "'up' was given", true },
        { "{ lomax: { shape: 1.5, scale: 30 } }", "{ accessLog: { file: a.log, service: a, enterAtStart: 1 } }", 18, "true or false",
            true },
        { "{ lomax: { shape: 1.5, scale: 30 } }", "unknown", 18, "lifetime: it is not known", true },
        { "nodes: [a, b, c]", "nodes: unknown", 2, "cluster.nodes: it is not known", true },
        { "arrivalsPerSecond: 40", "arrivalsPerSecond: unknown", 17, "arrivalsPerSecond: it is not known", true },
        { "openPerNode: 12.5", "openPerNode: unknown", 20, "Put the open connections here", true },
        { "arrivalsPerSecond: 40", "arrivalsPerSecond: { connections: 10, seconds: 60 }", 17, "'ztunnels' is missing", true },
        { "arrivalsPerSecond: 40", "arrivalsPerSecond: { connections: 0, seconds: 60, ztunnels: 1 }", 17, "arrivalsPerSecond.connections",
            true },
        { "arrivalsPerSecond: 40", "arrivalsPerSecond: { connections: 10, seconds: 0, ztunnels: 1 }", 17, "arrivalsPerSecond.seconds",
            true },
        { "arrivalsPerSecond: 40", "arrivalsPerSecond: { connections: 10, seconds: 60, ztunnels: 0 }", 17, "arrivalsPerSecond.ztunnels",
            true },
        { "arrivalsPerSecond: 40", "arrivalsPerSecond: { connections: 10, crossings: 21, seconds: 60, ztunnels: 1 }", 17,
            "of at least 10 and at most 20", false },
        { "openPerNode: 12.5", "openPerNode: { open: 10, seconds: 60, ztunnels: 1 }", 20, "unknown key 'seconds'", true },
        { "openPerNode: 12.5", "openPerNode: { looks: 2, ztunnels: 1 }", 20, "'open' is missing", true },
        { "{ lomax: { shape: 1.5, scale: 30 } }", "{ accessLog: { file: nowhere.log, service: x } }", 18, "nowhere.log", false },
        { "nodes: [a, c]", "nodes: [a, d]", 21, "'d'", false },
        { "weight: 9", "weight: 0", 24, "workloads[1].lifetime.mixture[0].weight", true },
        { "seed: 7", "seed: -7", 26, "simulation.seed", true },
        { "replications: 50", "replications: 1", 26, "simulation.replications", true },
        { "precision: 0.1", "precision: 1", 26, "simulation.precision", true },
        { "precision: 0.1", "precision: all", 26, "simulation.precision", true },
        { "simulation:", "simulations:", 26, "did you mean 'simulation'", true },
        { Rate, $"{Rate}\n    profile: [{Day}, 1]", 18, "the week from Monday on, are expected, but 25 were given", true },
        { Rate, $"{Rate}\n    profile: [{Ones}, 0, -1, {Ones}]", 18, "workloads[0].profile[13]", true },
        { Rate, $"{Rate}\n    profile: [{Nights}, {Nights}]", 18, "all rates are 0", false },
        { Rate, $"{Rate}\n    profile: []", 18, "the list is empty", true },
        { Rate, $"{Rate}\n    profile: nights", 18, "but 'nights' was given", true },
        { Rate, $"{Rate}\n    profile: data", 18, "they are not from one: give lifetime: { accessLog", false },
        { Rate, $"{Rate}\n    profile: {{ data: log }}", 18, "'log' was given", true },
        { Rate, $"{Rate}\n    profile: {{ hours: data }}", 18, "a list of 24 numbers", true },
        { Rate, $"{Rate}\n    profile: {{ timeZone: UTC }}", 18, "exactly one of hours, data, prometheus", true },
        { Rate, $"{Rate}\n    profile: {{ hours: [{Day}], counts: [1] }}", 18, "24 numbers are expected, one for each of 'hours'", true },
        { Rate, $"{Rate}\n    profile: {{ hours: [{Day}], timeZone: Europe/Berln }}", 18, "did you mean 'Europe/Berlin'", false },
        { Rate, $"{Rate}\n    profile: {{ hours: [{Day}], service: a }}", 18, "it goes with 'prometheus'", true },
        { Rate, $"{Rate}\n    profile: {{ prometheus: c.json, counts: [{Day}] }}", 18, "it goes with 'hours'", true },
        { Rate, $"{Rate}\n    profile: {{ prometheus: nowhere.json }}", 18, "nowhere.json", false },
        { Simulation, $"start: 2026-12-05T02:00\n{Simulation}", 26, "does not say of which time zone it is", true },
        { Simulation, $"start: tomorrow\n{Simulation}", 26, "a time with its offset, such as 2026-12-05T02:00+01:00", true },
        { Simulation, $"start: {{ time: 2026-12-05T02:00 }}\n{Simulation}", 26, "'timeZone' is missing", true },
        { Simulation, $"start: {{ time: 2026-12-05T02:00Z, timeZone: UTC }}\n{Simulation}", 26, "a time by the zone's clock", true },
        { Simulation, $"start: {{ time: 2026-12-05T02:00, timeZone: Berlin }}\n{Simulation}", 26, "'Berlin' is no time zone", false },
        { Simulation, $"start: {{ time: 2026-03-29T02:30, timeZone: Europe/Berlin }}\n{Simulation}", 26, "does not exist in Europe/Berlin, where clocks are put forward over it", false },
        { Simulation, $"start: {{ time: 2026-10-25T02:30, timeZone: Europe/Berlin }}\n{Simulation}", 26, "comes twice", false },
    };
}
