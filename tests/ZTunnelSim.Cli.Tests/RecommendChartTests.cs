using System.Xml.Linq;

namespace ZTunnelSim.Cli.Tests;

public class RecommendChartTests
{
    private static readonly Rollout Rollout = Rollout.Of(Cluster.OfSize(
        5, Workload.Of("few", Traffic.OpenPerNode(3), new Lomax(2.5, 300)),
        Workload.Of("many", Traffic.PerNode(5), new Lognormal(2, 1.1))));

    [Theory]
    [InlineData(20L, null)]
    [InlineData(20L, 600.0)]
    [InlineData(0L, 60.0)]
    [InlineData(0L, 5.0)]
    public void The_Pareto_chart_says_what_is_recommended(long resets, double? duration)
    {
        Recommendation recommendation = Rollout.Recommend(
            new RolloutLimits { MaxResets = resets, MaxDurationSeconds = duration }, new RecommendOptions { Replications = 20 });
        string text = Texts(recommendation.ParetoChart());
        Assert.Contains(recommendation.GracePeriod is { } t ? $"Smallest T that holds the limits: {t}" : "No T holds the limits", text);
        Assert.Contains("duration that 95 % of rollouts stay within", text);
        Assert.Equal(recommendation.GracePeriod is not null, text.Contains("recommended", StringComparison.Ordinal));
        Assert.Contains("peak", text);
    }

    [Theory]
    [InlineData("resets", "many: tail (sigma)")]
    [InlineData("duration", "startup")]
    [InlineData("T", "few: tail (shape)")]
    public void A_tornado_names_its_inputs(string what, string input)
    {
        SensitivityResult result = Rollout.WithGracePeriod(30).Sensitivity(
            new SensitivityOptions { Limits = new RolloutLimits { MaxResets = 5, MaxDurationSeconds = 900 }, Replications = 20 });
        string text = Texts(what switch
        {
            "resets" => result.TornadoChart(),
            "duration" => result.DurationTornadoChart(),
            _ => result.GracePeriodTornadoChart(),
        });
        Assert.Contains(input, text);
        Assert.Contains("all inputs as given", text);
    }

    [Fact]
    public void A_tornado_without_anything_to_move_is_drawn_all_the_same()
    {
        Rollout idle = Rollout.Of(Cluster.OfSize(2, Workload.Of("idle", Traffic.PerNode(0), new Constant(1)))) with
        {
            Timing = new ReplacementTiming(new Constant(0), new Constant(0), new Constant(0), 0),
        };
        SensitivityResult result = idle.Sensitivity(new SensitivityOptions { Replications = 20 });
        Assert.Empty(result.Inputs);
        Assert.Contains("What moves the answer most", Texts(result.TornadoChart()));
    }

    private static string Texts(Chart chart) =>
        string.Join('\n', XDocument.Parse(chart.ToSvg()).Descendants().Where(e => e.Name.LocalName == "text").Select(e => e.Value));
}
