namespace ZTunnelSim.Data;

/// <summary>A profile's estimate in a sentence.</summary>
internal static class ProfileText
{
    /// <summary>Whether the rate changes with the clock, by how much, and from what that is known.</summary>
    public static string Of(ProfileEstimate? estimate)
    {
        if (estimate is null)
        {
            return $"the data cover fewer than {ProfileEstimate.FewestHours} hours of the day, too few to tell whether the rate changes "
                + "with the clock; it is taken as constant.";
        }
        string chance = estimate.PValue < 0.001 ? "p < 0.001" : Invariant($"p = {estimate.PValue:0.000}");
        if (estimate.IsConstant)
        {
            return $"the rate is taken as constant: hours differ no more than chance may bring about ({chance}, over {Days(estimate)}), by "
                + $"{Times(estimate.Swing.High)} at most.";
        }
        return $"the rate changes with the clock ({chance}): its largest hour has {Times(estimate.Swing.Value)} as many connections as its "
            + $"smallest [{Invariant($"{estimate.Swing.Low:G3}, {estimate.Swing.High:G3}")}], {Hours(estimate)} over {Days(estimate)}"
            + $"{(estimate.TimeZone.Equals(TimeZoneInfo.Utc) ? ", UTC" : $", by the clock of {estimate.TimeZone.Id}")}.{Gaps(estimate)}"
            + Repeats(estimate);
    }

    private static string Times(double factor) => Invariant($"{factor:G3} times");

    private static string Days(ProfileEstimate estimate) => estimate.Days == 1 ? "1 day" : $"{estimate.Days:#,0} days";

    private static string Hours(ProfileEstimate estimate) => estimate.Resolution switch
    {
        ProfileResolution.HoursOfWeek => "by the hour of the week",
        ProfileResolution.DayTypes => "by the hour of workdays and of weekends",
        _ => "by the hour of the day",
    };

    private static string Gaps(ProfileEstimate estimate) => estimate.KnownHours == estimate.Hours.Count ? ""
        : $" {estimate.Hours.Count - estimate.KnownHours} of {estimate.Hours.Count} hours are not in the data: they are filled with the "
            + "mean of like hours, and vary as these do.";

    private static string Repeats(ProfileEstimate estimate) => estimate.Overdispersion is not { } phi
        ? " How much one day differs from the next of its kind is not in the data: the intervals are those of the counts alone."
        : phi > 1.5 ? Invariant($" Days differ: counts vary {phi:G3} times as much as by chance alone, which the intervals allow for.")
        : "";
}
