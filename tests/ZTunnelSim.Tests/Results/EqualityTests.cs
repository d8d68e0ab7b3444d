namespace ZTunnelSim.Tests;

public class EqualityTests
{
    [Fact]
    public void Results_of_one_seed_are_equal_and_of_another_are_not()
    {
        Same(ResultExamples.Sweep);
        Same(ResultExamples.Comparison);
        Same(ResultExamples.Run);
        Same(ResultExamples.Recommendation);
        Same(ResultExamples.Backtested);
        Assert.Equal(ResultExamples.NoneHolds(), ResultExamples.NoneHolds());
        Assert.Equal(ResultExamples.Stalled(), ResultExamples.Stalled());
        Assert.Equal(ResultExamples.Sensitivity(), ResultExamples.Sensitivity());

        RolloutPrediction prediction = ResultExamples.Small().Predict();
        Assert.Equal(prediction, ResultExamples.Small().Predict());
        Assert.NotEqual(prediction, ResultExamples.Small().WithGracePeriod(31).Predict());

        static void Same<T>(Func<ulong, T> of)
            where T : class
        {
            T one = of(1), other = of(1);
            Assert.NotSame(one, other);
            Assert.True(one.Equals(other), typeof(T).Name);
            Assert.Equal(one.GetHashCode(), other.GetHashCode());
            Assert.False(one.Equals(of(2)), $"{typeof(T).Name} of another seed");
        }
    }

    [Fact]
    public void Models_are_equal_by_value()
    {
        Assert.Equal(ResultExamples.Small(), ResultExamples.Small());
        Assert.Equal(ResultExamples.Evacuating(), ResultExamples.Evacuating());
        Assert.Equal(
            ResultExamples.Small().WithNeverReady("node-1", "node-2"), ResultExamples.Small().WithNeverReady("node-2", "node-1"));
        Assert.NotEqual(ResultExamples.Small(), ResultExamples.Small().WithNeverReady("node-1"));
        Assert.NotEqual(ResultExamples.Small().Cluster, ResultExamples.Evacuating().Cluster);
        Assert.Equal(
            Workload.Of("w", Traffic.PerNode(1), new Exponential(9)) with { PlausibleTraffic = [1, 2] },
            Workload.Of("w", Traffic.PerNode(1), new Exponential(9)) with { PlausibleTraffic = [1, 2] });
    }

    public static TheoryData<Func<DurationLaw>, DurationLaw> Laws => new()
    {
        { () => new Exponential(2), new Exponential(3) },
        { () => new Lognormal(2, 1.5), new Lognormal(2, 1.6) },
        { () => new Weibull(0.5, 3), new Gamma(0.5, 3) },
        { () => new Gamma(0.5, 3), new Gamma(0.5, 4) },
        { () => new Lomax(2, 3), new Lomax(3, 2) },
        { () => new Uniform(1, 2), new Uniform(1, 3) },
        { () => new Constant(1), new Constant(2) },
        { () => new Mixture([(1, new Exponential(2)), (3, new Constant(1))]),
            new Mixture([(1, new Exponential(2)), (2, new Constant(1))]) },
        { () => Tests.Laws.OfData(1, 2, 2), Tests.Laws.OfData(1, 1, 2) },
        { () => new EmpiricalParetoTail([(1, 0.5)], 2, 0.5, 0.3, 4), new EmpiricalParetoTail([(1.5, 0.5)], 2, 0.5, 0.3, 4) },
    };

    [Theory]
    [MemberData(nameof(Laws))]
    public void Laws_are_equal_where_kind_and_parameters_are(Func<DurationLaw> law, DurationLaw other)
    {
        Assert.Equal(law(), law());
        Assert.Equal(law().GetHashCode(), law().GetHashCode());
        Assert.NotEqual(law(), other);
    }

    [Fact]
    public void A_law_of_ones_own_is_equal_to_itself_alone()
    {
        OwnLaw law = new();
        Assert.True(law.Equals(law));
        Assert.False(law.Equals(new OwnLaw()));
    }

    private sealed class OwnLaw : DurationLaw
    {
        public override double MeanSeconds => 1;

        public override double Survival(double seconds) => Math.Exp(-Math.Max(0, seconds));

        public override double Quantile(double probability) => -Math.Log(1 - probability);

        public override string ToString() => "own";
    }
}
