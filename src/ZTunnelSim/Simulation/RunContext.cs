namespace ZTunnelSim;

/// <summary>One run as it goes on: what is simulated, the random numbers it draws, and what it counts.</summary>
internal sealed class RunContext(
    Rollout rollout, ulong seed, int replication, RunRecorder? recorder, CancellationToken cancellation)
{
    public Rollout Rollout => rollout;

    public Cluster Cluster => rollout.Cluster;

    public ulong Seed => seed;

    public int Replication => replication;

    /// <summary>Where a recording has an application's n-th pod; null: wherever the scheduler puts it.</summary>
    public Func<int, int, int?>? RecordedPlacement { get; init; }

    /// <summary>How long kubectl took in a recording from its start to its first eviction on a node, in seconds; null: as usual.</summary>
    public Func<int, double?>? RecordedKubectlStart { get; init; }

    /// <summary>The order in which a recording has the nodes after a change of the template, by its number from 0; null: drawn.</summary>
    public Func<int, int[]>? RecordedOrder { get; init; }

    /// <summary>Gets every event; null: nobody asked for them.</summary>
    public RunRecorder? Recorder => recorder;

    /// <summary>The most open connections of which an engine keeps only when each closes, 16 bytes.</summary>
    private const double MostEnds = 30e6;

    /// <summary>How many it keeps already.</summary>
    private double _ends;

    /// <summary>Makes sure that when each of so many more open connections closes has room.</summary>
    /// <exception cref="InsufficientMemoryException">It has none.</exception>
    public void ReserveEnds(double connections)
    {
        _ends += connections;
        if (_ends > MostEnds) throw TooMany(_ends);
    }

    /// <summary>What is thrown where more connections would be simulated one by one than have room.</summary>
    public static InsufficientMemoryException TooMany(double connections) => new(
        $"{Numbers.Whole(Math.Round(connections))} connections or more are open at once and would be simulated one by one, which have no "
        + "room in 1 GiB of memory: give fewer, on fewer nodes, and scale what comes out.");

    /// <summary>Ends the run: engines look at it after so many events.</summary>
    public CancellationToken Cancellation => cancellation;

    /// <summary>Connections that the old process held when it got SIGTERM.</summary>
    public Counts.Builder OpenAtSigterm { get; } = CountsOf(rollout.Cluster);

    /// <summary>Of these, those that closed by themselves within the drain budget.</summary>
    public Counts.Builder CompletedInDrain { get; } = CountsOf(rollout.Cluster);

    /// <summary>Of these, those closed by force at the end of the drain budget.</summary>
    public Counts.Builder Resets { get; } = CountsOf(rollout.Cluster);

    /// <summary>New connections that found no listener.</summary>
    public Counts.Builder Refused { get; } = CountsOf(rollout.Cluster);

    /// <summary>Streams that hang until the end of the drain.</summary>
    public Counts.Builder Hung { get; } = CountsOf(rollout.Cluster);

    /// <summary>Connections lost in the accept queue of a closing listener.</summary>
    public Counts.Builder AcceptQueueLosses { get; } = CountsOf(rollout.Cluster);

    /// <summary>How the rate of each workload changes; null: it does not.</summary>
    public IReadOnlyList<ChangingRate?> Rates { get; } = [.. rollout.Cluster.Workloads.Select(rollout.RateOf)];

    /// <summary>For how long a workload's mean rate would have to last to open as many as it does between two times.</summary>
    public double SecondsAtMean(int workload, double from, double to) => Rates[workload]?.SecondsAtMean(from, to) ?? to - from;

    /// <summary>The times of this run.</summary>
    public TimingDraws Timing { get; } = new(rollout, seed, replication);

    /// <summary>The random numbers of this run for one use, from their beginning.</summary>
    public RandomStream Stream(StreamPurpose purpose, int node = 0, int workload = 0) =>
        new(seed, replication, node, workload, (long)purpose);

    /// <summary>The random numbers of this run for one use, of one of a node's processes and a workload.</summary>
    public RandomStream ProcessStream(StreamPurpose purpose, int node, int process, int workload) =>
        Stream(purpose, node, WorkloadOfProcess(rollout.Cluster, process, workload));

    /// <summary>What stands for a workload in the name of a stream: for each process of a node another number.</summary>
    public static int WorkloadOfProcess(Cluster cluster, int process, int workload) => workload + process * cluster.Workloads.Count;

    private static Counts.Builder CountsOf(Cluster cluster) => new(cluster);
}
