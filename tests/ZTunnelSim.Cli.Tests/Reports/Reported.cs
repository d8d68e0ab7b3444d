namespace ZTunnelSim.Cli.Tests;

/// <summary>Reports to test with.</summary>
internal static class Reported
{
    /// <summary>A workload's name that is out to do harm.</summary>
    public const string Harmful = "<script>alert(1)</script>";

    /// <summary>A small scenario with constant times, so that theory has all durations.</summary>
    public const string Small = """
        cluster: { nodes: 3 }
        ztunnel:
          terminationGracePeriodSeconds: [10, 30, 300]
          startup: 10s
          ready: 5s
          overlap: 1s
          reaction: 0
          exit: 0
          removal: 0
        workloads:
          - { name: "<script>alert(1)</script>", openPerNode: 20, lifetime: { exponential: { mean: 60 } } }
          - { name: "a | b & c `d` \"e\" [f](g)", arrivalsPerSecond: 2, lifetime: { lomax: { shape: 2, scale: 60 } } }
        # ]]> </code></pre> ```` {{slot}}
        simulation: { seed: 5, replications: 40 }
        """;

    public static RolloutLimits ExampleLimits => new() { MaxResetShare = 0.05, MaxDurationSeconds = 7200 };

    public static ReportModel Example { get; } = Of(
        File.ReadAllText(Tool.Example), Tool.Example, replications: 40, limits: ExampleLimits, date: "2026-11-24");

    /// <summary>The small scenario without limits: nothing is chosen.</summary>
    public static ReportModel Undecided { get; } = Of(Small);

    public static ReportModel Of(
        string yaml, string path = "scenario.yaml", int replications = 20, RolloutLimits? limits = null, string? date = null)
    {
        Scenario scenario = Scenario.Parse(yaml, path);
        SweepOptions options = new() { Seed = scenario.Simulation.Seed, Replications = replications };
        return ReportModel.Of(scenario, options, limits, null, date, null, CancellationToken.None);
    }
}
