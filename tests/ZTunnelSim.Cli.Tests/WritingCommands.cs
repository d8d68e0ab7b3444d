using System.Diagnostics;

namespace ZTunnelSim.Cli.Tests;

/// <summary>
/// A command line of each kind that writes files, into <c>out</c> in the folder it is run in, from the inputs that
/// <see cref="Prepare"/> puts there; <c>{}</c> stands for what makes two runs differ, 1 or 2.
/// </summary>
internal static class WritingCommands
{
    private const string Scenario = """
        cluster: { nodes: 6 }
        ztunnel: { terminationGracePeriodSeconds: [30, 60] }
        applications: [{ name: app, replicas: 4, disruptionBudget: { maxUnavailable: 1 } }]
        workloads:
          - { name: web, from: outside, to: app, openConnections: 30, lifetime: { exponential: { mean: 30s } } }
        """;

    private const string Sweep = "--replications 20 --seed {}";

    public static IReadOnlyDictionary<string, string> All { get; } = new Dictionary<string, string>
    {
        ["sweep"] = $"sweep scenario.yaml {Sweep} --out out",
        ["a part"] = $"sweep scenario.yaml {Sweep} --shard 1/2 --out out",
        ["merge"] = "merge parts-{} --out out",
        ["compare"] = $"compare scenario.yaml {Sweep} --out out",
        ["recommend"] = $"recommend scenario.yaml --max-resets {{}}0% {Sweep} --out out",
        ["sensitivity"] = "sensitivity scenario.yaml --grace-period {}0 --out out",
        ["when"] = "when scenario.yaml --at 2026-03-0{}T00:00:00Z --out out",
        ["trace"] = "trace scenario.yaml --seed {} --format csv --out out/trace.csv",
        ["report"] = $"report scenario.yaml {Sweep} --out out/report.html --markdown out/change.md",
        ["apply"] = "apply scenario.yaml --grace-period {}0 --runbook --out out",
        ["logs"] = "logs scenario.yaml --before-minutes 20 --seed {} --out out",
        ["fit"] = "fit lifetimes-{}.csv --out out",
        ["backtest"] = "backtest --before logs-{}/before.log --during logs-{}/during.log --out out",
        ["canary"] = "canary scenario.yaml --grace-period {}0 --out out",
        ["a made scenario"] = "sweep lifetimes-{}.csv --nodes 3 --replications 20 --save-scenario out/scenario.yaml",
        ["init"] = "init --out out",
    };

    /// <summary>The commands whose files come from elsewhere or are none, each with why it is not here.</summary>
    public static IReadOnlyDictionary<string, string> Others { get; } = new Dictionary<string, string>
    {
        ["collect"] = "asks a cluster: CollectTests",
        ["check"] = "prints alone",
        ["job"] = "prints alone",
        ["completion"] = "prints alone",
    };

    /// <summary>Writes the inputs into a folder.</summary>
    public static void Prepare(string folder)
    {
        PrepareScenario(folder);
        foreach (int which in (int[])[1, 2])
        {
            File.WriteAllText(
                Path.Combine(folder, $"lifetimes-{which}.csv"),
                "opened_at,closed_at\n" + string.Concat(Enumerable.Range(1, 60).Select(
                    i => $"{1_700_000_000 + 10 * i},{1_700_000_000 + 10 * i + i * which}\n")));
            foreach (int part in (int[])[1, 2])
                Run(folder, $"sweep scenario.yaml --replications 20 --seed {which} --shard {part}/2 --out parts-{which}");
            Run(folder, $"logs scenario.yaml --before-minutes 20 --seed {which} --out logs-{which}");
        }
    }

    public static void PrepareScenario(string folder) => File.WriteAllText(Path.Combine(folder, "scenario.yaml"), Scenario);

    /// <summary>A command line's words.</summary>
    public static string[] Words(string line, int which) => line.Replace("{}", $"{which}", StringComparison.Ordinal).Split(' ');

    private static void Run(string folder, string line)
    {
        using Process process = Tool.StartIn(folder, Path.GetTempPath(), line.Split(' '));
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors);
    }
}
