using FsCheck;
using FsCheck.Fluent;

namespace ZTunnelSim.Tests;

/// <summary>Small random rollouts of every kind, for FsCheck.</summary>
internal static class RandomRollouts
{
    public static Arbitrary<Rollout> Rollout()
    {
        Gen<DurationLaw> time = Gen.OneOf(
            Gen.Choose(0, 8).Select(s => (DurationLaw)new Constant(s)),
            Gen.Choose(1, 8).Select(s => (DurationLaw)new Exponential(s)));
        Gen<DurationLaw> lifetime = Gen.Elements(Laws.Names.Select(row => row.Data)).Select(Laws.Get);
        Gen<ReplacementTiming> timing =
            from startup in time
            from ready in time
            from overlap in time
            from share in Gen.Elements(0, 0.3, 0.5, 1)
            select new ReplacementTiming(startup, ready, overlap, share);
        Gen<RollingUpdate> plan =
            from surge in Gen.Elements(true, false)
            from limit in Gen.Elements(IntOrPercent.Of(1), IntOrPercent.Of(3), IntOrPercent.Percent(40), IntOrPercent.Percent(100))
            from minReady in Gen.Elements(0, 0, 4)
            select surge ? new RollingUpdate(limit, default, minReady) : new RollingUpdate(default, limit, minReady);
        Gen<Workload> workload =
            from open in Gen.Choose(0, 6)
            from law in lifetime
            select Workload.Of($"w{Guid.NewGuid():N}", Traffic.OpenPerNode(open), law);
        Gen<Rollout> rollout =
            from nodes in Gen.Choose(1, 6)
            from workloads in workload.ListOf(2)
            from t in Gen.Choose(1, 40)
            from p in plan
            from tm in timing
            from pacing in Gen.Elements(Enum.GetValues<Pacing>())
            from order in Gen.Elements(Enum.GetValues<NodeOrder>())
            select ZTunnelSim.Rollout.Of(Cluster.OfSize(nodes, workloads)) with
            {
                GracePeriod = t,
                Strategy = p,
                Timing = tm,
                Pacing = pacing,
                NodeOrder = order,
            };
        return rollout.ToArbitrary();
    }
}
