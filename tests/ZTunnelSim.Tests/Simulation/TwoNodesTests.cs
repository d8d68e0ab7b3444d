namespace ZTunnelSim.Tests;

/// <summary>
/// Connections of each node of which a share crosses another node: the same as connections between applications on all nodes.
/// </summary>
public class TwoNodesTests
{
    private const int Nodes = 8;
    private const double InCluster = 1.5;

    /// <summary>With both ends anywhere a connection crosses 2 - 1 / N nodes.</summary>
    private static readonly MeasuredTraffic Measured = new(1000, InCluster * (2 - 1.0 / Nodes) / Nodes, 2 - 1.0 / Nodes);

    private static readonly DurationLaw Law = new Lognormal(100, 1.2);

    private static Rollout OfNodes => Rollout.Of(Cluster.OfSize(
        Nodes, Workload.Of("w", Traffic.PerNode(Measured.PerNode).WithShareOnTwoNodes(Measured.ShareOnTwoNodes), Law)));

    private static Rollout OfApplications
    {
        get
        {
            string[] nodes = [.. Cluster.NodesOfSize(Nodes).Select(n => n.Name)];
            return Rollout.Of(new Cluster(
                Cluster.NodesOfSize(Nodes), [Workload.Of("w", Traffic.Between("a", "b", InCluster), Law)],
                [Application.OnNodes("a", nodes) with
                {
                    IsDaemonSet = true,
                }, Application.OnNodes("b", nodes) with { IsDaemonSet = true }]));
        }
    }

    /// <summary>Without an overlap, in which streams inside the mesh would pick their process in another way.</summary>
    [Theory]
    [InlineData(30, true, NodeOrder.Random)]
    [InlineData(300, true, NodeOrder.AsListed)]
    [InlineData(30, false, NodeOrder.Random)]
    public void Theory_is_that_of_connections_with_both_ends(int gracePeriod, bool isSurge, NodeOrder order)
    {
        RollingUpdate plan = isSurge ? RollingUpdate.Default : new RollingUpdate(0, 1);
        ReplacementTiming timing = new(new Constant(16), new Constant(0), new Constant(0));
        Rollout one = OfNodes with { GracePeriod = gracePeriod, Strategy = plan, NodeOrder = order, Timing = timing };
        Rollout other = OfApplications with { GracePeriod = gracePeriod, Strategy = plan, NodeOrder = order, Timing = timing };
        Assert.Equal(other.Predict().Resets, one.Predict().Resets, 1e-9 * other.Predict().Resets);
        Assert.Equal(other.Predict().Refused, one.Predict().Refused, 1e-9);
        Assert.Equal(other.Cluster.OpenConnectionsOf(0), one.Cluster.OpenConnectionsOf(0), 1e-9);
        Assert.Equal(PredictionInterval.OfResets(other, 0.95).Upper, PredictionInterval.OfResets(one, 0.95).Upper);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_boundary_engine_resets_each_connection_once(bool isSurge)
    {
        RollingUpdate plan = isSurge ? RollingUpdate.Default : new RollingUpdate(0, 1);
        SweepResult result = (OfNodes with
        {
            Strategy = plan,
        }).Sweep([new(30), new(120), new(600)], new SweepOptions { Seed = 5, Replications = 400, Pacings = [Pacing.Kubernetes] });
        Assert.Equal(Engine.Boundary, result.Engine);
        foreach (CandidateResult candidate in result.Candidates)
        {
            Estimate simulated = candidate.Pacings[0].Resets;
            // Four standard errors: one in 16,000. The sum over nodes is further off than that.
            double tolerance = 2 * (simulated.Upper - simulated.Mean);
            Assert.Equal(candidate.Predicted.Resets, simulated.Mean, tolerance);
            double sum = Nodes * new NodeTheory(OfNodes.Cluster.Workloads, plan, OfNodes.Timing).MeanStillOpen(
                candidate.DrainBudgetSeconds);
            Assert.NotInRange(sum, simulated.Mean - tolerance, simulated.Mean + tolerance);
        }
    }

    [Fact]
    public void The_sessions_engine_resets_each_connection_once()
    {
        SweepOptions options = new() { Seed = 6, Replications = 150, Engine = Engine.Sessions, Pacings = [Pacing.Kubernetes] };
        CandidateResult candidate = OfNodes.Sweep([new(60)], options).Candidates[0];
        Estimate simulated = candidate.Pacings[0].Resets;
        Assert.Equal(candidate.Predicted.Resets, simulated.Mean, 2 * (simulated.Upper - simulated.Mean));
    }

    [Fact]
    public void Draining_every_node_ends_no_connection_twice()
    {
        RolloutResult run = (OfNodes with { Strategy = UpdateStrategy.EvacuateNodes() }).Simulate(seed: 2);
        // Nothing can be cut that was not open at the start or opened since.
        Assert.True(
            run.Evacuations!.AppTerminated.Sum() + run.Evacuations.AppClosed.Sum() <= run.Ledger!.Value.OpenAtStart
                + run.Ledger.Value.Opened);
        Assert.Equal(
            OfNodes.Cluster.OpenConnectionsOf(0), run.Ledger.Value.OpenAtStart, 4 * Math.Sqrt(OfNodes.Cluster.OpenConnectionsOf(0)));
    }

    [Fact]
    public void One_node_alone_has_no_other()
    {
        Rollout one = Rollout.Of(Cluster.OfSize(1, Workload.Of("w", Traffic.PerNode(1).WithShareOnTwoNodes(1), Law)));
        Rollout same = Rollout.Of(Cluster.OfSize(1, Workload.Of("w", Traffic.PerNode(1), Law)));
        Assert.Equal(same.Predict().Resets, one.Predict().Resets);
        Assert.Equal(same.Cluster.OpenConnectionsOf(0), one.Cluster.OpenConnectionsOf(0));
    }

    [Fact]
    public void What_counts_leave_open_widens_the_range_as_a_gamma_law_does()
    {
        // A constant law of lifetimes taken as known: all of the spread is that of 50 connections counted.
        MeasuredTraffic measured = new(50, 2);
        Workload workload = Workload.Of("w", Traffic.PerNode(2), new Exponential(100)) with
        {
            PlausibleTraffic = measured.Draw(20_000, seed: 4),
        };
        PredictionInterval interval = PredictionInterval.OfResets(Rollout.Of(Cluster.OfSize(3, workload)), 0.95);
        double mean = Rollout.Of(Cluster.OfSize(3, workload)).Predict().Resets;
        // A gamma law of shape 50.5 is half a chi-square of 101 degrees of freedom, whose quantiles are 75.08 and 130.70.
        Assert.Equal(0.7508 * mean, interval.MeanLower, 0.015 * mean);
        Assert.Equal(1.3070 * mean, interval.MeanUpper, 0.015 * mean);
        (double low, double high) = measured.Interval();
        Assert.Equal((2 * 0.7508, 2 * 1.3070), (low, high), new Close());
    }

    private sealed class Close : IEqualityComparer<(double, double)>
    {
        public bool Equals((double, double) x, (double, double) y) =>
            Math.Abs(x.Item1 - y.Item1) < 0.01 && Math.Abs(x.Item2 - y.Item2) < 0.01;

        public int GetHashCode((double, double) pair) => 0;
    }
}
