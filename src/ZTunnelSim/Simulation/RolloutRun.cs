using ZTunnelSim.Model;
using ZTunnelSim.Results;

namespace ZTunnelSim.Simulation;

/// <summary>Plays one rollout: the controller starts nodes, each node's state machine takes its steps in the order of time.</summary>
internal static class RolloutRun
{
    public static void Play(RolloutResult result, RollingUpdate plan, INodeTraffic traffic, RunRecorder? recorder)
    {
        Rollout rollout = result.Rollout;
        int nodes = rollout.Cluster.Nodes.Count;
        RolloutController controller = new(rollout, plan, result.Seed, result.Replication);
        NodeReplacement[] replacements = new NodeReplacement[nodes];
        EventHeap steps = new();
        double now = 0;

        StartNodes();
        while (steps.Count > 0)
        {
            (now, int node) = steps.Pop();
            NodeReplacement replacement = replacements[node];
            bool wasUpdated = controller.IsUpdated(replacement);
            double next = replacement.Step(now);
            if (next < double.PositiveInfinity) steps.Push(next, node);
            controller.Observe(replacement, wasUpdated);
            StartNodes();
        }
        traffic.Finish(now);

        NodeTimeline[] timelines = (NodeTimeline[])result.Timelines;
        for (int node = 0; node < nodes; node++) timelines[node] = replacements[node].Timeline;
        result.DurationSeconds = now;
        result.PeakNodesWithTwoProcesses = plan.IsSurge ? PeakOverlap.Of(timelines) : 0;

        void StartNodes()
        {
            while (controller.TryStartNext(out int node))
            {
                NodeTiming timing = NodeTiming.Draw(rollout, plan, result.Seed, result.Replication, node);
                replacements[node] = new(node, plan.IsSurge, timing, rollout.DrainBudgetSeconds, traffic, recorder);
                steps.Push(now, node);
            }
        }
    }
}
