namespace ZTunnelSim.Cli;

/// <summary>
/// Does what <c>ztunnelsim apply</c> was asked for. The manifest is all there is on stdout: it can be piped into kubectl.
/// </summary>
internal static class Applying
{
    public static int Run(ApplyRequest request, OutputFormat format, CancellationToken cancellationToken)
    {
        WantedSettings wanted = new() { GracePeriod = request.GracePeriod, Strategy = request.Wanted };
        ManifestPatch? patch = request.Patch is { } path ? ManifestWriter.PatchFile(path, wanted) : null;
        ManifestKind kind = patch?.After.Kind ?? request.Kind;
        ManifestOptions options = new() { IstioVersion = request.IstioVersion, Namespace = request.Namespace };
        string manifest = patch?.Text ?? ManifestWriter.Write(kind, wanted, options);
        string name = FileName(request, kind);
        List<string> skipped = [];
        // Everything is made before anything is written.
        string? runbook = request.Runbook
            ? ApplyRunbook.Write(
                request, patch, kind, request.Directory is { } into ? Path.Combine(into, name) : name, skipped, cancellationToken)
            : null;
        cancellationToken.ThrowIfCancellationRequested();

        skipped.AddRange(ScenarioNotes.Of(request.Draft.Outline));
        string? standstill = request.Wanted.Type == ManifestStrategyType.RollingUpdate ? request.Draft.Outline.Standstill : null;
        string summary = ApplyReport.Summary(wanted, patch, kind);
        IReadOnlyList<string> notes = ApplyReport.Notes(wanted, patch, kind, options);
        if (format == OutputFormat.Json)
        {
            ResultDocument document = ApplyJson.Of(request, kind, summary, patch, manifest, runbook) with
            {
                Notes = [.. skipped, .. notes],
                Warnings = standstill is null ? [] : [standstill],
            };
            Answer.Give(format, () => { }, document, request.Directory is null ? null : Write);
            return ExitCode.Success;
        }

        if (request.Directory is not null)
        {
            Console.Error.WriteLine($"Written: {string.Join(", ", Write())}");
        }
        else
        {
            Terminal.PrintDocument(runbook ?? manifest);
        }
        foreach (string note in skipped) Console.Error.WriteLine(note);
        if (standstill is not null) Console.Error.WriteLine($"Note: {standstill}");
        if (runbook is not null && request.Directory is null) return ExitCode.Success;
        Console.Error.WriteLine(summary);
        foreach (string note in Answer.AsNotes(notes)) Console.Error.WriteLine(note);
        return ExitCode.Success;

        IReadOnlyList<string> Write() => OutputSet.Write(request.Directory!, "apply", set =>
        {
            set.Add(name, manifest);
            if (runbook is not null) set.Add("runbook.md", runbook);
        });
    }

    private static string FileName(ApplyRequest request, ManifestKind kind) => request.Patch is { } path and not "-"
        ? Path.GetFileName(path)
        : kind switch
        {
            ManifestKind.HelmValues => "ztunnel-values.yaml",
            ManifestKind.DaemonSet => "ztunnel-daemonset.yaml",
            _ => "ztunnel-cr.yaml",
        };

}

/// <summary>What <c>ztunnelsim apply</c> was asked for.</summary>
internal sealed record ApplyRequest
{
    public required ScenarioDraft Draft { get; init; }

    public required GracePeriod GracePeriod { get; init; }

    public ManifestStrategyType? Strategy { get; init; }

    /// <summary>The manifest to change; null: a new one of <see cref="Kind"/>.</summary>
    public string? Patch { get; init; }

    public ManifestKind Kind { get; init; }

    /// <summary>The version that a new ZTunnel resource names.</summary>
    public string? IstioVersion { get; init; }

    /// <summary>The version that the runbook updates to.</summary>
    public string? UpdateTo { get; init; }

    public string? Namespace { get; init; }

    public bool Runbook { get; init; }

    public IReadOnlyList<string> ClusterFiles { get; init; } = [];

    /// <summary>Where to; null: stdout.</summary>
    public string? Directory { get; init; }

    /// <summary>The strategy to write: the one asked for, or the scenario's.</summary>
    public ManifestStrategy Wanted => Strategy == ManifestStrategyType.OnDelete ? ManifestStrategy.OnDelete
        : Draft.Outline.Rollout.Strategy is RollingUpdate plan
        ? ManifestStrategy.Rolling(new RollingUpdate(plan.MaxSurge, plan.MaxUnavailable))
        : ManifestStrategy.OnDelete;
}

/// <summary>What <c>ztunnelsim apply</c> says beside the manifest.</summary>
internal static class ApplyReport
{
    /// <summary>What is in the manifest, or what was changed in it.</summary>
    public static string Summary(WantedSettings wanted, ManifestPatch? patch, ManifestKind kind)
    {
        if (patch is null) return $"{Wrapping.Of(kind).Title}: T = {wanted.GracePeriod}, {wanted.Strategy}.";
        return patch.ChangedLines.Count == 0
            ? $"{Wrapping.Of(kind).Title} of {patch.Before.File}: nothing to change."
            : $"{Wrapping.Of(kind).Title} of {patch.Before.File}, line{(patch.ChangedLines.Count == 1 ? "" : "s")} "
                + $"{Ranges(patch.ChangedLines)} changed: {string.Join(", ", Changes(patch))}.";
    }

    public static IReadOnlyList<string> Notes(WantedSettings wanted, ManifestPatch? patch, ManifestKind kind, ManifestOptions options) =>
        patch is null ? ManifestNotes.ForNew(kind, wanted, options) : ManifestNotes.ForPatch(patch);

    private static IEnumerable<string> Changes(ManifestPatch patch)
    {
        if (patch.Before.GracePeriod != patch.After.GracePeriod)
            yield return $"T = {Given(patch.Before.GracePeriod)} -> {patch.After.GracePeriod}";
        if (patch.Before.Strategy != patch.After.Strategy) yield return $"{Given(patch.Before.Strategy)} -> {Given(patch.After.Strategy)}";
        if (patch.Before.DrainBudget != patch.After.DrainBudget) yield return "TERMINATION_GRACE_PERIOD_SECONDS follows T";
    }

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
