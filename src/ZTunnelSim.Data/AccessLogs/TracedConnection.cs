using System.Runtime.InteropServices;

namespace ZTunnelSim.Data;

/// <summary>A connection of a trace that ended: when it was opened, and how and when it ended, in seconds of the trace.</summary>
internal readonly record struct TracedConnection(
    int Node, int Workload, long Number, ProcessSide Process, double StartSeconds, double EndSeconds, bool IsReset)
{
    /// <summary>The purpose of the streams that ages of connections found open are drawn from.</summary>
    private const long AgePurpose = 0x61676573;

    /// <summary>All connections that ended in a run, in the order of their ends.</summary>
    public static IEnumerable<TracedConnection> Of(RolloutResult result)
    {
        if (result.Trace is not { } trace)
            throw new ArgumentException("The run was not traced: simulate with SimulationOptions.Trace.", nameof(result));
        Dictionary<(int, int, long), double> starts = [];
        Dictionary<(int Node, int Workload), RandomStream> streams = [];
        foreach (TraceEvent e in trace)
        {
            if (e is not { Workload: { } workload, Connection: { } number }) continue;
            (int, int, long) key = (e.Node, workload, number);
            switch (e.Kind)
            {
                case TraceEventKind.FoundOpen:
                    // Not known yet: the uniform number that the age will be made of stands for the start, negative.
                    starts[key] = -Uniform(e.Node, workload);
                    break;
                case TraceEventKind.Opened:
                    starts[key] = e.Seconds;
                    break;
                case TraceEventKind.Closed or TraceEventKind.Reset:
                    starts.Remove(key, out double start);
                    bool isReset = e.Kind == TraceEventKind.Reset;
                    if (start < 0) start = -Age(result.Rollout.Cluster.Workloads[workload].Lifetime, e.Seconds, -start, isReset);
                    yield return new(e.Node, workload, number, e.Process!.Value, start, e.Seconds, isReset);
                    break;
            }
        }

        double Uniform(int node, int workload)
        {
            ref RandomStream stream = ref CollectionsMarshal.GetValueRefOrAddDefault(streams, (node, workload), out bool known);
            if (!known) stream = new(result.Seed, result.Replication, node, workload, AgePurpose);
            return stream.NextOpenDouble();
        }
    }

    /// <summary>
    /// The age at second 0 of a connection found open then, given what became of it. Of a connection found open, age a and residual life r
    /// have the joint density f(a + r) / m (its life is length-biased, the instant uniform in it).
    /// </summary>
    /// <remarks>
    /// Where it closed at r, the age given r has survival S(a + r) / S(r): its life is one that is known to exceed r. Where it was cut at
    /// r, its residual life is only known to be longer, and the age has survival I(a + r) / I(r), with I the integrated tail. Both are
    /// exact for any law.
    /// </remarks>
    private static double Age(DurationLaw law, double residual, double uniform, bool isCut)
    {
        double total;
        if (isCut)
        {
            double tail = uniform * law.IntegratedTail(residual);
            total = tail > 0 ? law.InverseIntegratedTail(tail) : residual;
        }
        else
        {
            total = law.Quantile(1 - uniform * law.Survival(residual));
        }
        // A life with a step at r may come out a rounding error short of it.
        return Math.Max(0, total - residual);
    }
}
