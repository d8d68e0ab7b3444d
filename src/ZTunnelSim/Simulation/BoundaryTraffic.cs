using ZTunnelSim.Model;
using ZTunnelSim.Randomness;
using ZTunnelSim.Results;

namespace ZTunnelSim.Simulation;

/// <summary>The traffic of <see cref="Engine.Boundary"/>: what the rollout touches is drawn, the rest is not.</summary>
internal sealed class BoundaryTraffic(RolloutResult result) : INodeTraffic
{
    private readonly Cluster _cluster = result.Rollout.Cluster;
    private readonly double[] _newListensAt = new double[result.Rollout.Cluster.Nodes.Count];
    private readonly double[] _sigtermAt = new double[result.Rollout.Cluster.Nodes.Count];

    public void OpenNewListeners(int node, double time)
    {
        _newListensAt[node] = time;
        if (!IsSurge) DrawRefused(node, time - _sigtermAt[node]);
    }

    public double CloseOldListeners(int node, double time, double budgetSeconds)
    {
        _sigtermAt[node] = time;
        double overlap = IsSurge ? time - _newListensAt[node] : 0;
        double lastEnd = 0;
        foreach (int w in _cluster.WorkloadsOn(node))
        {
            Workload workload = _cluster.Workloads[w];
            RandomStream random = new(result.Seed, result.Replication, node, w, (long)StreamPurpose.Boundary);
            StillOpen stillOpen = new(workload.Lifetime, workload.ArrivalsPerSecond, overlap, result.Rollout.Timing.NewShare);
            double beyondLast = ExponentialSampler.Next(ref random);
            double openMean = stillOpen.At(0);
            if (beyondLast >= openMean) continue;

            double resetMean = stillOpen.At(budgetSeconds);
            bool anyReset = beyondLast < resetMean;
            // Given the last end, those before it are Poisson: first what lies beyond the budget, then the rest.
            long resets = anyReset ? 1 + random.NextPoisson(resetMean - beyondLast) : 0;
            long completed = random.NextPoisson(openMean - Math.Max(resetMean, beyondLast)) + (anyReset ? 0 : 1);
            result.OpenAtSigterm[node, w] = resets + completed;
            result.CompletedInDrain[node, w] = completed;
            result.Resets[node, w] = resets;
            lastEnd = Math.Max(lastEnd, anyReset ? budgetSeconds : Math.Min(stillOpen.Inverse(beyondLast), budgetSeconds));
        }
        return time + lastEnd;
    }

    public void EndOldProcess(int node, double time)
    {
        // All of it was drawn at SIGTERM.
    }

    public void Finish(double time)
    {
        // Connections that the rollout does not touch are not drawn.
    }

    private bool IsSurge => ((RollingUpdate)result.Rollout.Plan).IsSurge;

    private void DrawRefused(int node, double seconds)
    {
        foreach (int w in _cluster.WorkloadsOn(node))
        {
            RandomStream random = new(result.Seed, result.Replication, node, w, (long)StreamPurpose.Refused);
            result.Refused[node, w] = random.NextPoisson(_cluster.Workloads[w].ArrivalsPerSecond * seconds);
        }
    }
}
