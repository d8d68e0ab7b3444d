using ZTunnelSim.Model;
using ZTunnelSim.Results;

namespace ZTunnelSim.Simulation;

/// <summary>The traffic of <see cref="Engine.Events"/>: every opening and closing of every connection happens.</summary>
internal sealed class EventTraffic : INodeTraffic
{
    private readonly RolloutResult _result;
    private readonly NodeConnections[] _nodes;

    public EventTraffic(RolloutResult result, RunRecorder? recorder)
    {
        _result = result;
        _nodes = new NodeConnections[result.Rollout.Cluster.Nodes.Count];
        for (int node = 0; node < _nodes.Length; node++)
            _nodes[node] = new(result.Rollout, result.Seed, result.Replication, node, recorder);
    }

    public void OpenNewListeners(int node, double time)
    {
        _nodes[node].AdvanceTo(time);
        _nodes[node].NewListens();
    }

    public double CloseOldListeners(int node, double time, double budgetSeconds)
    {
        NodeConnections connections = _nodes[node];
        connections.AdvanceTo(time);
        connections.OldStopsListening();
        Tally(node, _result.OpenAtSigterm);
        return Math.Clamp(connections.LastEndOnOld(), time, time + budgetSeconds);
    }

    public void EndOldProcess(int node, double time)
    {
        NodeConnections connections = _nodes[node];
        connections.AdvanceTo(time);
        Tally(node, _result.Resets);
        connections.ResetOld(time);
        foreach (int workload in _result.Rollout.Cluster.WorkloadsOn(node))
            _result.CompletedInDrain[node, workload] = _result.OpenAtSigterm[node, workload] - _result.Resets[node, workload];
    }

    public void Finish(double time)
    {
        long atStart = 0, opened = 0, completed = 0, open = 0;
        for (int node = 0; node < _nodes.Length; node++)
        {
            NodeConnections connections = _nodes[node];
            connections.AdvanceTo(time);
            atStart += connections.OpenAtStart;
            opened += connections.Opened;
            completed += connections.Completed;
            open += connections.OpenNow;
            ReadOnlySpan<int> workloads = _result.Rollout.Cluster.WorkloadsOn(node);
            for (int i = 0; i < workloads.Length; i++) _result.Refused[node, workloads[i]] = connections.Refused[i];
        }
        _result.Ledger = new(atStart, opened, completed, _result.Resets.Total, open);
    }

    private void Tally(int node, Counts counts)
    {
        ReadOnlySpan<int> workloads = _result.Rollout.Cluster.WorkloadsOn(node);
        Span<long> held = stackalloc long[workloads.Length];
        _nodes[node].CountOnOld(held);
        for (int i = 0; i < workloads.Length; i++) counts[node, workloads[i]] = held[i];
    }
}
