namespace ZTunnelSim.Data;

/// <summary>A backtest as JSON.</summary>
internal static class BacktestJson
{
    private const string NoKills = "noKills";

    public static ResultDocument Of(
        BacktestResult result, BacktestData data, Rollout rollout, IEnumerable<string> verdict, CanaryDecision? decision) =>
        new("backtest", new
        {
            result.Total.IsInside,
            Verdict = verdict,
            TerminationGracePeriodSeconds = rollout.GracePeriod.Seconds,
            Plan = rollout.Strategy.ToString(),
            DrainBudget = rollout.DrainBudget.ToString(),
            result.Options.DrainBudgetSeconds,
            result.Options.Confidence,
            result.Options.Draws,
            result.Options.Seed,
            result.Total,
            Workloads = result.ByWorkload.Select((c, w) => new
            {
                Comparison = c,
                Lifetime = data.Fits[w].Laws,
                MeanLifetimeSeconds = data.Fits[w].Distinct[0].Law.MeanSeconds,
                Connections = data.Fits[w].Count,
            }),
            Nodes = result.ByNode.Select((c, n) => new
            {
                Comparison = c,
                BeforeSeconds = result.Input.Nodes[n].BeforeSeconds,
                result.Input.Nodes[n].AgeSeconds,
                AgeReason = double.IsFinite(result.Input.Nodes[n].AgeSeconds) ? null : "startNotInTheLogs",
                KillTiming = result.Timings[n].Timing,
                result.Timings[n].AfterLastAcceptedSeconds,
                AfterLastAcceptedReason = !double.IsNaN(result.Timings[n].AfterLastAcceptedSeconds) ? null
                    : result.Input.Nodes[n].KillSeconds.Count == 0 ? NoKills : "noLastAcceptedInTheLogs",
                KillSpreadSeconds = result.Timings[n].SpreadSeconds,
                KillSpreadReason = double.IsNaN(result.Timings[n].SpreadSeconds) ? NoKills : null,
                Kills = result.Input.Nodes[n].KillSeconds.Select(s => data.Clock.AddSeconds(s)),
            }),
            Canary = CanaryJson.Of(decision),
            DifferingWorkloads = result.DifferingWorkloads.Select(c => c.Name),
            DifferingNodes = result.DifferingNodes.Select(c => c.Name),
            Files = data.Before.Files.Select(f => new { Period = "before", f.File, f.Lines, f.Connections })
                .Concat(data.During.Files.Select(f => new { Period = "during", f.File, f.Lines, f.Connections })),
        });
}
