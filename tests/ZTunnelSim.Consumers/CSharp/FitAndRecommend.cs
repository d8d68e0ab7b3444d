using ZTunnelSim;

/// <summary>From observations of one's own, some of them of connections still open, to the T to set.</summary>
internal static class FitAndRecommend
{
    public static void Run()
    {
        DurationLaw truth = DurationLaw.Lognormal(TimeSpan.FromSeconds(20), sigma: 1);
        IEnumerable<LifetimeObservation> observations = Enumerable.Range(1, 500)
            .Select(i => new LifetimeObservation(truth.Quantile(i / 501.0), isCensored: i % 50 == 0));
        WorkloadFit fit = WorkloadFit.Of(observations);
        Console.WriteLine($"Fitted {fit.Law}: {fit.Reasons[^1]}");
        Workload api = Workload.Of("api", Traffic.PerNode(openedPerSecond: 2), fit);
        Recommendation best = Rollout.Of(Cluster.OfSize(10, api))
            .Recommend(new RolloutLimits { MaxResetShare = 0.1, MaxDuration = TimeSpan.FromHours(4) });
        Console.WriteLine(best.Choice is { } choice
            ? $"Set T = {choice.GracePeriod}: expect {choice.Resets:0} resets"
            : "No T holds the limits.");
        foreach (string reason in best.Reasons) Console.WriteLine(reason);
    }
}
