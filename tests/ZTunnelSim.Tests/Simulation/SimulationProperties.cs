using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace ZTunnelSim.Tests;

/// <summary>What holds in every single run, whatever the rollout.</summary>
[Properties(Arbitrary = [typeof(RandomRollouts)], MaxTest = 150)]
public class SimulationProperties
{
    [Property]
    public void Every_connection_ends_in_exactly_one_way(Rollout rollout, ulong seed)
    {
        RolloutResult result = Run(rollout, seed);
        ConnectionLedger ledger = result.Ledger!.Value;
        Assert.True(ledger.Balances, $"{ledger}");
        Assert.Equal(result.Resets.Total, ledger.Reset);
        Assert.Equal(result.OpenAtSigterm.Total, result.Resets.Total + result.CompletedInDrain.Total);
    }

    [Property]
    public void The_trace_tells_what_the_counts_tell(Rollout rollout, ulong seed)
    {
        RolloutResult result = rollout.Simulate(seed, new SimulationOptions { Trace = true, SeriesStep = TimeSpan.FromSeconds(1) });
        Assert.Equal(Engine.Events, result.Engine);
        IReadOnlyList<TraceEvent> trace = result.Trace!;
        ConnectionLedger ledger = result.Ledger!.Value;
        Assert.Equal(ledger.OpenAtStart, trace.Count(e => e.Kind == TraceEventKind.FoundOpen));
        Assert.Equal(ledger.Opened, trace.Count(e => e.Kind == TraceEventKind.Opened));
        Assert.Equal(ledger.Completed, trace.Count(e => e.Kind == TraceEventKind.Closed));
        Assert.Equal(ledger.Reset, trace.Count(e => e.Kind == TraceEventKind.Reset));
        Assert.Equal(result.Refused.Total, trace.Count(e => e.Kind == TraceEventKind.Refused));
        Assert.All(trace.Zip(trace.Skip(1)), pair => Assert.True(pair.First.Seconds <= pair.Second.Seconds));
        int phases = trace.Count(e => e.EnteredPhase is not (null or ReplacementPhase.Replaced));
        // Where a wake-up of the controller is lost, nodes stay where they are.
        if (result.StalledSinceSeconds is null) Assert.Equal(5 * rollout.Cluster.Nodes.Count, phases);

        OpenConnectionSeries series = result.OpenConnections!;
        Assert.Equal((int)result.DurationSeconds + 1, series.OnOld.Count);
        Assert.Equal(ledger.OpenAtStart, series.OnOld[0]);
        Assert.All(series.OnOld.Concat(series.OnNew), open => Assert.True(open >= 0));
        // Same numbers with and without a recorder.
        Assert.Equal(Run(rollout, seed).DurationSeconds, result.DurationSeconds);
    }

    [Property]
    public void The_phases_of_a_node_come_in_their_order(Rollout rollout, ulong seed)
    {
        bool surge = ((RollingUpdate)rollout.Strategy).IsSurge;
        ReplacementPhase[] order = surge
            ? [ReplacementPhase.Startup, ReplacementPhase.Readiness, ReplacementPhase.Draining, ReplacementPhase.ConnectionProcessing,
                ReplacementPhase.Termination, ReplacementPhase.Replaced]
            : [ReplacementPhase.Draining, ReplacementPhase.ConnectionProcessing, ReplacementPhase.Termination, ReplacementPhase.Startup,
                ReplacementPhase.Readiness, ReplacementPhase.Replaced];
        RolloutResult result = rollout.Simulate(seed, new SimulationOptions { Trace = true });
        for (int node = 0; node < rollout.Cluster.Nodes.Count; node++)
        {
            int n = node;
            ReplacementPhase[] entered =
                [.. result.Trace!.Where(e => e.Node == n && e.EnteredPhase is not null).Select(e => e.EnteredPhase!.Value)];
            Assert.Equal(order.Take(result.StalledSinceSeconds is null ? order.Length : entered.Length), entered);
        }
    }

    [Property]
    public void With_a_surge_no_node_is_ever_without_a_listener(Rollout rollout, ulong seed)
    {
        RolloutResult result = Run(rollout, seed);
        bool surge = ((RollingUpdate)rollout.Strategy).IsSurge;
        Assert.All(result.Timelines, t => Assert.Equal(surge, t.ReadyAt <= t.SigtermAt));
        if (surge) Assert.Equal(0, result.Refused.Total);
        else Assert.All(result.Timelines, t => Assert.True(t.OldExitedAt <= t.ListeningAt));
    }

    [Property]
    public void No_drain_outlasts_its_budget_and_early_exits_reset_nothing(Rollout rollout, ulong seed)
    {
        foreach (Engine engine in new[] { Engine.Events, Engine.Boundary, Engine.Sessions, Engine.BoundarySessions })
        {
            RolloutResult result = rollout.Simulate(seed, new SimulationOptions { Engine = engine });
            for (int node = 0; node < result.Timelines.Count; node++)
            {
                if (!result.Timelines[node].IsReplaced) continue;
                double drain = result.Timelines[node].DrainSeconds;
                Assert.InRange(drain, 0, rollout.DrainBudgetSeconds + 1e-9);
                if (drain < rollout.DrainBudgetSeconds - 1e-6) Assert.Equal(0, result.Resets.OfNode(node));
            }
        }
    }

    [Property]
    public void Never_more_nodes_are_in_replacement_than_the_limit_allows(Rollout rollout, ulong seed)
    {
        RollingUpdate plan = (RollingUpdate)rollout.Strategy;
        int limit = rollout.Pacing == Pacing.OneNodeAtATime ? 1 : plan.ConcurrentNodes(rollout.Cluster.Nodes.Count);
        IReadOnlyList<NodeTimeline> timelines = Run(rollout, seed).Timelines;
        // A slot is held from the start until the new pod is available and the old one is marked deleted, or gone.
        bool untilSigterm = plan.IsSurge && rollout.Pacing == Pacing.Kubernetes;
        foreach (NodeTimeline at in timelines)
        {
            int busy = timelines.Count(t => t.StartedAt <= at.StartedAt && (untilSigterm ? t.SigtermAt : t.DoneAt) > at.StartedAt);
            Assert.True(busy <= Math.Max(1, limit), $"{busy} nodes at {at.StartedAt} s, but {limit} are allowed.");
        }
    }

    [Property]
    public void Longer_budgets_never_reset_more_on_common_random_numbers(Rollout rollout, ulong seed)
    {
        // Under Kubernetes' pacing a surge's SIGTERMs do not depend on T, so that runs differ in nothing but the budget.
        Rollout surge = rollout with { Pacing = Pacing.Kubernetes, Strategy = UpdateStrategy.Chart };
        foreach (Engine engine in new[] { Engine.Events, Engine.Boundary })
        {
            RolloutResult[] byBudget = [.. new[] { 1, 3, 10, 11, 20, 60 }
                .Select(t => surge.WithGracePeriod(t))
                .OrderBy(r => r.DrainBudgetSeconds)
                .Select(r => r.Simulate(seed, new SimulationOptions { Engine = engine }))];
            foreach ((RolloutResult shorter, RolloutResult longer) in byBudget.Zip(byBudget.Skip(1)))
            {
                if (engine == Engine.Events)
                {
                    for (int node = 0; node < surge.Cluster.Nodes.Count; node++)
                        Assert.True(longer.Resets.OfNode(node) <= shorter.Resets.OfNode(node));
                }
                Assert.True(longer.DurationSeconds >= shorter.DurationSeconds);
            }
        }
    }

    [Property]
    public void Equal_seeds_give_equal_runs(Rollout rollout, ulong seed)
    {
        foreach (Engine engine in new[] { Engine.Events, Engine.Boundary, Engine.Sessions, Engine.BoundarySessions })
        {
            SimulationOptions options = new() { Engine = engine, Replication = 3 };
            RolloutResult first = rollout.Simulate(seed, options), second = rollout.Simulate(seed, options);
            Assert.Equal(first.Timelines, second.Timelines);
            Assert.Equal(first.Ledger, second.Ledger);
            Assert.Equal(first.Resets.Total, second.Resets.Total);
        }
    }

    private static RolloutResult Run(Rollout rollout, ulong seed) =>
        rollout.Simulate(seed, new SimulationOptions { Engine = Engine.Events });
}
