namespace ZTunnelSim.Data.Tests;

/// <summary>Whether a second ztunnel pod (200m CPU) fits on a node of 2 cores and 10 pods, and what happens where it does not.</summary>
public class SurgeRoomsTests
{
    private const double Never = double.PositiveInfinity;

    [Theory]
    // 2000m less 200m of the one that is there: 200m are left with 1600m for others, and not with 1601m.
    [InlineData("1600m", "{}", 0)]
    [InlineData("1601m", "{}", 30)]
    [InlineData("1601m", """{"spec":{"terminationGracePeriodSeconds":90}}""", 90)]
    // As important as ztunnel itself, or static: nothing to preempt.
    [InlineData("1601m", """{"spec":{"priority":2000001000}}""", Never)]
    [InlineData("1601m", """{"spec":{"priorityClassName":"system-node-critical"}}""", Never)]
    [InlineData("1601m", """{"spec":{"priority":2000000000}}""", 30)]
    [InlineData("1601m", """{"spec":{"priority":-5}}""", 30)]
    [InlineData("1601m", """{"metadata":{"ownerReferences":[{"kind":"Node","name":"a","controller":true}]}}""", Never)]
    // What has ended needs no room; what is being deleted does until it has gone.
    [InlineData("1601m", """{"status":{"phase":"Failed"}}""", 0)]
    [InlineData("1601m", """{"status":{"phase":"Succeeded"}}""", 0)]
    [InlineData("1601m", """{"metadata":{"deletionTimestamp":"2026-11-25T07:00:00Z"}}""", 30)]
    // Init containers and overhead count as Kubernetes counts them.
    [InlineData("100m", """{"spec":{"initContainers":[{"resources":{"requests":{"cpu":"1700m"}}}]}}""", 30)]
    [InlineData("1600m", """{"spec":{"overhead":{"cpu":"1m"}}}""", 30)]
    public void Requests_are_held_against_what_is_left(string cpu, string other, double wait)
    {
        ClusterInventory cluster = new ClusterFile().Node("a").ZTunnel("a").Pod("shop", "web-0", "a", "ReplicaSet", "web", cpu, other)
            .Read();
        Assert.Equal(wait, Rooms(cluster).WaitSecondsOn("a"));
    }

    [Fact]
    public void Memory_and_the_number_of_pods_count_too()
    {
        const string Memory = """{"spec":{"containers":[{"resources":{"requests":{"cpu":"200m","memory":"5Gi"}}}]}}""";
        Assert.Equal(Never, Rooms(new ClusterFile().Node("a").ZTunnel("a", Memory).Read()).WaitSecondsOn("a"));
        Assert.Equal(Never, Rooms(new ClusterFile().Node("a", pods: 1).ZTunnel("a").Read()).WaitSecondsOn("a"));
        Assert.Equal(0, Rooms(new ClusterFile().Node("a", pods: 2).ZTunnel("a").Read()).WaitSecondsOn("a"));
        Assert.Equal(
            30,
            Rooms(new ClusterFile().Node("a", pods: 2).ZTunnel("a").Pod("shop", "p", "a", "ReplicaSet", "r", "0").Read()).WaitSecondsOn(
                "a"));
        // What requests nothing fits on a node that is promised out already.
        Assert.Equal(0, Rooms(new ClusterFile().Node("a", cpu: "100m").ZTunnel("a", """{"spec":{"containers":[{}]}}""").Read()).WaitSecondsOn("a"));
    }

    [Theory]
    [InlineData("""{"spec":{"hostNetwork":true}}""", "hostNetwork")]
    [InlineData("""{"spec":{"containers":[{"ports":[{"containerPort":15020,"hostPort":15020}]}]}}""", "hostPort 15020")]
    public void Ports_of_the_node_never_fit_twice(string merge, string named)
    {
        SurgeRooms rooms = Rooms(new ClusterFile().Node("a").ZTunnel("a", merge).Read());
        Assert.Equal(Never, rooms.WaitSecondsOn("a"));
        string note = Assert.Single(rooms.Notes());
        Assert.Contains(named, note);
        Assert.Contains("stands still. Use maxUnavailable instead", note);
    }

    [Fact]
    public void A_port_of_the_pod_alone_is_none_of_the_nodes() => Assert.Equal(0, Rooms(new ClusterFile().Node("a")
        .ZTunnel("a", """{"spec":{"containers":[{"ports":[{"containerPort":15020}]}]}}""").Read()).WaitSecondsOn("a"));

    [Fact]
    public void The_scheduler_spares_as_many_pods_as_it_can_and_those_first_that_matter_more()
    {
        ClusterInventory cluster = new ClusterFile().Node("a").ZTunnel("a")
            .Pod("shop", "guarded", "a", "ReplicaSet", "g", "600m", """{"metadata":{"labels":{"app":"g"}}}""")
            .Pod("shop", "plain", "a", "ReplicaSet", "p", "600m")
            .Pod("shop", "vip", "a", "ReplicaSet", "v", "600m", """{"spec":{"priority":100}}""")
            .Budget("shop", "g", "g", 0).Read();
        string note = Assert.Single(Rooms(cluster).Notes());
        Assert.Contains(
            "only by preempting pods of lower priority (of 200m CPU there are 0m left): shop/plain on a (grace period 30 s).", note);
        Assert.Contains("up to 30 s", note);
    }

    [Fact]
    public void A_pod_that_preempts_nobody_stays_Pending() => Assert.Equal(Never, Rooms(new ClusterFile().Node("a")
        .ZTunnel("a", """{"spec":{"preemptionPolicy":"Never"}}""").Pod("shop", "p", "a", "ReplicaSet", "r", "1700m").Read()).WaitSecondsOn("a"));

    [Fact]
    public void A_priority_that_the_file_does_not_say_is_Kubernetes_default_and_what_the_charts_would_do_is_told()
    {
        SurgeRooms rooms = Rooms(InventoryReader.Load(Path.Combine(AppContext.BaseDirectory, "cases", "c19-fullnodes.json")));
        string[] notes = [.. rooms.Notes()];
        Assert.Equal(2, notes.Length);
        Assert.Contains("no room for a second ztunnel pod on 3 nodes", notes[0]);
        Assert.Contains("of 200m CPU there are 100m left", notes[0]);
        Assert.Contains("does not say the priority of ztunnel's pods", notes[1]);
        Assert.Contains("shop/web-7d9f-2 on aks-alnodepool-36990708-vmss000002", notes[1]);
    }

    [Fact]
    public void Where_the_old_pod_goes_at_once_or_two_are_there_nothing_has_to_fit()
    {
        ClusterInventory cluster = new ClusterFile().Node("a", cpu: "300m").Node("b", cpu: "400m").ZTunnel("a", ready: "False").ZTunnel("b")
            .ZTunnel("b").Read();
        Assert.Empty(Rooms(cluster).Notes());
    }

    private static SurgeRooms Rooms(ClusterInventory cluster) => new(cluster, new ZTunnelNodes(cluster));
}
