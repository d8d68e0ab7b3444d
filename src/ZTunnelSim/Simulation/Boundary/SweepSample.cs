namespace ZTunnelSim;

/// <summary>What one replication of a sweep yields, for each pacing and candidate: sums over the cluster's nodes.</summary>
internal sealed class SweepSample(int pacings, int candidates, int workloads)
{
    private readonly double[] _durations = new double[pacings * candidates];
    private readonly long[] _resets = new long[pacings * candidates * workloads];
    private readonly long[] _refused = new long[pacings * candidates * workloads];
    private readonly bool[] _stalled = new bool[pacings * candidates];

    public ref double Duration(int pacing, int candidate) => ref _durations[pacing * candidates + candidate];

    /// <summary>Whether the rollout stands still since a wake-up of the controller was lost.</summary>
    public ref bool Stalled(int pacing, int candidate) => ref _stalled[pacing * candidates + candidate];

    public ref long Resets(int pacing, int candidate, int workload) => ref _resets[Index(pacing, candidate, workload)];

    public ref long Refused(int pacing, int candidate, int workload) =>
        ref _refused[Index(pacing, candidate, workload)];

    /// <summary>All of it, for a file.</summary>
    public ReplicationRecord Record() => new(
        [.. _durations], [.. _resets.Select(n => (double)n)], [.. _refused.Select(n => (double)n)], [.. _stalled.Select(s => s ? 1.0 : 0)]);

    /// <summary>Puts what a record holds into it.</summary>
    /// <exception cref="FormatException">It is the record of something else.</exception>
    public void Fill(ReplicationRecord record)
    {
        record = record.WithRows(numbers: 4);
        record.Row(0, _durations.Length).CopyTo(_durations, 0);
        record.Counts(1, _resets.Length).CopyTo(_resets, 0);
        record.Counts(2, _refused.Length).CopyTo(_refused, 0);
        record.Row(3, _stalled.Length).Select(number => number != 0).ToArray().CopyTo(_stalled, 0);
    }

    private int Index(int pacing, int candidate, int workload) =>
        (pacing * candidates + candidate) * workloads + workload;
}
