using System.Text;

namespace ZTunnelSim.Cli;

/// <summary>
/// Does what <c>ztunnelsim apply</c> was asked for. The manifest is all there is on stdout: it can be piped into kubectl.
/// </summary>
internal static class Applying
{
    public static int Run(ApplyRequest request, CancellationToken cancellationToken)
    {
        WantedSettings wanted = new() { GracePeriod = request.GracePeriod, Strategy = request.Wanted };
        ManifestPatch? patch = request.Patch is { } path ? ManifestWriter.PatchFile(path, wanted) : null;
        ManifestKind kind = patch?.After.Kind ?? request.Kind;
        ManifestOptions options = new() { IstioVersion = request.IstioVersion, Namespace = request.Namespace };
        string manifest = patch?.Text ?? ManifestWriter.Write(kind, wanted, options);
        string name = FileName(request, kind);
        // Everything is made before anything is written.
        string? runbook = request.Runbook
            ? ApplyRunbook.Write(request, patch, kind, request.Directory is { } into ? Path.Combine(into, name) : name, cancellationToken)
            : null;
        cancellationToken.ThrowIfCancellationRequested();

        if (request.Directory is { } directory)
        {
            Directory.CreateDirectory(directory);
            List<string> written = [Write(Path.Combine(directory, name), manifest)];
            if (runbook is not null) written.Add(Write(Path.Combine(directory, "runbook.md"), runbook));
            Console.Error.WriteLine($"Written: {string.Join(", ", written)}");
        }
        else
        {
            using Stream stdout = Console.OpenStandardOutput();
            stdout.Write(Encoding.UTF8.GetBytes(runbook ?? manifest));
        }
        foreach (string note in request.Draft.Outline.SkippedLines) Console.Error.WriteLine(note);
        if (request.Draft.Outline.Standstill is { } standstill && request.Wanted.Type == ManifestStrategyType.RollingUpdate)
            Console.Error.WriteLine($"Note: {standstill}");
        if (runbook is null || request.Directory is not null) Report(wanted, patch, kind, options);
        return ExitCode.Success;
    }

    private static string FileName(ApplyRequest request, ManifestKind kind) => request.Patch is { } path and not "-"
        ? Path.GetFileName(path)
        : kind switch
        {
            ManifestKind.HelmValues => "ztunnel-values.yaml",
            ManifestKind.DaemonSet => "ztunnel-daemonset.yaml",
            _ => "ztunnel-cr.yaml",
        };

    private static string Write(string path, string text)
    {
        AtomicFile.Write(path, text);
        return path;
    }

    private static void Report(WantedSettings wanted, ManifestPatch? patch, ManifestKind kind, ManifestOptions options)
    {
        foreach (string line in ApplyReport.Lines(wanted, patch, kind, options)) Console.Error.WriteLine(line);
    }
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
    public static IEnumerable<string> Lines(WantedSettings wanted, ManifestPatch? patch, ManifestKind kind, ManifestOptions options)
    {
        if (patch is null)
        {
            yield return $"{Wrapping.Of(kind).Title}: T = {wanted.GracePeriod}, {wanted.Strategy}.";
        }
        else if (patch.ChangedLines.Count == 0)
        {
            yield return $"{Wrapping.Of(kind).Title} of {patch.Before.File}: nothing to change.";
        }
        else
        {
            yield return $"{Wrapping.Of(kind).Title} of {patch.Before.File}, line{(patch.ChangedLines.Count == 1 ? "" : "s")} "
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
