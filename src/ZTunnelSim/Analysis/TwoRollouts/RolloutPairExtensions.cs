namespace ZTunnelSim;

/// <summary>Two rollouts, one after the other.</summary>
public static class RolloutPairExtensions
{
    /// <summary>
    /// T in a rollout of its own, and the update after it. The first rollout still drains by the present T: a pod keeps the T that it was
    /// created with. So does one rollout that changes T and version together, which cuts what the first does here and no more.
    /// </summary>
    /// <param name="update">The update, with the new T.</param>
    /// <param name="present">The T that the running pods have.</param>
    /// <param name="wait">
    /// The time between the end of the first rollout, the drains included, and the start of the update: at least 0;
    /// <see cref="TimeSpan.MaxValue"/>: so long that it plays no part.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="wait"/> is less than 0.</exception>
    /// <exception cref="NotSupportedException">The rollout's plan is not a <see cref="RollingUpdate"/>.</exception>
    /// <example><c>rollout.WithGracePeriod(300).InTwoSteps(present: 30, wait: TimeSpan.FromHours(1)).SecondResets</c></example>
    public static RolloutPair InTwoSteps(this Rollout update, GracePeriod present, TimeSpan wait)
    {
        ArgumentNullException.ThrowIfNull(update);
        ArgumentNullException.ThrowIfNull(present);
        ArgumentOutOfRangeException.ThrowIfLessThan(wait, TimeSpan.Zero);
        return PairTheory.InTwoSteps(update, present).AfterWait(wait);
    }

    /// <summary>
    /// An update that is taken back, by a second rollout with the same T, at the nodes that it has reached. What the old processes hold is
    /// cut at the ends of their drains all the same.
    /// </summary>
    /// <param name="update">The update.</param>
    /// <param name="after">The time from its start to that of the way back: at least 0, and finite.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="after"/> is outside its range.</exception>
    /// <exception cref="NotSupportedException">The rollout's plan is not a <see cref="RollingUpdate"/>.</exception>
    /// <remarks>
    /// A node counts as reached once its old process has got SIGTERM; where that one drains on, the node runs three processes. New
    /// processes that are not available yet go at once, and what they accepted is not counted.
    /// </remarks>
    public static RolloutPair RollBack(this Rollout update, TimeSpan after)
    {
        ArgumentNullException.ThrowIfNull(update);
        ArgumentOutOfRangeException.ThrowIfLessThan(after, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfEqual(after, TimeSpan.MaxValue);
        return PairTheory.TakenBack(update, after.TotalSeconds).After(after.TotalSeconds);
    }

    /// <summary>
    /// T in a rollout of its own, with the update at once after it, and after ever longer waits; none where T does not change, or where the
    /// present one is not known.
    /// </summary>
    internal static IReadOnlyList<RolloutPair> InTwoSteps(this Rollout update, GracePeriod? present)
    {
        if (present is null || present == update.GracePeriod) return [];
        TimeSpan[] waits =
        [
            TimeSpan.Zero, TimeSpan.FromMinutes(10), TimeSpan.FromHours(1), TimeSpan.FromHours(6), TimeSpan.FromDays(1), TimeSpan.MaxValue,
        ];
        PairTheory pair = PairTheory.InTwoSteps(update, present);
        return [.. waits.Select(pair.AfterWait)];
    }

    /// <summary>The way back when half of the nodes have their new process, when all have, when drains are over, a day later.</summary>
    internal static IReadOnlyList<RolloutPair> RollBacks(this Rollout update)
    {
        SigtermRounds rounds = SigtermRounds.Of(update, update.RequireRollingUpdate(), update.Cluster.Nodes.Count);
        double through = PairTheory.Through(update, update.GracePeriod).FirstEndsSeconds;
        double[] times = [0.5 * (rounds.FirstSeconds + rounds.LastSeconds), rounds.LastSeconds, through, through + 86_400];
        return [.. times.Select(Math.Ceiling).Distinct().Select(t => update.RollBack(TimeSpan.FromSeconds(t)))];
    }
}
