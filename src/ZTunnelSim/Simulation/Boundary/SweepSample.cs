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

    private int Index(int pacing, int candidate, int workload) =>
        (pacing * candidates + candidate) * workloads + workload;
}
