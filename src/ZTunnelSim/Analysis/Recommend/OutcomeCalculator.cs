namespace ZTunnelSim;

/// <summary>Works out what each of several grace periods brings.</summary>
internal sealed class OutcomeCalculator(
    Rollout rollout, double confidence, RecommendSearch search, DurationQuantiles durations, StudyOptions options)
{
    /// <summary>The peak hardly varies from rollout to rollout.</summary>
    private const int PeakReplications = 20;

    public IReadOnlyList<GracePeriodOutcome> Of(IReadOnlyList<GracePeriod> gracePeriods, CancellationToken cancellationToken)
    {
        (double[] Seconds, double StalledShare)[] found = durations.Of(gracePeriods, 0.5, confidence);
        return [.. gracePeriods.Select((t, k) => Outcome(t, found[k].Seconds, found[k].StalledShare, cancellationToken))];
    }

    private GracePeriodOutcome Outcome(GracePeriod t, double[] durationSeconds, double stalledShare, CancellationToken cancellationToken)
    {
        Rollout at = rollout.WithGracePeriod(t);
        double budget = at.DrainBudgetSeconds;
        int[] workloads = [.. Enumerable.Range(0, rollout.Cluster.Workloads.Count)];
        ResetMeans resets = search.Resets;
        ValueList<string> names = rollout.Cluster.WorkloadNames;
        return new GracePeriodOutcome(
            t, new(names, workloads.Select(w => resets.Fitted(budget, w))),
            new(names, workloads.Select(w => resets.Upper(budget, confidence, w))))
        {
            DrainBudgetSeconds = budget,
            ResetsUpper = resets.Upper(budget, confidence),
            ResetsWithDeadPeers = workloads.Sum(w => search.Drains.Mean(w, budget)),
            DurationMedianSeconds = durationSeconds[0],
            DurationUpperSeconds = durationSeconds[1],
            StalledShare = stalledShare,
            NodeSecondsWithTwoProcesses = at.NodeSecondsWithTwoProcesses(search.Drains),
            PeakNodesWithTwoProcesses = Peak(at, cancellationToken),
        };
    }

    private double Peak(Rollout at, CancellationToken cancellationToken)
    {
        if (at.Strategy is RollingUpdate { IsSurge: false }) return 0;
        return Replications.All(PeakReplications, options.ThreadCount, OfRun, cancellationToken).Average();

        int OfRun(int i) =>
            at.GoingThrough.Simulate(options.Seed, new SimulationOptions { Replication = i }, cancellationToken).PeakNodesWithTwoProcesses;
    }
}
