namespace ZTunnelSim.Tests;

/// <summary>Small random rollouts of connections with both ends, of pods that move, and of clients that come back; by number.</summary>
internal static class RandomSessionRollouts
{
    public static Rollout Of(int number)
    {
        Random random = new(number);
        int nodes = random.Next(3, 8);
        Application[] applications = [.. Enumerable.Range(0, random.Next(1, 4)).Select(Application)];
        Workload[] workloads = [.. Enumerable.Range(0, random.Next(1, 4)).Select(Workload)];
        if (!workloads.Any(w => w.Traffic is TrafficBetween))
            workloads = [.. workloads, ZTunnelSim.Workload.Of("more", Traffic.OpenBetween("a0", "a0", 20), new Exponential(20))];
        Rollout rollout = Rollout.Of(new Cluster(Cluster.NodesOfSize(nodes), workloads, applications)) with
        {
            GracePeriod = random.Next(3, 40),
            NodeOrder = Pick(NodeOrder.Random, NodeOrder.AsListed),
            Pacing = Pick(Pacing.Kubernetes, Pacing.Kubernetes, Pacing.OneNodeAtATime),
            Strategy = Strategy(),
            Timing = new(Time(10), Time(4), Time(12), Pick(0.5, 0.5, 0.3)),
        };
        if (random.Next(4) == 0) rollout = rollout with { Start = DateTimeOffset.UnixEpoch };
        if (random.Next(4) == 0)
            rollout = rollout with { ProcessAge = new Exponential(random.Next(5, 100)), PredecessorGracePeriod = random.Next(5, 60) };
        if (rollout.Strategy is RollingUpdate && rollout.Pacing == Pacing.Kubernetes && random.Next(6) == 0)
            rollout = rollout with { SecondChange = new(TimeSpan.FromSeconds(random.Next(1, 40)), random.Next(2) == 0) };
        return rollout;

        T Pick<T>(params T[] of) => of[random.Next(of.Length)];

        DurationLaw Time(int most) => random.Next(2) == 0
            ? new Constant(random.Next(0, most))
            : new Uniform(0, random.Next(1, most));

        Application Application(int i)
        {
            int replicas = random.Next(1, 7);
            bool isStateful = random.Next(4) == 0;
            return ZTunnelSim.Application.WithReplicas($"a{i}", replicas) with
            {
                IsStateful = isStateful,
                IsDaemonSet = !isStateful && random.Next(8) == 0,
                IsLongLived = random.Next(3) == 0,
                GracePeriod = TimeSpan.FromSeconds(random.Next(0, 40)),
                PodStartup = Time(15),
                PodShutdown = Time(3),
                DisruptionBudget = random.Next(3) == 0 ? DisruptionBudget.MaxUnavailable(1) : null,
                NeverReadyPods = random.Next(10) == 0 ? new HashSet<int> { 0 } : [],
            };
        }

        Workload Workload(int i)
        {
            DurationLaw lifetime = Pick(
                new Exponential(random.Next(2, 60)), new Lomax(2.2, random.Next(5, 60)), new Constant(random.Next(1, 50)),
                new Lognormal(random.Next(2, 30), 1.2), new Uniform(1, random.Next(5, 90)),
                DurationLaw.Mixture((0.9, new Exponential(1)), (0.1, new Exponential(80))));
            double open = random.Next(5, 80);
            string? source = random.Next(4) == 0 ? null : $"a{random.Next(applications.Length)}";
            string? destination = source is not null && random.Next(4) == 0 ? null : $"a{random.Next(applications.Length)}";
            Traffic traffic = random.Next(4) == 0
                ? Traffic.OpenPerNode(open / nodes)
                : Traffic.OpenBetween(source, destination, open);
            return ZTunnelSim.Workload.Of($"w{i}", traffic, lifetime) with
            {
                Clients = Pick(
                    ClientBehaviour.GivesUp, ClientBehaviour.ReconnectsAtOnce,
                    ClientBehaviour.ReconnectsWithBackoff(TimeSpan.FromSeconds(2), 2, TimeSpan.FromSeconds(20), 0.5),
                    ClientBehaviour.ReconnectsOnNextUse(new Exponential(10), TimeSpan.FromSeconds(15))),
                Profile = random.Next(3) == 0 ? RateProfile.Of(TimeSpan.FromSeconds(90), [1, 4, 0.5]) : null,
            };
        }

        UpdateStrategy Strategy()
        {
            bool replacesNodes = random.Next(5) == 0;
            NodeEvacuation how = new()
            {
                SurgeNodes = Pick(0, 0, 1),
                CordonAllFirst = random.Next(4) == 0,
                ReplacesNodes = replacesNodes,
                Parallel = Pick(1, 1, 2),
                Timeout = TimeSpan.FromSeconds(Pick(20, 300)),
                EndpointDelay = TimeSpan.FromSeconds(Pick(0, 1, 5)),
                NodeStartup = TimeSpan.FromSeconds(10),
            };
            return random.Next(7) switch
            {
                0 or 1 => UpdateStrategy.MaxSurge(Pick(1, 2, 3), TimeSpan.FromSeconds(Pick(0, 0, 10))),
                2 => UpdateStrategy.MaxUnavailable(Pick(1, 3)),
                3 => UpdateStrategy.OnDelete(Pick(1, 2, 9), TimeSpan.FromSeconds(Pick(0, 5))),
                4 or 5 => UpdateStrategy.EvacuateNodes(how),
                _ when replacesNodes => UpdateStrategy.EvacuateNodes(how with { SurgeNodes = 0 }),
                _ => UpdateStrategy.EvacuateThenRoll(how, UpdateStrategy.MaxSurge(Pick(1, 2))),
            };
        }
    }
}
