namespace ZTunnelSim;

/// <summary>
/// Draws the streams that reach a process after it got SIGTERM and before their senders hear of its GOAWAY: Poisson, with the mean of those
/// that are opened within one round trip (<see cref="Rollout.HboneRoundTrip"/>).
/// </summary>
internal static class GoawayWindow
{
    /// <summary>Draws a node's streams of one workload, alike for every engine.</summary>
    /// <param name="rollout">The rollout.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="replication">The replication.</param>
    /// <param name="node">The node.</param>
    /// <param name="i">The workload's place in <see cref="Cluster.WorkloadsOn"/>.</param>
    /// <param name="process">The number of the node's process.</param>
    /// <param name="factor">The workload's rate at SIGTERM, in multiples of its mean.</param>
    public static long Draw(Rollout rollout, ulong seed, int replication, int node, int i, int process = 0, double factor = 1)
    {
        int w = rollout.Cluster.WorkloadsOn(node)[i];
        double mean = rollout.Cluster.CrossingsOn(node)[i].Inbound * rollout.Cluster.Workloads[w].OpenedPerSecond
            * rollout.HboneRoundTrip.TotalSeconds * factor;
        if (mean == 0) return 0;
        int name = RunContext.WorkloadOfProcess(rollout.Cluster, process, w);
        RandomStream random = new(seed, replication, node, name, (long)StreamPurpose.GoawayWindow);
        return random.NextPoisson(mean);
    }

    /// <summary>Draws what hangs on one of a node's processes, and counts it.</summary>
    /// <returns>Whether anything does, so that the process stays until the drain's end.</returns>
    public static bool Draw(RunContext run, int node, int process, double now)
    {
        // A node whose pods have moved away gets no stream.
        if (run.Rollout.Strategy.MovesPods) return false;
        bool any = false;
        ReadOnlySpan<int> workloads = run.Cluster.WorkloadsOn(node);
        for (int i = 0; i < workloads.Length; i++)
        {
            double factor = run.Rates[workloads[i]]?.At(now) ?? 1;
            long hung = Draw(run.Rollout, run.Seed, run.Replication, node, i, process, factor);
            run.Hung[node, workloads[i]] += hung;
            any |= hung > 0;
        }
        return any;
    }
}
