using ZTunnelSim.Model;
using ZTunnelSim.Results;

namespace ZTunnelSim.Analysis;

/// <summary>What a comparison keeps of one run, so that the run itself can be let go of.</summary>
internal sealed class RunSummary
{
    public RunSummary(RolloutResult run)
    {
        int workloads = run.Rollout.Cluster.Workloads.Count;
        Resets = ByWorkload(run.Resets.OfWorkload);
        Refused = ByWorkload(run.Refused.OfWorkload);
        AcceptQueueLosses = ByWorkload(run.AcceptQueueLosses.OfWorkload);
        WithoutEndpoint = ByWorkload(w => run.WithoutEndpoint.Count == 0 ? 0 : run.WithoutEndpoint[w]);
        AppClosed = ByWorkload(w => run.Evacuations?.AppClosed[w] ?? 0);
        AppTerminated = ByWorkload(w => run.Evacuations?.AppTerminated[w] ?? 0);
        DurationSeconds = run.DurationSeconds;
        PeakNodes = run.PeakNodesWithTwoProcesses;
        NodeSeconds = run.Timelines.Sum(t => SecondsWithTwoProcesses(t, run.DurationSeconds));
        Restarts = run.Evacuations?.Restarts ?? 0;
        RestartsOfOnePod = run.Evacuations is { RestartsByPod: { Count: > 0 } restarts } ? restarts.Max() : 0;
        HeadroomPods = run.Evacuations?.HeadroomPods ?? 0;
        Headroom = run.Evacuations?.Headroom ?? default;
        NotUpdated = [.. run.NotReplaced.Select(n => n.Reason)];
        Clients = run.Clients;

        long[] ByWorkload(Func<int, long> of) => [.. Enumerable.Range(0, workloads).Select(of)];
    }

    public long[] Resets { get; }

    public long[] Refused { get; }

    public long[] AcceptQueueLosses { get; }

    public long[] WithoutEndpoint { get; }

    public long[] AppClosed { get; }

    public long[] AppTerminated { get; }

    public double DurationSeconds { get; }

    public int PeakNodes { get; }

    public double NodeSeconds { get; }

    public int Restarts { get; }

    public int RestartsOfOnePod { get; }

    public int HeadroomPods { get; }

    public PodResources Headroom { get; }

    /// <summary>For each node that is not updated, why.</summary>
    public string[] NotUpdated { get; }

    public IReadOnlyList<ClientImpact>? Clients { get; }

    /// <summary>The criteria by which strategies are ranked: less is better.</summary>
    public double[] Criteria =>
    [
        Resets.Sum() + AppTerminated.Sum(),
        Refused.Sum() + AcceptQueueLosses.Sum() + WithoutEndpoint.Sum(),
        DurationSeconds,
        Restarts,
    ];

    /// <summary>What has not ended by the run's end is counted until then.</summary>
    private static double SecondsWithTwoProcesses(NodeTimeline timeline, double end) => double.IsFinite(timeline.ProcessRunningAt)
        ? Math.Max(0, Math.Min(timeline.OldGoneAt, end) - timeline.ProcessRunningAt)
        : 0;
}
