namespace ZTunnelSim.Cli;

/// <summary>What <c>ztunnelsim apply</c> says beside the manifest.</summary>
internal static class ApplyReport
{
    public static IEnumerable<string> Lines(WantedSettings wanted, ManifestPatch? patch, ManifestKind kind, ManifestOptions options)
    {
        if (patch is null)
        {
            yield return $"{Title(kind)}: T = {wanted.GracePeriod}, {wanted.Strategy}.";
        }
        else if (patch.ChangedLines.Count == 0)
        {
            yield return $"{Title(kind)} of {patch.Before.File}: nothing to change.";
        }
        else
        {
            yield return $"{Title(kind)} of {patch.Before.File}, line{(patch.ChangedLines.Count == 1 ? "" : "s")} "
                + $"{Ranges(patch.ChangedLines)} changed: {string.Join(", ", Changes(patch))}.";
        }
        foreach (string note in patch is null ? ManifestNotes.ForNew(kind, wanted, options) : ManifestNotes.ForPatch(patch))
            yield return $"Note: {note}";
    }

    private static IEnumerable<string> Changes(ManifestPatch patch)
    {
        if (patch.Before.GracePeriod != patch.After.GracePeriod)
            yield return $"T = {Given(patch.Before.GracePeriod)} -> {patch.After.GracePeriod}";
        if (patch.Before.Strategy != patch.After.Strategy) yield return $"{Given(patch.Before.Strategy)} -> {Given(patch.After.Strategy)}";
        if (patch.Before.DrainBudget != patch.After.DrainBudget) yield return "TERMINATION_GRACE_PERIOD_SECONDS follows T";
    }

    private static string Title(ManifestKind kind) => kind switch
    {
        ManifestKind.HelmValues => "Helm values",
        ManifestKind.DaemonSet => "DaemonSet",
        _ => "ZTunnel resource",
    };

    private static string Given(GracePeriod? gracePeriod) => gracePeriod?.ToString() ?? $"{GracePeriod.Default} (by default)";

    private static string Given(ManifestStrategy? strategy) => strategy?.ToString() ?? "RollingUpdate as in the chart";

    /// <summary>3, 7-9.</summary>
    private static string Ranges(IReadOnlyList<int> numbers)
    {
        List<string> ranges = [];
        for (int i = 0; i < numbers.Count;)
        {
            int first = i;
            while (++i < numbers.Count && numbers[i] == numbers[i - 1] + 1) { }
            ranges.Add(i - first == 1 ? $"{numbers[first]}" : $"{numbers[first]}-{numbers[i - 1]}");
        }
        return string.Join(", ", ranges);
    }
}
