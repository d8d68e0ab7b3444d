namespace ZTunnelSim;

/// <summary>A PodDisruptionBudget in a run, over the pods of one application or of several.</summary>
/// <param name="budget">The budget.</param>
/// <param name="applications">The applications that it covers, by index.</param>
/// <param name="replicas">How many pods their controllers should have.</param>
internal sealed class PodBudget(DisruptionBudget budget, int[] applications, int replicas)
{
    public IReadOnlyList<int> Applications => applications;

    /// <summary>When a Ready pod was last evicted under it.</summary>
    public double TakenAt { get; set; } = double.NegativeInfinity;

    /// <summary>For each application the budget that it is under; null where it has none.</summary>
    public static PodBudget?[] Of(IReadOnlyList<Application> applications)
    {
        PodBudget?[] budgets = new PodBudget?[applications.Count];
        var covered = applications
            .Select((application, index) => (application, index))
            .Where(a => a.application.DisruptionBudget is not null)
            // Without a name it is the application's own.
            .GroupBy(a => a.application.DisruptionBudget!.Name is { } name ? (name, -1) : ("", a.index));
        foreach (var under in covered)
        {
            PodBudget one = new(
                under.First().application.DisruptionBudget!,
                [.. under.Select(a => a.index)],
                under.Sum(a => a.application.IsBare ? 0 : a.application.Replicas));
            foreach (int index in one.Applications) budgets[index] = one;
        }
        return budgets;
    }

    /// <summary>Why a pod is not evicted; null where it is.</summary>
    /// <param name="application">The name of the pod's application.</param>
    /// <param name="healthy">How many pods under this budget are Ready and not terminating.</param>
    /// <param name="isReady">Whether the pod is Ready.</param>
    public EvictionRefusal? Refuses(string application, int healthy, bool isReady)
    {
        if (budget.Allows(healthy, replicas, isReady)) return null;
        return budget.IsConflict
            ? new($"'{application}' has more than one PodDisruptionBudget ({budget}), and Kubernetes evicts no pod that has")
            {
                Error = "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.",
            }
            : new($"the PodDisruptionBudget of '{application}' ({budget}) allows no eviction with {healthy} of {replicas} pods ready");
    }
}
