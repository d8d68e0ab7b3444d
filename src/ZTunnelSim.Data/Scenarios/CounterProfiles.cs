namespace ZTunnelSim.Data;

/// <summary>Profiles from Prometheus' counters, for the workloads of a scenario; each set of files is read once.</summary>
internal sealed class CounterProfiles(CancellationToken cancellation)
{
    private readonly Dictionary<(string Files, ConnectionGrouping Grouping), CounterData> _read = [];

    /// <summary>A workload's profile with what to say of it; null where it is not from counters.</summary>
    /// <exception cref="InputException">A file can't be read, or has no such workload.</exception>
    public (RateProfile? Profile, string Note)? Of(ProfileReference reference)
    {
        if (reference.CounterFiles.Count == 0) return null;
        var key = (string.Join('\n', reference.CounterFiles), reference.Grouping);
        if (!_read.TryGetValue(key, out CounterData? counters))
        {
            counters = _read[key] = CounterFiles.Read(
                reference.CounterFiles, new CounterReadOptions { Grouping = reference.Grouping }, cancellation);
        }
        WorkloadCounters[] found = [.. counters.Workloads.Where(w => reference.Members.Contains(w.Workload))];
        if (found.Length == 0)
        {
            string[] names = [.. counters.Workloads.OrderByDescending(w => w.Opened).Select(w => w.Workload)];
            throw reference.Place.Error(
                $"the counters have no {NameList.Of(reference.Members)}{Suggestion.For(reference.Members[0], names)}; they have "
                + $"{NameList.Of(names)}. Say which with 'service'.");
        }
        ProfileEstimate? estimate = Estimate(found, reference.TimeZone);
        return (estimate?.Profile, ProfileText.Of(estimate));
    }

    /// <summary>What the counters of some workloads tell together; null where they tell too few hours.</summary>
    public static ProfileEstimate? Estimate(IEnumerable<WorkloadCounters> workloads, TimeZoneInfo zone)
    {
        StartCounts[] starts = [.. workloads.Select(w => w.Starts).OfType<StartCounts>()];
        return starts.Length == 0 ? null : ProfileEstimate.Of(starts.Aggregate((sum, next) => sum.With(next)), zone);
    }
}
