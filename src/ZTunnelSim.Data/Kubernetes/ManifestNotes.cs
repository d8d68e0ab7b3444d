namespace ZTunnelSim.Data;

/// <summary>What a person who applies a manifest should know: a sentence each.</summary>
internal static class ManifestNotes
{
    public static IReadOnlyList<string> ForNew(ManifestKind kind, WantedSettings wanted, ManifestOptions options)
    {
        List<string> notes = [];
        if (kind == ManifestKind.DaemonSet)
            notes.Add($"this is a part of the DaemonSet: apply it with {ServerSide}, which leaves the rest as it is. What installed the "
                + "DaemonSet may set it back.");
        if (kind == ManifestKind.ZTunnelResource && options.IstioVersion is null)
        {
            notes.Add($"no spec.version is named: apply it with {ServerSide}, which leaves the version that is there. Plain 'kubectl "
                + "apply' could take it away, and the operator would install its default version. Or name it with --istio-version.");
        }
        if (kind == ManifestKind.ZTunnelResource && wanted.Strategy is { } strategy
            && strategy != ManifestStrategy.Rolling(RollingUpdate.Default))
            notes.Add(UnknownStrategy);
        if (wanted.GracePeriod is { } gracePeriod) notes.Add(OldPods(gracePeriod, null));
        return notes;
    }

    public static IReadOnlyList<string> ForPatch(ManifestPatch patch)
    {
        List<string> notes = [.. patch.After.Warnings];
        if (patch.After is { Kind: ManifestKind.ZTunnelResource, Strategy: { } strategy } && strategy != patch.Before.Strategy)
            notes.Add(UnknownStrategy);
        GracePeriod before = patch.Before.GracePeriod ?? GracePeriod.Default, after = patch.After.GracePeriod ?? GracePeriod.Default;
        if (before != after) notes.Add(OldPods(after, before));
        if (patch.After.Kind == ManifestKind.FluxHelmRelease && patch.ChangedLines.Count > 0) notes.Add(FluxTimeout);
        notes.AddRange(patch.Comments.Select(c =>
            $"line {c.Line} keeps its comment {SyntaxNode.Quote(c.Comment)}, which may have been about the value of before."));
        return notes;
    }

    private const string ServerSide = "'kubectl apply --server-side --field-manager=ztunnelsim -f -'";

    // sail-operator documents spec.values.ztunnel.updateStrategy, but the CRD's v1 schema up to Istio v1.28.0 does not name it.
    private const string UnknownStrategy =
        "the ZTunnel CRD of Istio v1.28.0 has no updateStrategy under spec.values.ztunnel, so that the API server refuses or drops it; "
        + "check yours with 'kubectl explain ztunnel.spec.values.ztunnel.updateStrategy'. If it is missing, set the strategy in Helm "
        + "values instead (--format helm).";

    // Source: fluxcd/helm-controller, HelmReleaseSpec.Timeout and Upgrade.DisableWait.
    private const string FluxTimeout =
        "Flux waits for a rollout, and takes one for failed that is not through within spec.timeout (5 min where that is not set): set it "
        + "to more than the rollout takes.";

    private static string OldPods(GracePeriod after, GracePeriod? before) =>
        $"T = {after.Seconds} s holds for pods that are created with it: the rollout that brings it replaces the pods of before, which "
        + $"drain by their own T{(before is null ? "" : $" = {before.Seconds} s")}.";
}
