namespace ZTunnelSim;

/// <summary>Counts what clients go through.</summary>
internal sealed class ClientStatistics
{
    private readonly Tally[] _tallies;
    private readonly int[] _destinationOf;

    /// <summary>For each destination, the reconnections that began in each second.</summary>
    private readonly Dictionary<long, long>[] _reconnects;

    public ClientStatistics(IReadOnlyList<Workload> workloads)
    {
        _tallies = [.. workloads.Select(_ => new Tally())];
        // A storm hits a destination, whatever workload its connections belong to.
        string[] destinationOf = [.. workloads.Select(w => w.Traffic is TrafficBetween ends ? $"to {ends.Destination}" : w.Name)];
        string[] destinations = [.. destinationOf.Distinct()];
        _destinationOf = [.. destinationOf.Select(d => Array.IndexOf(destinations, d))];
        _reconnects = [.. destinations.Select(_ => new Dictionary<long, long>())];
    }

    /// <summary>A session was reset for the n-th time.</summary>
    public void Reset(int workload, int times)
    {
        List<long> byResets = _tallies[workload].ByResets;
        while (byResets.Count < times) byResets.Add(0);
        byResets[times - 1]++;
        if (times > 1) byResets[times - 2]--;
    }

    public void Lost(int workload) => _tallies[workload].Lost++;

    public void RefusedAttempt(int workload) => _tallies[workload].Refused++;

    public void Reconnected(int workload, double now, double without)
    {
        _tallies[workload].Without.Add(without);
        Dictionary<long, long> reconnects = _reconnects[_destinationOf[workload]];
        long second = (long)now;
        reconnects[second] = reconnects.GetValueOrDefault(second) + 1;
    }

    public void HboneReset(int workload, int connections) => _tallies[workload].Hbone += connections;

    public ClientImpact Of(int workload)
    {
        Tally tally = _tallies[workload];
        double[] without = [.. tally.Without];
        Array.Sort(without);
        Dictionary<long, long> reconnects = _reconnects[_destinationOf[workload]];
        long peak = reconnects.Count == 0 ? 0 : reconnects.Values.Max();
        return new ClientImpact(tally.ByResets)
        {
            Reconnections = without.Length,
            RefusedReconnections = tally.Refused,
            SessionsLost = tally.Lost,
            WithoutConnectionP50Seconds = SampleQuantile.Of(without, 0.5),
            WithoutConnectionP99Seconds = SampleQuantile.Of(without, 0.99),
            PeakReconnectsPerSecond = peak,
            PeakAtSeconds = peak == 0 ? double.NaN : reconnects.Where(r => r.Value == peak).Min(r => r.Key),
            HboneConnectionsReset = tally.Hbone,
        };
    }

    private sealed class Tally
    {
        public List<long> ByResets { get; } = [];

        public List<double> Without { get; } = [];

        public long Lost { get; set; }

        public long Refused { get; set; }

        public long Hbone { get; set; }
    }
}
