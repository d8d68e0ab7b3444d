namespace ZTunnelSim;

/// <summary>Workloads that a chart draws as one curve.</summary>
internal sealed record WorkloadGroup(string Name, IReadOnlyList<int> Workloads)
{
    /// <summary>
    /// The workloads one by one where there are few; otherwise those with the largest shares of the expected resets, over all candidates,
    /// and the others as one.
    /// </summary>
    public static IReadOnlyList<WorkloadGroup> Largest(SweepResult result, int most)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 2);
        IReadOnlyList<Workload> workloads = result.Rollout.Cluster.Workloads;
        int[] all = [.. Enumerable.Range(0, workloads.Count)];
        if (all.Length <= most) return [.. all.Select(w => new WorkloadGroup(workloads[w].Name, [w]))];
        int[] bySize = [.. all.OrderByDescending(w => result.Candidates
            .Where(c => c.Predicted.Resets > 0)
            .Sum(c => c.Predicted.ResetsByWorkload[w] / c.Predicted.Resets))];
        int[] others = bySize[(most - 1)..];
        return
        [
            .. bySize[..(most - 1)].Order().Select(w => new WorkloadGroup(workloads[w].Name, [w])),
            new($"{others.Length} others", [.. others.Order()]),
        ];
    }

    /// <summary>The group's part of what is given for each workload.</summary>
    public double Sum(IReadOnlyList<double> byWorkload) => Workloads.Sum(w => byWorkload[w]);
}
