using Binomial = MathNet.Numerics.Distributions.Binomial;
using Poisson = MathNet.Numerics.Distributions.Poisson;

namespace ZTunnelSim.Tests;

/// <summary>How many nodes a canary needs, which, and from how many cuts on it stops.</summary>
public class CanaryTests
{
    private static readonly CanaryRule Rule = new();

    /// <summary>Computed by hand beforehand: the smallest k with P(Poisson(2 k R) > the 95 % quantile of Poisson(k R)) of at least 90 %.</summary>
    [Theory]
    [InlineData(1, 13)]
    [InlineData(3, 5)]
    [InlineData(10, 2)]
    [InlineData(40, 1)]
    public void Equal_nodes_need_so_many(double cutsPerNode, int nodes)
    {
        CanaryPlan plan = CanaryPlan.Of(Alike(30, cutsPerNode), Rule);

        Assert.Equal(nodes, plan.Nodes);
        Assert.Equal(30 * cutsPerNode, plan.Cuts, 1e-9 * cutsPerNode);
        // The same by summing Poisson's probabilities one by one.
        (double most, double power, double falseAlarm) = ByHand(nodes * cutsPerNode, 2);
        Assert.Equal(most + 1, plan.Once.StopFrom);
        Assert.Equal(power, plan.Once.Power, 1e-9);
        Assert.Equal(falseAlarm, plan.Once.FalseAlarm, 1e-9);
        Assert.InRange(power, 0.9, 1);
        Assert.InRange(falseAlarm, 0, 0.05);
        for (int fewer = 1; fewer < nodes; fewer++) Assert.True(ByHand(fewer * cutsPerNode, 2).Power < 0.9);
        // Known rates: the count that stops after each node is that of Wald's line.
        Assert.All(plan.Looks, look => Assert.Equal(
            Math.Ceiling((Math.Log(20) + look.Place * cutsPerNode) / Math.Log(2)), look.StopFrom));
        Assert.All(plan.Looks, look => Assert.Equal(
            Math.Floor((Math.Log(0.1) + look.Place * cutsPerNode) / Math.Log(2)), look.GoOnTo ?? -1, tolerance: look.GoOnTo is null ? 5 : 0));
    }

    [Fact]
    public void Another_rule_needs_another_number()
    {
        Rollout rollout = Alike(30, 3);
        Assert.Equal(2, CanaryPlan.Of(rollout, Rule with { Factor = 3 }).Nodes);
        Assert.True(CanaryPlan.Of(rollout, Rule with { Level = 0.001 }).Nodes > 5);
        Assert.True(CanaryPlan.Of(rollout, Rule with { Power = 0.6 }).Nodes < 5);
    }

    [Fact]
    public void Nodes_with_the_most_cuts_come_first_each_with_its_share()
    {
        // 1, 4, 2 and 4 cuts.
        Rollout rollout = Of(Cluster.OfSize(
            4, Workload("all", 1), Workload("some", 3, "node-2", "node-4"), Workload("one", 1, "node-3")));
        CanaryPlan plan = CanaryPlan.Of(rollout, Rule with { Power = 0.9999 });

        Assert.Null(plan.Nodes);
        Assert.False(plan.DataHideIt);
        Assert.Equal(["node-2", "node-4", "node-3", "node-1"], plan.Looks.Select(look => look.Name));
        AssertClose([4, 4, 2, 1], plan.Looks.Select(look => look.Expected));
        AssertClose([4.0 / 11, 4.0 / 11, 2.0 / 11, 1.0 / 11], plan.Looks.Select(look => look.Share));
        AssertClose([4, 8, 10, 11], plan.Looks.Select(look => look.ExpectedSoFar));
        Assert.Equal(ByHand(11, 2).Power, plan.Once.Power, 1e-9);
        // The fewest nodes are those with the most cuts: two of 4, as one of them is not enough.
        Assert.True(ByHand(4, 3).Power < 0.9);
        CanaryPlan tripled = CanaryPlan.Of(rollout, Rule with { Factor = 3 });
        Assert.Equal(2, tripled.Nodes);
        Assert.Equal(ByHand(8, 3).Power, tripled.Once.Power, 1e-9);
    }

    [Fact]
    public void A_young_process_has_fewer_cuts_and_comes_later()
    {
        Node[] nodes = [new("young") { ProcessAge = TimeSpan.FromSeconds(30) }, new("old")];
        Rollout rollout = Of(new Cluster(nodes, [Workload("w", 8)]));
        CanaryPlan plan = CanaryPlan.Of(rollout, Rule with { Power = 0.9999 });

        Assert.Equal(["old", "young"], plan.Looks.Select(look => look.Name));
        Assert.Equal(8, plan.Looks[0].Expected, 1e-9);
        Assert.Equal(8 * (1 - Math.Exp(-(30 + rollout.Timing.Reaction.MeanSeconds) / 25)), plan.Looks[1].Expected, 1e-3);
    }

    /// <summary>Connections between pods are cut where the first of their two nodes is updated: all of its own are still there.</summary>
    [Fact]
    public void With_both_ends_the_first_node_cuts_what_the_plan_expects_of_it()
    {
        const int Runs = 1000;
        Cluster cluster = new(
            Cluster.NodesOfSize(3),
            [
                ZTunnelSim.Workload.Of("calls", Traffic.Between("web", "db", 1), new Exponential(40)),
                ZTunnelSim.Workload.Of("others", Traffic.Between(null, "web", 0.3), new Exponential(60)),
            ],
            [Application.OnNodes("web", "node-1", "node-2"), Application.OnNodes("db", "node-1", "node-1", "node-3")]);
        Rollout rollout = Of(cluster) with { Strategy = UpdateStrategy.OnDelete(1), NodeOrder = NodeOrder.AsListed };
        CanaryPlan plan = CanaryPlan.Of(rollout, Rule);
        double[] first = new double[Runs];
        Parallel.For(
            0, Runs, run => first[run] = rollout.Simulate(seed: 4, new SimulationOptions { Replication = run }).Resets.OfNode("node-1"));

        Assert.Equal("node-1", plan.Looks[0].Name);
        double expected = plan.Looks[0].Expected;
        Assert.True(Statistics.MeanPValue(first, expected, expected) > Statistics.Level, $"{first.Average()} for {expected}");
    }

    [Fact]
    public void Without_cuts_there_is_nothing_to_multiply()
    {
        CanaryPlan plan = CanaryPlan.Of(
            Of(Cluster.OfSize(3, ZTunnelSim.Workload.Of("short", Traffic.OpenPerNode(9), new Constant(5)))), Rule);

        Assert.Null(plan.Nodes);
        Assert.False(plan.DataHideIt);
        Assert.Equal((0, 1), (plan.Cuts, plan.Looks[0].StopFrom));
        Assert.StartsWith("No cuts are predicted", Assert.Single(CanaryText.Answer(plan)));
    }

    /// <summary>A mixture of two laws, summed one by one.</summary>
    [Fact]
    public void What_data_leave_open_is_part_of_both_errors()
    {
        double[] means = [10, 14];
        CanaryPlan plan = CanaryPlan.Of(Uncertain(20, means), Rule);
        int nodes = plan.Nodes!.Value;

        double most = 0;
        while (Cdf(most, 1) < 0.95) most++;
        Assert.Equal(most + 1, plan.Once.StopFrom);
        Assert.Equal(1 - Cdf(most, 1), plan.Once.FalseAlarm, 1e-9);
        Assert.Equal(1 - Cdf(most, 2), plan.Once.Power, 1e-9);
        Assert.True(nodes > CanaryPlan.Of(Alike(20, 12), Rule).Nodes);

        double Cdf(double count, double factor) => means.Average(mean => Poisson.CDF(factor * nodes * mean, count));
    }

    [Fact]
    public void Where_data_leave_more_than_the_factor_open_no_number_of_nodes_helps()
    {
        CanaryPlan plan = CanaryPlan.Of(Uncertain(50, [5, 10, 20, 40, 80]), Rule);

        Assert.Null(plan.Nodes);
        Assert.True(plan.DataHideIt);
        // 80 is the largest, and only twice 80 is beyond it.
        Assert.Equal(0.2, plan.PowerWithoutChance, 1e-12);
        Assert.Contains("More nodes would not help", string.Join(' ', CanaryText.Answer(plan)));
    }

    /// <summary>Two nodes with draws that differ and lines that get lost: the sum over all counts of probability times ratio.</summary>
    [Theory]
    [InlineData(1.5)]
    [InlineData(2)]
    public void The_evidence_is_a_martingale_under_the_prediction_and_its_inverse_one_under_the_multiplied_rate(double factor)
    {
        CutMeans first = new([2, 1, 6, 5], perDraw: 2), second = new([3, 1]);
        double ofRatio = 0, ofInverse = 0;
        for (int x = 0; x < 80; x++)
        {
            for (int y = 0; y < 80; y++)
            {
                CutEvidence evidence = new(Rule with { Factor = factor }, draws: 2);
                evidence.Add(first, x);
                Assert.Equal(evidence.LogRatioWith(second, y), After(evidence, second, y), 1e-9);
                double ratio = Math.Exp(evidence.LogRatio);
                ofRatio += Probability(x, y, 1) * ratio;
                ofInverse += Probability(x, y, factor) / ratio;
            }
        }
        Assert.Equal(1, ofRatio, 1e-9);
        Assert.Equal(1, ofInverse, 1e-9);

        double Probability(int x, int y, double times) => Enumerable.Range(0, 2).Average(d =>
            Enumerable.Range(0, 2).Average(i => Poisson.PMF(times * first.Means[2 * d + i], x)) * Poisson.PMF(times * second.Means[d], y));

        static double After(CutEvidence evidence, CutMeans node, int count)
        {
            evidence.Add(node, count);
            return evidence.LogRatio;
        }
    }

    /// <summary>Where the ratio falls and rises again with the count, too: no count below a larger one that does not stop.</summary>
    [Fact]
    public void The_count_that_stops_is_the_one_that_all_counts_looked_at_one_by_one_give()
    {
        RandomStream random = new(5);
        for (int run = 0; run < 300; run++)
        {
            int perDraw = 1 + random.NextInt(3);
            double size = Math.Pow(10, 3 * random.NextDouble() - 1), spread = 2 * random.NextDouble();
            CutEvidence evidence = new(Rule with { Factor = 1.2 + 3 * random.NextDouble() }, draws: 4);
            CutMeans Node() => new(Draw(4 * perDraw), perDraw);
            evidence.Add(Node(), random.NextPoisson(size));
            CutMeans node = Node();

            double stopFrom = evidence.StopFrom(node);
            int lastBelow = -1, lastFew = -1;
            for (int x = 0; x < 30 * size * Math.Exp(3 * spread) + 100; x++)
            {
                double ratio = evidence.LogRatioWith(node, x);
                if (ratio < Rule.StopAt) lastBelow = x;
                if (ratio <= Rule.GoOnAt && x < stopFrom) lastFew = x;
            }
            Assert.Equal(lastBelow + 1, stopFrom);
            Assert.Equal(lastFew, evidence.GoOnTo(node, stopFrom) ?? -1);

            double[] Draw(int count)
            {
                double[] means = new double[count];
                for (int i = 0; i < count; i++) means[i] = random.NextInt(8) == 0 ? 0 : size * Math.Exp(spread * random.NextNormal());
                return means;
            }
        }
    }

    /// <summary>
    /// 1,500 rollouts as predicted and as many with twice the arrivals, by the simulator, which knows nothing of the plan. Intervals are the
    /// binomial ones of 99.9 % about the exact figures, which a recursion over the counts has.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Simulated_rollouts_are_stopped_as_often_as_the_plan_says(double cutsPerNode)
    {
        const int Runs = 1500;
        Rollout rollout = Alike(16, cutsPerNode) with { Strategy = UpdateStrategy.OnDelete(1) };
        CanaryPlan plan = CanaryPlan.Of(rollout, Rule);
        (int once, int oneByOne) = Stopped(plan, Runs, _ => rollout);
        Rollout doubled = rollout with { Cluster = rollout.Cluster.With(Workload("w", 2 * cutsPerNode)) };
        (int onceDoubled, int oneByOneDoubled) = Stopped(plan, Runs, _ => doubled);

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{plan.Nodes} nodes: once {once} and {onceDoubled} of {Runs}, after each of {plan.Looks.Count} {oneByOne} and {oneByOneDoubled}");
        AssertBinomial(once, Runs, plan.Once.FalseAlarm);
        AssertBinomial(onceDoubled, Runs, plan.Once.Power);
        AssertBinomial(oneByOne, Runs, EverStopped(plan, cutsPerNode));
        AssertBinomial(oneByOneDoubled, Runs, EverStopped(plan, 2 * cutsPerNode));
        Assert.InRange(EverStopped(plan, cutsPerNode), 0, Rule.Level);
        Assert.InRange(EverStopped(plan, 2 * cutsPerNode), plan.Looks[^1].FoundWith, 1);
    }

    /// <summary>The same where the lifetime is one of many that the data would support, another one in each rollout.</summary>
    [Fact]
    public void Simulated_rollouts_of_plausible_lifetimes_are_stopped_as_often_as_the_plan_says()
    {
        const int Runs = 1500;
        double[] means = [.. Enumerable.Range(0, 25).Select(i => 4 * Math.Exp(0.15 * Normal((i + 0.5) / 25)))];
        Rollout rollout = Uncertain(12, means) with { Strategy = UpdateStrategy.OnDelete(1) };
        CanaryPlan plan = CanaryPlan.Of(rollout, Rule);
        Rollout[] single = [.. means.Select(mean => With(rollout, mean))], doubled = [.. means.Select(mean => With(rollout, 2 * mean))];
        (int once, int oneByOne) = Stopped(plan, Runs, run => single[run % single.Length]);
        (int onceDoubled, int oneByOneDoubled) = Stopped(plan, Runs, run => doubled[run % doubled.Length]);

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{plan.Nodes} nodes: once {once} and {onceDoubled} of {Runs}, after each of {plan.Looks.Count} {oneByOne} and {oneByOneDoubled}");
        AssertBinomial(once, Runs, plan.Once.FalseAlarm);
        AssertBinomial(onceDoubled, Runs, plan.Once.Power);
        double asPredicted = means.Average(mean => EverStopped(plan, mean));
        AssertBinomial(oneByOne, Runs, asPredicted);
        AssertBinomial(oneByOneDoubled, Runs, means.Average(mean => EverStopped(plan, 2 * mean)));
        Assert.InRange(asPredicted, 0, Rule.Level);

        static double Normal(double level) => MathNet.Numerics.Distributions.Normal.InvCDF(0, 1, level);
    }

    [Fact]
    public void Nodes_are_looked_at_in_the_order_of_their_SIGTERMs_and_a_stop_stays()
    {
        // 20 are predicted at each, and 40, 20, 20 seen, the 40 at the last one of the list.
        long[] seen = [20, 20, 45];
        BacktestInput input = Input(20, seen) with { CountsLines = false };
        input = input with { Nodes = [.. input.Nodes.Zip([200.0, 300, 100], (node, at) => node with { SigtermSeconds = at })] };
        CanaryDecision decision = Decide(input);

        Assert.Equal([2, 0, 1], decision.Looks.Select(look => look.Node));
        Assert.Equal([45, 65, 85], decision.Looks.Select(look => look.ObservedSoFar));
        Assert.Equal((CanaryVerdict.Stop, "c"), (decision.Verdict, decision.Decisive!.Own.Name));
        // As known as rates are, it is Wald's line.
        Assert.Equal(Math.Ceiling((Math.Log(20) + decision.Looks[0].ExpectedSoFar) / Math.Log(2)), decision.Looks[0].StopFrom);
        Assert.Equal(45 * Math.Log(2) - decision.Looks[0].ExpectedSoFar, decision.Looks[0].LogRatio, 0.05);
        Assert.Null(decision.NodesToGo);

        // The 45 at the end are none too many after two nodes as predicted, where the rollout went on.
        input = input with { Nodes = [.. input.Nodes.Zip([100.0, 200, 300], (node, at) => node with { SigtermSeconds = at })] };
        decision = Decide(input);
        Assert.Equal([0, 1, 2], decision.Looks.Select(look => look.Node));
        Assert.Equal(CanaryVerdict.GoOn, decision.Verdict);
        // A stop counts also after that.
        Assert.Equal(CanaryVerdict.Stop, Decide(Input(20, 20, 20, 200)).Verdict);
    }

    /// <summary>A process that is as old as its connections live on average has 1 - 1 / e of the cuts.</summary>
    [Fact]
    public void The_age_of_a_process_counts()
    {
        BacktestInput input = Input(20, 18, 18) with { CountsLines = false };
        CanaryDecision old = Decide(input);
        CanaryDecision young = Decide(input with { Nodes = [.. input.Nodes.Select(node => node with { AgeSeconds = 25 })] });

        Assert.Equal(40 * (1 - 1 / Math.E), young.Looks[1].ExpectedSoFar, 0.01);
        Assert.Equal(Math.Ceiling((Math.Log(20) + young.Looks[0].ExpectedSoFar) / Math.Log(2)), young.Looks[0].StopFrom);
        Assert.Equal(CanaryVerdict.GoOn, old.Verdict);
        Assert.Equal(36 * Math.Log(2) - young.Looks[1].ExpectedSoFar, young.Looks[1].LogRatio, 0.05);
        Assert.NotEqual(CanaryVerdict.GoOn, young.Verdict);
    }

    [Fact]
    public void While_nothing_is_clear_it_says_how_many_more_nodes_it_takes()
    {
        BacktestInput input = Input(3, 4) with { CountsLines = false };
        CanaryDecision decision = Decide(input);

        Assert.Equal(CanaryVerdict.LookOn, decision.Verdict);
        Assert.Null(decision.Decisive);
        int more = decision.NodesToGo!.Value;
        // From 4 ln 2 - 3 down to ln 0.1, by 3 - 3 ln 2 a node.
        Assert.InRange(more, (4 * Math.Log(2) - 3 - Math.Log(0.1)) / (3 - 3 * Math.Log(2)) - 0.1, 1.1 + (4 * Math.Log(2) - 3 - Math.Log(0.1)) / (3 - 3 * Math.Log(2)));
        Assert.Contains($"about {more} more nodes like these", string.Join(' ', CanaryText.Verdict(decision)));
    }

    /// <summary>
    /// 8 nodes lose lines as recorded ones did, each by itself. As predicted it is ever stopped with a probability of at most 5 %, and with
    /// twice the cuts it ever goes on with at most 10 %. Who takes lines for cuts goes on far more often.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Lines_that_are_lost_excuse_no_doubled_rate(bool isInbound)
    {
        const int Runs = 400;
        int stopped = 0, went = 0, stoppedDoubled = 0, wentUnaware = 0;
        Parallel.For(0, Runs, run =>
        {
            CanaryDecision once = Decision(1, run), twice = Decision(2, run), unaware = Decision(2, run, countsLines: false);
            if (once.Verdict == CanaryVerdict.Stop) Interlocked.Increment(ref stopped);
            if (twice.Verdict == CanaryVerdict.Stop) Interlocked.Increment(ref stoppedDoubled);
            // By the evidence alone: that of nodes without a single line is no decision.
            if (twice.Looks.Any(look => look.Verdict == CanaryVerdict.GoOn)) Interlocked.Increment(ref went);
            if (unaware.Looks.Any(look => look.Verdict == CanaryVerdict.GoOn)) Interlocked.Increment(ref wentUnaware);
        });
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"stopped {stopped}, doubled {stoppedDoubled}, doubled that went on {went}, unaware {wentUnaware} of {Runs}");
        Assert.InRange(stopped, 0, Most(Runs, Rule.Level));
        Assert.InRange(went, 0, Most(Runs, 1 - Rule.Power));
        // Of servers' ends half of all drains lose every line, so that less is found.
        Assert.InRange(stoppedDoubled, (isInbound ? 0.5 : 0.9) * Runs, Runs);
        if (isInbound) Assert.True(wentUnaware > Most(Runs, 1 - Rule.Power));

        CanaryDecision Decision(double times, int run, bool countsLines = true)
        {
            RandomStream random = new(11, run);
            long[] lines = new long[8];
            for (int n = 0; n < lines.Length; n++)
            {
                double lost = isInbound ? LostLines.Inbound(random.NextDouble()) : LostLines.Outbound(random.NextDouble());
                lines[n] = random.NextPoisson(times * 12 * (1 - lost));
            }
            BacktestInput input = Input(12, lines);
            if (isInbound)
            {
                input = input with
                {
                    Traffic = [.. input.Traffic.Select(t => t with { InboundBefore = t.OutboundBefore, OutboundBefore = 0 })],
                };
            }
            return Decide(input with { CountsLines = countsLines });
        }
    }

    /// <summary>
    /// 500 simulated rollouts as predicted and as many at twice the rate, of which each has its own data before: 200 lifetimes, which leave
    /// as much open as chance does. Few are stopped that are as predicted, and few go on that are not.
    /// </summary>
    [Fact]
    public void Simulated_rollouts_are_decided_by_what_little_data_tell()
    {
        const int Runs = 500;
        DurationLaw law = new Lognormal(20, 0.9);
        Rollout rollout = Of(Cluster.OfSize(6, ZTunnelSim.Workload.Of("w", Traffic.OpenPerNode(40), law))) with
        {
            Strategy = UpdateStrategy.OnDelete(1),
            NodeOrder = NodeOrder.AsListed,
        };
        Rollout doubled = rollout with
        {
            Cluster = rollout.Cluster.With(ZTunnelSim.Workload.Of("w", Traffic.OpenPerNode(80), law)),
        };
        int[] asPredicted = new int[4], twice = new int[4];
        Parallel.For(0, Runs, run =>
        {
            Interlocked.Increment(ref asPredicted[(int)Decision(rollout, run).Verdict]);
            Interlocked.Increment(ref twice[(int)Decision(doubled, run).Verdict]);
        });
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"look on, go on, stop: {string.Join(", ", asPredicted)}; doubled {string.Join(", ", twice)} of {Runs}");
        Assert.InRange(asPredicted[(int)CanaryVerdict.Stop], 0, Most(Runs, Rule.Level));
        Assert.InRange(twice[(int)CanaryVerdict.GoOn], 0, Most(Runs, 1 - Rule.Power));
        Assert.True(asPredicted[(int)CanaryVerdict.GoOn] > 0.7 * Runs);
        Assert.True(twice[(int)CanaryVerdict.Stop] > 0.7 * Runs);

        CanaryDecision Decision(Rollout during, int run)
        {
            double perSecond = rollout.Cluster.Workloads[0].OpenedPerSecond, seconds = 200 / (6 * perSecond);
            RandomStream random = new(99, run);
            BacktestTraffic[] counted =
                [.. Enumerable.Range(0, 6).Select(n => new BacktestTraffic(n, 0, random.NextPoisson(perSecond * seconds), 0, 0))];
            List<LifetimeObservation> lifetimes = [];
            for (long i = counted.Sum(t => t.OutboundBefore); i > 0; i--) lifetimes.Add(new(law.Sample(ref random)));
            LifetimeFit fit = LifetimeFitter.Fit(LawFamily.Lognormal, LifetimeSample.From(lifetimes));
            Counts cuts = during.Simulate(seed: 7, new SimulationOptions { Replication = run }).Resets;
            return Decide(
                new BacktestInput
                {
                    Nodes = [.. rollout.Cluster.Nodes.Select((node, n) =>
                        new BacktestNode(node.Name, seconds, null, []) { SigtermSeconds = n })],
                    Workloads = [new("w", fit.Law, fit.DrawLaws(200, seed: 1))],
                    Traffic = [.. counted.Select(t => t with { Kills = cuts[t.Node, 0] })],
                },
                draws: 200);
        }
    }

    /// <summary>A drain that is sure to cut and of which no line is there: its log is missing, which is no evidence of few cuts.</summary>
    [Fact]
    public void Where_lines_are_missing_no_rollout_goes_on()
    {
        CanaryDecision decision = Decide(Input(20, 20, 0, 20, 20));
        Assert.Equal((CanaryVerdict.Blind, null), (decision.Verdict, decision.Decisive));
        Assert.Equal(["b"], decision.Silent);
        Assert.Null(decision.NodesToGo);
        Assert.Contains("Canary: BLIND. b logged not one connection", string.Join(' ', CanaryText.Verdict(decision)));
        // Each by itself may have had none, and all of them can't.
        decision = Decide(Input(3, 0, 0, 0, 0));
        Assert.Equal(["all of 4 nodes"], decision.Silent);
        Assert.Equal(CanaryVerdict.Blind, decision.Verdict);
        // It excuses no stop, and where there may have been none it is evidence as any other count.
        Assert.Equal(CanaryVerdict.Stop, Decide(Input(20, 60, 0, 20)).Verdict);
        Assert.Equal(CanaryVerdict.GoOn, Decide(Input(3, 0, 3, 3, 3)).Verdict);
    }

    [Fact]
    public void A_cut_where_none_can_be_is_a_stop()
    {
        CutEvidence evidence = new(Rule, draws: 2);
        CutMeans none = new([0, 0]);
        Assert.Equal(1, evidence.StopFrom(none));
        evidence.Add(none, 0);
        Assert.Equal(0, evidence.LogRatio);
        evidence.Add(none, 1);
        Assert.Equal(double.PositiveInfinity, evidence.LogRatio);
    }

    [Fact]
    public void A_lifetime_without_a_mean_allows_for_any_count()
    {
        CanaryPlan plan = CanaryPlan.Of(
            Of(Cluster.OfSize(3, ZTunnelSim.Workload.Of("w", Traffic.PerNode(1), new Exponential(25)) with
            {
                PlausibleLifetimes = [new Exponential(25), new Lomax(0.9, 10)],
            })), Rule);
        Assert.Null(plan.Nodes);
        Assert.Equal((double.PositiveInfinity, 0), (plan.Once.StopFrom, plan.Once.Power));
        // The law that has one says from where on it is ruled out.
        Assert.All(plan.Looks, look => Assert.True(double.IsFinite(look.StopFrom)));
    }

    private static (int Once, int OneByOne) Stopped(CanaryPlan plan, int runs, Func<int, Rollout> rolloutOf)
    {
        int once = 0, oneByOne = 0;
        Parallel.For(0, runs, run =>
        {
            Counts cuts = rolloutOf(run).Simulate(seed: 3, new SimulationOptions { Replication = run }).Resets;
            long[] sums = new long[plan.Looks.Count];
            for (int i = 0; i < sums.Length; i++) sums[i] = (i == 0 ? 0 : sums[i - 1]) + cuts.OfNode(plan.Looks[i].Name);
            if (sums[plan.Nodes!.Value - 1] >= plan.Once.StopFrom) Interlocked.Increment(ref once);
            if (sums.Zip(plan.Looks).Any(pair => pair.First >= pair.Second.StopFrom)) Interlocked.Increment(ref oneByOne);
        });
        return (once, oneByOne);
    }

    /// <summary>The probability that the counts ever reach what stops: the law of the sum, node by node, of those that have not.</summary>
    private static double EverStopped(CanaryPlan plan, double cutsPerNode)
    {
        double stopped = 0;
        double[] going = [1];
        foreach (CanaryNode look in plan.Looks)
        {
            double[] next = new double[(int)look.StopFrom];
            double stays = 0;
            for (int x = 0; x < next.Length; x++)
            {
                for (int before = 0; before < Math.Min(going.Length, x + 1); before++)
                    next[x] += going[before] * Poisson.PMF(cutsPerNode, x - before);
                stays += next[x];
            }
            stopped += going.Sum() - stays;
            going = next;
        }
        return stopped;
    }

    private static void AssertBinomial(int count, int runs, double probability)
    {
        double below = Binomial.CDF(probability, runs, count), above = 1 - (count == 0 ? 0 : Binomial.CDF(probability, runs, count - 1));
        Assert.True(below > 0.0005 && above > 0.0005, $"{count} of {runs}, where {runs * probability:0.0} are expected");
    }

    /// <summary>A binomial count does not exceed this with a probability of 99.9 %.</summary>
    private static int Most(int runs, double probability)
    {
        int most = 0;
        while (Binomial.CDF(probability, runs, most) < 0.999) most++;
        return most;
    }

    private static (double Most, double Power, double FalseAlarm) ByHand(double mean, double factor)
    {
        double most = 0, cdf = Math.Exp(-mean), term = cdf;
        while (cdf < 0.95) cdf += term *= mean / ++most;
        double multiplied = 0;
        for (int x = 0; x <= most; x++) multiplied += Poisson.PMF(factor * mean, x);
        return (most, 1 - multiplied, 1 - cdf);
    }

    private static void AssertClose(double[] expected, IEnumerable<double> actual) =>
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-9));

    /// <summary>A decision by rates that are known, a SIGTERM after the other unless they are given.</summary>
    private static CanaryDecision Decide(BacktestInput input, int draws = 20)
    {
        BacktestOptions options = new()
        {
            DrainBudgetSeconds = 25,
            Strategy = UpdateStrategy.MaxUnavailable(1),
            Draws = draws,
        };
        (BacktestResult result, IReadOnlyList<BacktestCuts> cuts) = Backtest.Draw(input, options);
        return CanaryDecision.Of(result, cuts, Rule);
    }

    /// <summary>Nodes named a, b and so on whose rates are known: so many cuts are predicted at each, of clients' ends.</summary>
    private static BacktestInput Input(double predicted, params long[] seen)
    {
        const double Seconds = 1e7;
        long before = (long)(Seconds * predicted / (25 * Math.Exp(-1)));
        return new()
        {
            Nodes = [.. seen.Select((_, n) => new BacktestNode($"{(char)('a' + n)}", Seconds, null, []) { SigtermSeconds = n })],
            Workloads = [new("w", new Exponential(25), [])],
            Traffic = [.. seen.Select((kills, n) => new BacktestTraffic(n, 0, before, 0, kills))],
            CountsLines = true,
        };
    }

    private static Rollout Alike(int nodes, double cutsPerNode) => Of(Cluster.OfSize(nodes, Workload("w", cutsPerNode)));

    /// <summary>So many cuts at each node, by as many lifetimes that are as plausible as each other.</summary>
    private static Rollout Uncertain(int nodes, double[] cutsPerNode)
    {
        Workload known = Workload("w", cutsPerNode.Average());
        return Of(Cluster.OfSize(nodes, known with
        {
            PlausibleLifetimes = [.. cutsPerNode.Select(_ => known.Lifetime)],
            PlausibleTraffic = [.. cutsPerNode.Select(cuts => cuts / cutsPerNode.Average())],
        }));
    }

    private static Rollout With(Rollout rollout, double cutsPerNode) =>
        rollout with { Cluster = rollout.Cluster.With(Workload("w", cutsPerNode)) };

    /// <summary>T = 30 s, so that the drain is 25 s long.</summary>
    private static Rollout Of(Cluster cluster) => Rollout.Of(cluster) with { GracePeriod = 30 };

    /// <summary>Lifetimes of mean 25 s, of which 1 / e outlive the drain.</summary>
    private static Workload Workload(string name, double cutsPerNode, params string[] nodes) => ZTunnelSim.Workload.Of(
        name, Traffic.OpenPerNode(cutsPerNode * Math.E, nodes.Length == 0 ? null : nodes), new Exponential(25));
}
