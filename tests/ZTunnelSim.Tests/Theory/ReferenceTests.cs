namespace ZTunnelSim.Tests;

public class ReferenceTests
{
    public static TheoryData<string> Rows => [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "TestData", "mginf.csv")).Skip(1)];

    [Theory]
    [MemberData(nameof(Rows))]
    public void Theory_gives_the_reference_values_of_one_node(string row)
    {
        // law,parameters,rate_per_s,T_s,G_s,overlap_s,new_share,open_mean,resets_mean,drain_mean_s
        string[] fields = row.Split('"') is [var before, var quoted, var after]
            ? [.. before.Split(',')[..^1], quoted, .. after.Split(',')[1..]]
            : row.Split(',');
        double[] n = [.. fields[2..].Select(double.Parse)];
        Workload workload = Workload.Of("w", Traffic.PerNode(n[0]), Law(fields[0], fields[1]));
        Rollout rollout = Rollout.Of(Cluster.OfSize(1, workload)) with
        {
            GracePeriod = (int)n[1],
            Timing = new ReplacementTiming(new Constant(0), new Constant(0), new Constant(n[3]), n[4]),
            HboneRoundTrip = TimeSpan.Zero,
        };

        RolloutPrediction prediction = rollout.Predict();

        Assert.Equal(n[2], rollout.DrainBudgetSeconds);
        AssertClose(n[5], workload.OpenConnections, 1e-12);
        // The Lomax and exponential tails are exact to the last digits; a lognormal's loses four to cancellation.
        AssertClose(n[6], prediction.Resets, 1e-10);
        AssertClose(n[7], prediction.DrainSecondsByNode[0], 1e-8);
    }

    private static DurationLaw Law(string name, string parameters)
    {
        Dictionary<string, double[]> p = parameters.Split(';')
            .Select(part => part.Split('='))
            .ToDictionary(part => part[0], part => part[1].Split(',').Select(double.Parse).ToArray());
        return name switch
        {
            "lognormal" => new Lognormal(p["median"][0], p["sigma"][0]),
            "exponential" => new Exponential(p["mean"][0]),
            "lomax" => new Lomax(p["shape"][0], p["scale"][0]),
            "hyperexponential" => new Mixture([.. p["w"].Zip(p["mean"], (w, mean) => (w, (DurationLaw)new Exponential(mean)))]),
            _ => throw new ArgumentException($"The reference has a law that this test does not know: {name}."),
        };
    }

    private static void AssertClose(double expected, double actual, double relative) =>
        Assert.True(Math.Abs(actual - expected) <= relative * Math.Abs(expected), $"expected {expected:R}, got {actual:R}");
}
