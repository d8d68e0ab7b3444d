using ZTunnelSim.Model;
using ZTunnelSim.Randomness;
using ZTunnelSim.Results;

namespace ZTunnelSim.Simulation;

/// <summary>The traffic of <see cref="Engine.Boundary"/>: what the rollout touches is drawn, the rest is not.</summary>
internal sealed class BoundaryTraffic(RolloutResult result, RollingUpdate plan) : INodeTraffic
{
    private readonly Cluster _cluster = result.Rollout.Cluster;
    private readonly double[] _newListensAt = new double[result.Rollout.Cluster.Nodes.Count];
    private readonly double[] _sigtermAt = new double[result.Rollout.Cluster.Nodes.Count];

    public void OpenNewListeners(int node, double time)
    {
        _newListensAt[node] = time;
        if (!plan.IsSurge) DrawRefused(node, time - _sigtermAt[node]);
    }

    public double CloseOldListeners(int node, double time, double budgetSeconds)
    {
        _sigtermAt[node] = time;
        double overlap = plan.IsSurge ? time - _newListensAt[node] : 0;
        Span<OldConnections> parts = new OldConnections[OldConnections.MaxParts];
        Span<double> beyondLast = stackalloc double[OldConnections.MaxParts];
        double drain = 0;
        foreach (int w in _cluster.WorkloadsOn(node))
        {
            RandomStream random = new(result.Seed, result.Replication, node, w, (long)StreamPurpose.Boundary);
            int count = OldConnections.Parts(_cluster.Workloads[w], overlap, result.Rollout.Timing.NewShare, parts);
            for (int i = 0; i < count; i++) beyondLast[i] = ExponentialSampler.Next(ref random);
            for (int i = 0; i < count; i++) drain = Math.Max(drain, DrawPart(parts[i], beyondLast[i], budgetSeconds, node, w, ref random));
            result.OpenAtSigterm[node, w] = result.Resets[node, w] + result.CompletedInDrain[node, w];
        }
        return time + drain;
    }

    public void EndOldProcess(int node, double time)
    {
        // All of it was drawn at SIGTERM.
    }

    public void Finish(double time)
    {
        // Connections that the rollout does not touch are not drawn.
    }

    /// <returns>How long the old process drains on behalf of these connections.</returns>
    private double DrawPart(OldConnections part, double beyondLast, double budget, int node, int w, ref RandomStream random)
    {
        double open = part.Lambda(0);
        if (beyondLast >= open) return 0;
        double outliving = part.Lambda(budget);
        bool lastIsReset = beyondLast < outliving;
        // Given the last one, those that close before it are Poisson: first those beyond the budget, then the rest.
        if (lastIsReset) result.Resets[node, w] += 1 + random.NextPoisson(outliving - beyondLast);
        result.CompletedInDrain[node, w] +=
            random.NextPoisson(open - Math.Max(outliving, beyondLast)) + (lastIsReset ? 0 : 1);
        return lastIsReset ? budget : Math.Min(part.InverseLambda(beyondLast), budget);
    }

    private void DrawRefused(int node, double seconds)
    {
        foreach (int w in _cluster.WorkloadsOn(node))
        {
            RandomStream random = new(result.Seed, result.Replication, node, w, (long)StreamPurpose.Refused);
            result.Refused[node, w] = random.NextPoisson(_cluster.Workloads[w].ArrivalsPerSecond * seconds);
        }
    }
}
