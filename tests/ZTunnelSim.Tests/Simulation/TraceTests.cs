using FsCheck.Xunit;

namespace ZTunnelSim.Tests;

public class TraceTests
{
    [Property(Arbitrary = [typeof(RandomRollouts)], MaxTest = 60, Replay = "20261124,1")]
    public void A_connection_begins_once_and_ends_at_most_once_on_the_process_that_opened_it(Rollout rollout)
    {
        RolloutResult result = rollout.Simulate(11, new SimulationOptions { Engine = Engine.Events, Trace = true });
        Dictionary<(int, int, long), (ProcessSide Process, double Seconds)> open = [];
        HashSet<(int, int, long)> met = [];
        foreach (TraceEvent e in result.Trace!)
        {
            bool isConnection =
                e.Kind is TraceEventKind.FoundOpen or TraceEventKind.Opened or TraceEventKind.Closed or TraceEventKind.Reset;
            Assert.Equal(isConnection, e.Connection is not null);
            if (e.Connection is not { } number) continue;
            (int, int, long) key = (e.Node, e.Workload!.Value, number);
            if (e.Kind is TraceEventKind.FoundOpen or TraceEventKind.Opened)
            {
                Assert.True(met.Add(key));
                open[key] = (e.Process!.Value, e.Seconds);
                continue;
            }
            Assert.True(open.Remove(key, out (ProcessSide Process, double Seconds) begun));
            Assert.Equal(begun.Process, e.Process);
            Assert.True(e.Seconds >= begun.Seconds);
        }
        Assert.Equal(result.Ledger!.Value.OpenAtEnd, open.Count);
        Assert.Equal(result.Ledger.Value.OpenAtStart + result.Ledger.Value.Opened, met.Count);
    }

    [Fact]
    public void Recording_a_run_does_not_change_it()
    {
        Rollout rollout = Rollout.Of(Cluster.OfSize(3, Workload.Of("w", Traffic.OpenPerNode(200), Laws.Get("lognormal")))).WithGracePeriod(
            12);
        RolloutResult plain = rollout.Simulate(5, new SimulationOptions { Engine = Engine.Events });
        RolloutResult traced = rollout.Simulate(5, new SimulationOptions { Engine = Engine.Events, Trace = true });

        Assert.Equal(plain.Ledger, traced.Ledger);
        Assert.Equal(plain.Timelines, traced.Timelines);
        for (int node = 0; node < 3; node++) Assert.Equal(plain.Resets[node, 0], traced.Resets[node, 0]);
    }
}
