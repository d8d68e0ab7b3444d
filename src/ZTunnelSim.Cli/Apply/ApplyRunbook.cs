namespace ZTunnelSim.Cli;

/// <summary>Makes the runbook of an update, with the numbers of a scenario and of a cluster.</summary>
internal static class ApplyRunbook
{
    public static string Write(
        ApplyRequest request, ManifestPatch? patch, ManifestKind kind, string manifestFile, ICollection<string> skipped,
        CancellationToken cancellationToken)
    {
        // Only the runbook's numbers need lifetimes.
        Scenario scenario = request.Draft.Resolve(null, cancellationToken);
        RunbookTarget target = new()
        {
            Source = scenario.File,
            Namespace = request.Namespace ?? patch?.After.Namespace ?? "istio-system",
            Kind = kind,
            ManifestFile = manifestFile,
            IsPartial = patch is null && (
                kind == ManifestKind.DaemonSet || (kind == ManifestKind.ZTunnelResource && request.IstioVersion is null)),
            GracePeriod = request.GracePeriod,
            Release = patch?.After.Release,
            Version = request.UpdateTo,
        };
        return request.Wanted.Type == ManifestStrategyType.OnDelete
            ? EvacuationRunbookWriter.Write(Drained(request, scenario, target, skipped, cancellationToken))
            : RollingRunbookWriter.Write(Rolling(request, scenario, target, patch, cancellationToken));
    }

    private static EvacuationRunbook Drained(
        ApplyRequest request, Scenario scenario, RunbookTarget target, ICollection<string> skipped, CancellationToken cancellationToken)
    {
        EvacuationRunbook runbook = ByNames(request, scenario, target, skipped);
        if (scenario.Rollout.Strategy.Evacuation is { } how) runbook = runbook with { How = how };
        if (EvacuationEstimate.Of(scenario, cancellationToken) is { } estimate)
        {
            runbook = runbook with
            {
                Nodes = [.. runbook.Nodes.Select(estimate.Fill)],
                TotalSeconds = estimate.TotalSeconds,
                How = estimate.Evacuation,
            };
        }
        return runbook with
        {
            Drain = (request.GracePeriod, scenario.Rollout.DrainBudget.SecondsFor(request.GracePeriod)),
            SlowApplications =
            [
                .. scenario.Rollout.Cluster.Applications
                    .Where(a => !a.IsDaemonSet && a.TerminationGracePeriodSeconds > runbook.How.TimeoutSeconds).Select(a => a.Name),
            ],
        };
    }

    private static EvacuationRunbook ByNames(
        ApplyRequest request, Scenario scenario, RunbookTarget target, ICollection<string> skipped)
    {
        if (request.ClusterFiles.Count == 0)
        {
            return new EvacuationRunbook
            {
                Target = target,
                Nodes = [.. scenario.Rollout.Cluster.Nodes.Select(n => new RunbookNode(n.Name))],
                Notes = [.. scenario.Assumptions, .. scenario.SkippedLines],
            };
        }
        ClusterInventory cluster = InventoryReader.Load(request.ClusterFiles);
        foreach (SkippedObjects objects in cluster.Skipped) skipped.Add($"Not used of {string.Join(", ", cluster.Files)}: {objects}.");
        return new EvacuationRunbook
        {
            Target = target with { Source = $"{string.Join(", ", cluster.Files)} as it was read" },
            Nodes = InventoryRunbook.Nodes(cluster),
            Budgets = InventoryRunbook.Budgets(cluster),
            Notes = InventoryRunbook.Notes(cluster),
        };
    }

    /// <summary>Why a surge of the patched manifest stands still on every node, or null.</summary>
    private static string? SurgeObstacle(ManifestPatch? patch, Rollout rollout) =>
        patch?.After.SurgeObstacle is { } why && rollout.Strategy is RollingUpdate { IsSurge: true }
            ? $"{patch.After.File}: {why}: every new pod stays Pending. Set maxUnavailable instead."
            : null;

    private static RollingRunbook Rolling(
        ApplyRequest request, Scenario scenario, RunbookTarget target, ManifestPatch? patch, CancellationToken cancellationToken)
    {
        SweepOptions options = new()
        {
            Seed = scenario.Simulation.Seed,
            Replications = scenario.Simulation.Replications ?? new SweepOptions().Replications,
            Precision = scenario.Simulation.Precision?.Share,
            Pacings = [Pacing.Kubernetes],
        };
        Rollout rollout = scenario.Rollout;
        // A runbook is about one change; of what else is in the way it tells.
        if (rollout.SecondChange is not null) scenario.RequireSweepable();
        List<string> obstacles = [.. new[] { scenario.Standstill, SurgeObstacle(patch, rollout) }.OfType<string>()];
        if (obstacles.Count > 0) rollout = rollout.WithoutFailures();
        SweepResult sweep = ProgressBar.Show(progress => rollout.Sweep([request.GracePeriod], options, progress, cancellationToken));
        CandidateResult result = sweep.Candidates[0];
        Rollout chosen = rollout.WithGracePeriod(request.GracePeriod) with { Pacing = Pacing.Kubernetes };
        GracePeriod? present = scenario.PresentGracePeriod ?? (patch is null ? null : patch.Before.GracePeriod ?? GracePeriod.Default);
        PacingResult paced = result.Under(Pacing.Kubernetes);
        return new RollingRunbook
        {
            Target = target with
            {
                Source = $"{scenario.File}, {sweep.Replications} simulated rollouts, seed {sweep.Seed}, paced as Kubernetes does it"
            },
            GracePeriod = request.GracePeriod,
            CurrentGracePeriod = present,
            DrainBudgetSeconds = result.DrainBudgetSeconds,
            Strategy = (RollingUpdate)scenario.Rollout.Strategy,
            Obstacles = obstacles,
            Notes =
            [
                .. scenario.Assumptions,
                .. scenario.SkippedLines,
                .. scenario.Strategies.Select(s => NodeDrainText.Of(s.Rollout)).Append(CniText.Of(rollout)).OfType<string>(),
                .. request.ClusterFiles.Count > 0 ? InventoryRunbook.Notes(InventoryReader.Load(request.ClusterFiles)) : [],
            ],
            NodeCount = scenario.Rollout.Cluster.Nodes.Count,
            Resets = (paced.Resets.Mean, result.ResetsInterval.Lower, result.ResetsInterval.Upper),
            ResetsByWorkload = [.. scenario.Rollout.Cluster.Workloads.Zip(paced.ResetsByWorkload, (w, r) => (w.Name, r.Mean))],
            DurationSeconds = (paced.DurationP50Seconds, paced.DurationP95Seconds),
            Refused = paced.Refused.Mean,
            InTwoSteps = chosen.InTwoSteps(present),
            RollBacks = chosen.RollBacks(),
            When = [.. StartWeek.Of(chosen, [request.GracePeriod], new(), cancellationToken)?.Text.Begin() ?? []],
            MaximumAges = (present ?? GracePeriod.Default) is var shorter && shorter < request.GracePeriod
                ? MaximumAgeLever.Instead(chosen, shorter, new RolloutLimits().Confidence)
                : [],
            StalledShare = LostWakeUps.CanHappen(rollout.Strategy, Pacing.Kubernetes) ? paced.StalledShare : null,
        };
    }
}
