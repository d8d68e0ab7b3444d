using FsCheck;
using FsCheck.Fluent;

namespace ZTunnelSim.Tests;

/// <summary>Small random clusters with applications, traffic between them and clients of every kind, under plans of every kind.</summary>
internal static class RandomClusters
{
    private static readonly Gen<DurationLaw> Lifetime = Gen.Elements("exponential", "lognormal", "weibull-heavy", "lomax", "constant")
        .Select(Laws.Get);

    private static readonly Gen<ClientBehaviour> Clients = Gen.Elements(
        ClientBehaviour.GivesUp,
        ClientBehaviour.ReconnectsAtOnce,
        ClientBehaviour.ReconnectsWithBackoff(TimeSpan.FromSeconds(0.5), 2, TimeSpan.FromSeconds(8), 1),
        ClientBehaviour.ReconnectsOnNextUse(new Exponential(5), keepalive: TimeSpan.FromSeconds(10)));

    /// <summary>Nodes that are drained, with any applications but DaemonSets, whose pods stay.</summary>
    public static Arbitrary<DrainedRollout> Drained() => (
        from cluster in ClusterOf(withDaemonSets: false)
        from drain in Drain
        from t in Gen.Choose(1, 60)
        select new DrainedRollout(WithSettings(cluster, t) with
        {
            Strategy = UpdateStrategy.EvacuateNodes(drain),
        })).ToArbitrary();

    /// <summary>Any plan.</summary>
    public static Arbitrary<AnyRollout> Any() => (
        from cluster in ClusterOf(withDaemonSets: true)
        from plainDrain in Drain
        from parallel in Gen.Choose(1, 3)
        from force in Gen.Elements(true, false)
        from wait in Gen.Elements(0, 20)
        from replaces in Gen.Elements(true, false)
        let drain = plainDrain with
        {
            Parallel = parallel,
            Force = force,
            ReadyWaitSeconds = wait,
            ReplacesNodes = replaces,
            NodeStartupSeconds = 15
        }
        from limit in Gen.Choose(1, 3).Select(IntOrPercent.Of)
        from kind in Gen.Choose(0, 4)
        from pacing in Gen.Elements(Enum.GetValues<Pacing>())
        from t in Gen.Choose(1, 60)
        let plan = kind switch
        {
            0 => (UpdateStrategy)new RollingUpdate(limit, default),
            1 => new RollingUpdate(default, limit),
            2 => new OnDelete(limit),
            3 => new EvacuateNodes(drain),
            _ => new EvacuateThenRoll(drain with { ReplacesNodes = false }, RollingUpdate.Default),
        }
        select new AnyRollout(WithSettings(cluster, t) with { Strategy = plan, Pacing = pacing })).ToArbitrary();

    private static Gen<NodeEvacuation> Drain =>
        from placement in Gen.Elements(Enum.GetValues<PodPlacement>())
        from surge in Gen.Choose(0, 2)
        from cordonAll in Gen.Elements(true, false)
        from timeout in Gen.Elements(30, 200)
        from pause in Gen.Elements(0, 0, 7)
        select new NodeEvacuation
        {
            Placement = placement,
            SurgeNodes = surge,
            CordonAllFirst = cordonAll,
            TimeoutSeconds = timeout,
            PauseSeconds = pause
        };

    private static Gen<Cluster> ClusterOf(bool withDaemonSets) =>
        from nodes in Gen.Choose(1, 5)
        from podsPerNode in Gen.Elements(3, 10, 110)
        from web in ApplicationOf("web", withDaemonSets)
        from db in ApplicationOf("db", withDaemonSets)
        from outside in WorkloadOf("outside-web", null, "web")
        from inside in WorkloadOf("web-db", "web", "db")
        from away in WorkloadOf("db-outside", "db", null)
        from open in Gen.Choose(0, 5)
        from law in Lifetime
        from clients in Clients
        select new Cluster(
            Cluster.NodesOfSize(nodes, new NodeCapacity(podsPerNode)),
            [outside, inside, away, Workload.Of("each-node", Traffic.OpenPerNode(open), law) with
            {
                Clients = clients,
            }],
            [web, db]);

    private static Gen<Application> ApplicationOf(string name, bool withDaemonSets) =>
        from replicas in Gen.Choose(1, 5)
        from grace in Gen.Elements(0, 5, 30)
        from startup in Gen.Elements(new Constant(4), (DurationLaw)new Exponential(6))
        from budget in Gen.Elements<DisruptionBudget?>(
            null, DisruptionBudget.MaxUnavailable(1), DisruptionBudget.MinAvailable(IntOrPercent.Percent(50)),
            DisruptionBudget.MinAvailable(1), DisruptionBudget.MaxUnavailable(IntOrPercent.Percent(0)))
        from daemonSet in withDaemonSets ? Gen.Elements(true, false, false, false) : Gen.Constant(false)
        from longLived in Gen.Elements(true, false)
        let plain = Application.WithReplicas(name, replicas) with
        {
            GracePeriod = TimeSpan.FromSeconds(grace),
            PodStartup = startup,
            DisruptionBudget = budget,
        }
        from stateful in withDaemonSets ? Gen.Elements(true, false) : Gen.Constant(false)
        from parallel in Gen.Elements(true, false)
        from bare in withDaemonSets ? Gen.Elements(true, false, false) : Gen.Constant(false)
        from unready in withDaemonSets ? Gen.Elements(-1, -1, 0, 1, 6) : Gen.Constant(-1)
        from always in Gen.Elements(true, false)
        let kind = stateful && !daemonSet ? plain with { IsStateful = true, IsParallel = parallel }
            : bare && !daemonSet ? plain with { IsBare = true }
            : plain
        let ready = (unready < 0 ? kind : kind with { NeverReadyPods = new HashSet<int> { unready } }) with
        {
            DisruptionBudget = budget is null ? null : budget with { AlwaysEvictsUnhealthy = always },
        }
        let labelled = longLived ? ready with { IsLongLived = true } : ready
        select daemonSet ? labelled with { IsDaemonSet = true } : labelled;

    private static Gen<Workload> WorkloadOf(string name, string? source, string? destination) =>
        from open in Gen.Choose(0, 8)
        from law in Lifetime
        from clients in Clients
        select Workload.Of(name, Traffic.OpenBetween(source, destination, open), law) with { Clients = clients };

    private static Rollout WithSettings(Cluster cluster, int t) => Rollout.Of(cluster) with
    {
        GracePeriod = t,
        Timing = new ReplacementTiming(new Exponential(4), new Uniform(0, 4), new Constant(1)),
    };
}

/// <summary>A rollout that drains its nodes.</summary>
public sealed record DrainedRollout(Rollout Rollout);

/// <summary>A rollout under any plan.</summary>
public sealed record AnyRollout(Rollout Rollout);
