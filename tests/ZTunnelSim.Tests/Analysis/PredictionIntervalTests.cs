using ZTunnelSim.Analysis;
using ZTunnelSim.Lifetimes;
using ZTunnelSim.Model;
using ZTunnelSim.Theory;

namespace ZTunnelSim.Tests.Analysis;

public class PredictionIntervalTests
{
    [Fact]
    public void A_connection_with_both_ends_in_the_mesh_is_reset_once_in_the_interval_too()
    {
        Workload workload = Workload.BetweenWithOpenConnections("w", new("a", "b"), 1000, new Exponential(36_000));
        Cluster cluster = new(Cluster.NodesOfSize(10), [workload], [Application.WithReplicas("a", 10), Application.WithReplicas("b", 10)]);
        Rollout rollout = Rollout.Of(cluster);
        double predicted = rollout.Predict().Resets;
        PredictionInterval interval = PredictionInterval.OfResets(rollout, 0.95);
        // Nearly all of them, and not 1.9 times as many as the sum over both ends would have.
        Assert.InRange(predicted, 950, 1050);
        Assert.Equal(predicted, interval.MeanLower, 1e-9 * predicted);
        Assert.Equal(predicted, interval.MeanUpper, 1e-9 * predicted);
        Assert.InRange(predicted, interval.Lower, interval.Upper);
    }
}
