namespace ZTunnelSim.Data;

/// <summary>What a scenario file says, before the data are read that it names: enough to know how ztunnel is updated.</summary>
/// <example><c>Scenario scenario = ScenarioReader.Draft("scenario.yaml").Resolve();</c></example>
/// <param name="Outline">The scenario, with stand-ins for lifetimes that are still to be read.</param>
/// <param name="References">For each workload where these are; null where its law is given.</param>
/// <param name="Profiles">For each workload where its profile is; null where it is given or there is none.</param>
internal sealed record ScenarioDraft(
    Scenario Outline, IReadOnlyList<LifetimeReference?> References, IReadOnlyList<ProfileReference?> Profiles)
{
    /// <summary>Reads the data and fits the lifetimes of all workloads.</summary>
    /// <param name="progress">Told how many workloads' lifetimes are known, of how many that data tell; null: nobody is told.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="InputException">A file can't be read, or no law can be fitted to it: it names file, line and key.</exception>
    public Scenario Resolve(IProgress<(int Done, int Of)>? progress = null, CancellationToken cancellation = default) =>
        Resolve(read: null, fits: null, progress, cancellation);

    /// <inheritdoc cref="Resolve(IProgress{ValueTuple{int, int}}?, CancellationToken)"/>
    /// <param name="read">What all references stand for, where it was read before; null: it is read.</param>
    /// <param name="fits">For each workload its fit by <see cref="WorkloadReader.Seed"/>, where it was made before; null: none was.</param>
    /// <param name="progress">Told how many workloads' lifetimes are known, of how many that data tell; null: nobody is told.</param>
    /// <param name="cancellation">Stops it.</param>
    public Scenario Resolve(
        ConnectionData? read, IReadOnlyList<ProfiledFit?>? fits, IProgress<(int Done, int Of)>? progress, CancellationToken cancellation)
    {
        LifetimeReference[] references = [.. References.OfType<LifetimeReference>()];
        if (references.Length == 0 && Profiles.All(p => p is null)) return WithStartNote(Countable(Outline));
        // Each set of data is read once for all that ask for it, one after the other: they may be large.
        List<(LifetimeReference As, ConnectionData Data)> sets = read is null ? [] : [(references[0], read)];
        foreach (LifetimeReference reference in references)
        {
            if (!sets.Any(set => set.As.ReadsAs(reference)))
                sets.Add((reference, ConnectionFiles.Read(reference.Paths, reference.Options, cancellation)));
        }
        int done = 0;
        CounterProfiles counters = new(cancellation);
        (LifetimeData Data, ProfiledFit Fit)?[] fitted = References.Select((reference, w) => (reference, w)).SelectSideBySide(
            pair =>
            {
                if (pair.reference is not { } reference) return ((LifetimeData, ProfiledFit)?)null;
                ConnectionData data = sets.First(set => set.As.ReadsAs(reference)).Data;
                string name = Outline.Rollout.Cluster.Workloads[pair.w].Name;
                (LifetimeData, ProfiledFit) fit = Fit(reference, data, name, pair.w, fits?[pair.w]);
                progress?.Report((Interlocked.Increment(ref done), references.Length));
                return fit;
            },
            cancellation: cancellation);
        Workload[] workloads =
            [.. Outline.Rollout.Cluster.Workloads.Select((w, i) => fitted[i] is { } fit ? With(w, fit.Fit.Fit, References[i]!) : w)];
        (RateProfile? Profile, string Note)?[] profiles = [.. Profiles.Select((p, i) =>
            p is null ? ((RateProfile?, string)?)null : counters.Of(p) ?? Found(fitted[i]!.Value.Fit.Profile))];
        workloads = [.. workloads.Select((w, i) => profiles[i] is { } found ? w with { Profile = found.Profile } : w)];
        Rollout Resolved(Rollout rollout) => rollout with { Cluster = rollout.Cluster.With(workloads) };
        return WithStartNote(Countable(Outline with
        {
            Rollout = Resolved(Outline.Rollout),
            Strategies = [.. Outline.Strategies.Select(s => new NamedStrategy(s.Name, Resolved(s.Rollout)))],
            LifetimeData = [.. fitted.Select(fit => fit?.Data).OfType<LifetimeData>()],
            SkippedLines =
            [
                .. Outline.SkippedLines, .. sets.SelectMany(set => Skipped(set.As, set.Data)),
                .. workloads.Zip(profiles).Where(p => p.Second is not null).Select(p => $"{p.First.Name}: {p.Second!.Value.Note}"),
            ],
        }));
    }

    /// <summary>Makes sure that what happens to all connections of the cluster can be counted.</summary>
    private static Scenario Countable(Scenario scenario)
    {
        Cluster cluster = scenario.Rollout.Cluster;
        for (int w = 0; w < cluster.Workloads.Count; w++)
        {
            (double open, double opened) = (cluster.OpenConnectionsOf(w), cluster.OpenedPerSecondOf(w));
            Require(w, open, Traffic.MostOpen, "are open");
            Require(w, opened, Traffic.MostPerSecond, "are opened per second");
        }
        return scenario;

        void Require(int w, double count, double most, string what)
        {
            if (count <= most) return;
            string reason = cluster.Workloads[w].Traffic.IsOpen ? "by its open connections and their mean lifetime" : "by its rate";
            throw new InputException(
                Invariant($"of '{cluster.Workloads[w].Name}' {count:0.#E+0} connections {what} in the whole cluster, {reason}; ")
                + Invariant($"at most {most:0.#E+0} are simulated."),
                scenario.File, key: $"workloads[{w}]");
        }
    }

    /// <summary>What a profile that was asked for turned out to be.</summary>
    private static (RateProfile? Profile, string Note) Found(ProfileEstimate? estimate) => (estimate?.Profile, ProfileText.Of(estimate));

    /// <summary>Says so where rates change with the clock but nothing says when the rollout begins.</summary>
    private static Scenario WithStartNote(Scenario scenario)
    {
        string[] changing = [.. scenario.Rollout.Cluster.Workloads.Where(w => w.Profile is not null).Select(w => w.Name)];
        if (changing.Length == 0 || scenario.Rollout.Start is not null) return scenario;
        string note = $"{NameList.Of(changing)}: the rate changes with the clock, and is taken at its mean, until 'start' in the scenario "
            + "or --at says when the rollout begins; 'ztunnelsim when' shows all hours.";
        // One that was made is resolved already, and says so.
        return scenario.Assumptions.Contains(note)
            ? scenario
            : scenario with { Assumptions = [.. scenario.Assumptions, note] };
    }

    private static Workload With(Workload workload, WorkloadFit fit, LifetimeReference reference)
    {
        try
        {
            Workload fitted = workload.Of(fit);
            return reference.MaximumAge?.Of(fitted) ?? fitted;
        }
        catch (ArgumentException e)
        {
            throw reference.Place.Error(e);
        }
    }

    private (LifetimeData Data, ProfiledFit Fit) Fit(
        LifetimeReference reference, ConnectionData data, string workload, int number, ProfiledFit? made)
    {
        string files = string.Join(", ", reference.Files.Select(InputFile.Spoken));
        IReadOnlyList<WorkloadLifetimes> members = Members(reference, data, files);
        List<string> notes = [];
        try
        {
            TimeZoneInfo zone = Profiles[number]?.TimeZone ?? TimeZoneInfo.Utc;
            ProfiledFit fit = made ?? ProfiledFit.Of(members, zone, reference.Family, WorkloadReader.Seed(number));
            if (data.Direction != ConnectionDirection.Unknown)
            {
                notes.Add($"The {data.Direction.ToString().ToLowerInvariant()} lines were used. " + (fit.Note
                    ?? "Assumed: arrivals were constant, so that lifetimes that end in the log are those of fresh connections."));
            }
            if (DeadPeersText.Of(fit) is { } dead) notes.Add(dead);
            if (fit.Fit.MaximumAge is { } age) notes.Add(age.Sentence);
            if (fit.Fit.Selection is { } selection) notes.Add(selection.Reasons[^1]);
            // Drawn here, where several workloads are fitted side by side.
            _ = fit.Fit.PlausibleLaws;
            return (new LifetimeData(workload, files, fit.Fit.Fit, notes), fit);
        }
        catch (LifetimeFitException e)
        {
            throw reference.Place.Error($"no law can be fitted to {files}: {e.Message}", e);
        }
    }

    private static IReadOnlyList<WorkloadLifetimes> Members(LifetimeReference reference, ConnectionData data, string files)
    {
        if (reference.Services is { } services) return [.. services.Select(service => Find(service, data, files))];
        data.RequireLifetimes();
        return data.Workloads;
    }

    private static WorkloadLifetimes Find(YamlValue service, ConnectionData data, string files)
    {
        string wanted = service.Text();
        if (data.Workloads.FirstOrDefault(w => w.Workload == wanted) is { } found) return found;
        string[] names = [.. data.Workloads.OrderByDescending(w => w.Count).Select(w => w.Workload)];
        throw service.Error(
            $"{files} has no connection to '{wanted}'{Suggestion.For(wanted, names)}; it has {string.Join(", ", names.Take(10))}.");
    }

    private static IEnumerable<string> Skipped(LifetimeReference reference, ConnectionData data) =>
        [.. SkippedLines(reference, data), .. data.Report.Notes.Select(note => AsNamed(reference, note))];

    /// <summary>A note with the files as the scenario names them: where they lie on this machine is not for a report.</summary>
    private static string AsNamed(LifetimeReference reference, string note) => reference.Paths.Zip(reference.Files)
        .Aggregate(note, (text, file) => text.Replace(file.First, file.Second, StringComparison.Ordinal));

    private static IEnumerable<string> SkippedLines(LifetimeReference reference, ConnectionData data) => data.Report.SkippedByReason
        .Where(skipped => skipped.Reason != SkipReason.Header)
        .Select(skipped =>
            $"{string.Join(", ", reference.Paths.Select(InputFile.Spoken))}"
            + $"{(reference.Options.Csv.DurationColumn is { } column ? $", column {column}" : "")}: "
            + $"{skipped.Count:#,0} lines skipped: {skipped.Reason.Describe()} (first: line "
            + $"{string.Join(", ", skipped.Examples.Select(e => e.Line))})");
}
