namespace ZTunnelSim.Tests;

public class TrafficTests
{
    private static readonly DurationLaw Minute = new Exponential(60);

    private static readonly Application[] Both =
        [Application.OnNodes("web", "node-1"), Application.OnNodes("db", "node-1", "node-2")];

    [Fact]
    public void A_workload_says_what_its_numbers_are_per()
    {
        Assert.Equal("40 opened per s and node", Traffic.PerNode(40).ToString());
        Assert.Equal("2.5 open per node, on a, b", Traffic.OpenPerNode(2.5, ["a", "b"]).ToString());
        Assert.Equal("outside -> web: 3 opened per s in all", Traffic.Between(null, "web", 3).ToString());
        Assert.Equal("web -> db: 3 open in all", Traffic.OpenBetween("web", "db", 3).ToString());
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1.1e15)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Amounts_that_no_cluster_has_are_refused(double amount)
    {
        Assert.Equal("connections", Assert.Throws<ArgumentOutOfRangeException>(() => Traffic.OpenPerNode(amount)).ParamName);
        Assert.Equal("openedPerSecond", Assert.Throws<ArgumentOutOfRangeException>(() => Traffic.PerNode(amount)).ParamName);
        Assert.Equal("openedPerSecond", Assert.Throws<ArgumentOutOfRangeException>(() => Traffic.PerNode(1.1e9)).ParamName);
    }

    [Fact]
    public void Equal_traffic_is_equal()
    {
        Assert.Equal(Traffic.PerNode(1, ["a"]), Traffic.PerNode(1, ["a"]));
        Assert.Equal(Traffic.PerNode(1, ["a"]).GetHashCode(), Traffic.PerNode(1, ["a"]).GetHashCode());
        Assert.NotEqual(Traffic.PerNode(1, ["a"]), Traffic.PerNode(1, ["b"]));
        Assert.NotEqual(Traffic.PerNode(1), Traffic.OpenPerNode(1));
        Assert.NotEqual(Traffic.PerNode(1), Traffic.PerNode(1).WithShareOnTwoNodes(0.5));
        Assert.Equal(Traffic.Between("a", null, 1), Traffic.Between("a", null, 1));
    }

    [Fact]
    public void Nonsense_is_refused_where_it_is_said()
    {
        Assert.Equal("openedPerSecond", Assert.Throws<ArgumentOutOfRangeException>(() => Traffic.PerNode(-1)).ParamName);
        Assert.Equal("connections", Assert.Throws<ArgumentOutOfRangeException>(() => Traffic.OpenBetween("a", "b", double.NaN)).ParamName);
        Assert.Throws<ArgumentException>(() => Traffic.PerNode(1, []));
        Assert.Throws<ArgumentException>(() => Traffic.Between(null, null, 1));
        Assert.Throws<ArgumentException>(() => Traffic.Between("a", "b", 1).WithShareOnTwoNodes(0.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => Traffic.PerNode(1).WithShareOnTwoNodes(1.1));
    }

    [Fact]
    public void What_was_given_stays_when_the_lifetime_changes()
    {
        Workload open = Workload.Of("w", Traffic.OpenPerNode(30), Minute) with { Lifetime = new Exponential(10) };
        Assert.Equal((3, 30), (open.OpenedPerSecond, open.OpenConnections));
        Workload opened = Workload.Of("w", Traffic.PerNode(3), Minute) with { Lifetime = new Exponential(10) };
        Assert.Equal((3, 30), (opened.OpenedPerSecond, opened.OpenConnections));
        Assert.Throws<ArgumentException>(() => open with { Lifetime = new Constant(0) });
        Assert.Throws<ArgumentException>(() => opened with { Lifetime = new Lomax(1, 1) });
        Assert.Throws<ArgumentException>(() =>
            Workload.Of("w", Traffic.PerNode(1), new Constant(0)) with { Traffic = Traffic.OpenPerNode(1) });
    }

    [Fact]
    public void Another_traffic_is_counted_anew() =>
        Assert.Equal(2, (Workload.Of("w", Traffic.PerNode(1), Minute) with { Traffic = Traffic.OpenPerNode(120) }).OpenedPerSecond);

    [Fact]
    public void Another_lifetime_is_taken_as_known_unless_the_plausible_ones_follow_it()
    {
        DurationLaw[] plausible = [new Exponential(50), new Exponential(70)];
        Workload uncertain = Workload.Of("w", Traffic.PerNode(1), Minute) with
        {
            PlausibleLifetimes = plausible,
            PlausibleTraffic = [0.9, 1.1],
        };
        Assert.Equal(plausible, (uncertain with { Lifetime = Minute }).PlausibleLifetimes);
        Workload known = uncertain with { Lifetime = new Exponential(61) };
        Assert.Empty(known.PlausibleLifetimes);
        Assert.Equal([0.9, 1.1], known.PlausibleTraffic);
        Assert.Empty((uncertain with { PlausibleLifetimes = plausible, Lifetime = new Exponential(61) }).PlausibleLifetimes);
        Assert.Equal(plausible, (uncertain with { Lifetime = new Exponential(61), PlausibleLifetimes = plausible }).PlausibleLifetimes);
        Assert.Throws<ArgumentOutOfRangeException>(() => uncertain with { PlausibleTraffic = [-1] });
    }

    [Fact]
    public void A_fit_brings_its_uncertainty_along()
    {
        LifetimeObservation[] seen = [.. Enumerable.Range(1, 60).Select(i => new LifetimeObservation(i * 0.7))];
        WorkloadFit fit = WorkloadFit.Of(seen, LawFamily.Exponential, draws: 7);
        Workload workload = Workload.Of("w", Traffic.Between("web", "db", 2), fit);
        Assert.Same(fit.Law, workload.Lifetime);
        Assert.Equal(fit.PlausibleLaws, workload.PlausibleLifetimes);
        Assert.Equal(7, workload.PlausibleLifetimes.Count);
    }

    [Fact]
    public void A_cluster_is_changed_part_by_part()
    {
        Cluster cluster = new(Cluster.NodesOfSize(2), [Workload.Of("w", Traffic.Between("web", "db", 1), Minute)], Both);
        Workload faster = Workload.Of("w", Traffic.Between("web", "db", 9), Minute), other = Workload.Of("x", Traffic.PerNode(1), Minute);
        Cluster changed = cluster.With(other, faster);
        Assert.Equal([faster, other], changed.Workloads);
        Assert.Same(cluster.Applications[0], changed.Applications[0]);
        Assert.Throws<ArgumentException>(() => cluster.With(other, other));

        changed = cluster.With(Both[0] with { IsLongLived = true }, Application.WithReplicas("cache", 3));
        Assert.Equal(["web", "db", "cache"], changed.Applications.Select(a => a.Name));
        Assert.True(changed.Applications[0].IsLongLived);
    }

    [Fact]
    public void More_nodes_are_like_the_first_and_fewer_are_those_that_stay()
    {
        Node odd = new("node-3", new NodeCapacity(7));
        Cluster cluster = new([odd, new("b")], [Workload.Of("w", Traffic.PerNode(1), Minute)]);
        Cluster larger = cluster.WithNodes(5);
        Assert.Equal(["node-3", "b", "node-1", "node-2", "node-4"], larger.Nodes.Select(n => n.Name));
        Assert.Equal(7, larger.Nodes[4].Capacity.Pods);
        Assert.Equal(["node-3"], cluster.WithNodes(1).Nodes.Select(n => n.Name));
        Assert.Throws<ArgumentOutOfRangeException>(() => cluster.WithNodes(0));
        Cluster pinned = new(Cluster.NodesOfSize(2), [Workload.Of("w", Traffic.Between("web", "db", 1), Minute)], Both);
        Assert.Contains("node-2", Assert.Throws<ArgumentException>(() => pinned.WithNodes(1)).Message);
    }

    [Fact]
    public void Under_a_maximum_age_every_plausible_pair_keeps_its_open_connections()
    {
        Workload before = Workload.Of("w", Traffic.PerNode(4), new Exponential(60)) with
        {
            PlausibleLifetimes = [new Exponential(40), new Exponential(60), new Lognormal(20, 1.5)],
            PlausibleTraffic = [0.9, 1, 1.2],
        };
        Workload under = before.WithMaximumAge(TimeSpan.FromSeconds(30));
        Assert.Equal(before.OpenConnections, under.OpenConnections, 1e-9);
        Assert.Equal(4 * 60 / (60 * (1 - Math.Exp(-0.5))), under.OpenedPerSecond, 1e-9);
        for (int draw = 0; draw < 3; draw++) Assert.Equal(OpenOf(before, draw), OpenOf(under, draw), 1e-9);
        Assert.All(under.PlausibleLifetimes, law => Assert.Equal(0, law.Survival(30)));

        Workload open = (before with { Traffic = Traffic.OpenPerNode(50), PlausibleTraffic = [0.8, 1.2] })
            .WithMaximumAge(TimeSpan.FromSeconds(30));
        Assert.Equal(50 / under.Lifetime.MeanSeconds, open.OpenedPerSecond, 1e-9);
        Assert.Equal([0.8, 1.2], open.PlausibleTraffic);

        static double OpenOf(Workload workload, int draw) =>
            workload.OpenedPerSecond * workload.TrafficOf(draw) * workload.LifetimeOf(draw).MeanSeconds;
    }
}
