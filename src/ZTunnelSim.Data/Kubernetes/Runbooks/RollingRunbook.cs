namespace ZTunnelSim.Data;

/// <summary>A RollingUpdate: what its runbook is made of.</summary>
internal sealed record RollingRunbook
{
    /// <summary>What is updated.</summary>
    public required RunbookTarget Target { get; init; }

    /// <summary>T.</summary>
    public required GracePeriod GracePeriod { get; init; }

    /// <summary>The T that the pods have which are replaced first; null where it is not known.</summary>
    public GracePeriod? CurrentGracePeriod { get; init; }

    /// <summary>How long ztunnel drains at T, in seconds.</summary>
    public required double DrainBudgetSeconds { get; init; }

    /// <summary>The strategy.</summary>
    public required RollingUpdate Strategy { get; init; }

    /// <summary>How many nodes there are.</summary>
    public required int NodeCount { get; init; }

    /// <summary>Expected resets in the whole rollout, and the interval that 95 % of rollouts keep to.</summary>
    public required (double Mean, double Lower, double Upper) Resets { get; init; }

    /// <summary>Expected resets by workload.</summary>
    public required IReadOnlyList<(string Workload, double Resets)> ResetsByWorkload { get; init; }

    /// <summary>The duration that half of all rollouts, and 95 % of them, keep to, in seconds.</summary>
    public required (double Median, double P95) DurationSeconds { get; init; }

    /// <summary>
    /// The share of rollouts that stand still since their controller was not woken, from 0 to 1; null where that can't happen.
    /// </summary>
    public double? StalledShare { get; init; }

    /// <summary>At which hour to begin: a sentence each; empty where no rate changes with the clock.</summary>
    public IReadOnlyList<string> When { get; init; } = [];

    /// <summary>Setting T in a rollout of its own and the update after it, by rising wait; empty where T stays, or is not known.</summary>
    public IReadOnlyList<RolloutPair> InTwoSteps { get; init; } = [];

    /// <summary>
    /// The maximum ages of connections with which a shorter T, the present one or the chart's, cuts no more; empty where that is so anyway,
    /// or where T is not longer.
    /// </summary>
    public IReadOnlyList<MaximumAgeOutcome> MaximumAges { get; init; } = [];

    /// <summary>The way back, by when it begins; empty where it is not known.</summary>
    public IReadOnlyList<RolloutPair> RollBacks { get; init; } = [];

    /// <summary>
    /// What keeps the rollout from ever getting done as the cluster is now: a sentence each. The numbers are then those of a rollout after
    /// that was mended.
    /// </summary>
    public IReadOnlyList<string> Obstacles { get; init; } = [];

    /// <summary>Expected refused connections: 0 with a surge.</summary>
    public double Refused { get; init; }

    /// <summary>What is odd about the cluster, such as nodes that are left out or are not Ready: a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
