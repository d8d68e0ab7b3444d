namespace ZTunnelSim.Tests;

public class MemoryTests
{
    [Fact]
    public void The_event_engine_allocates_nothing_per_event_in_steady_state()
    {
        Allocated(seconds: 1000);
        (long shortBytes, long shortEvents) = Allocated(seconds: 1000);
        (long longBytes, long longEvents) = Allocated(seconds: 8000);
        double bytesPerEvent = (double)(longBytes - shortBytes) / (longEvents - shortEvents);
        Assert.True(longEvents - shortEvents > 1_000_000);
        // What is left is the arrays' growth to the largest number that was ever open at once.
        Assert.True(bytesPerEvent < 0.005, $"{bytesPerEvent} bytes per event");
    }

    private static (long Bytes, long Events) Allocated(double seconds)
    {
        Rollout rollout = Rollout
            .Of(Cluster.OfSize(2, Workload.Of("a", Traffic.PerNode(100), new Exponential(2)))) with
        {
            Timing = new ReplacementTiming(
                new Constant(seconds / 2), new Constant(0), new Constant(0))
        };
        long before = GC.GetAllocatedBytesForCurrentThread();
        RolloutResult result = rollout.Simulate(1, new SimulationOptions { Engine = Engine.Events });
        long bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        ConnectionLedger ledger = result.Ledger!.Value;
        return (bytes, ledger.Opened + ledger.Completed);
    }
}
