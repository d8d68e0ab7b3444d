using ZTunnelSim.Results;

namespace ZTunnelSim.Simulation;

/// <summary>The traffic of <see cref="Engine.Events"/>: every opening and closing of every connection happens.</summary>
internal sealed class EventTraffic : INodeTraffic
{
    private readonly RolloutResult _result;
    private readonly WorkloadConnections[][] _connections;
    private readonly bool[] _oldListens;
    private readonly bool[] _newListens;

    public EventTraffic(RolloutResult result, RunRecorder? recorder)
    {
        _result = result;
        int nodes = result.Rollout.Cluster.Nodes.Count;
        _oldListens = new bool[nodes];
        _newListens = new bool[nodes];
        _connections = new WorkloadConnections[nodes][];
        Array.Fill(_oldListens, true);
        for (int node = 0; node < nodes; node++)
        {
            ReadOnlySpan<int> workloads = result.Rollout.Cluster.WorkloadsOn(node);
            _connections[node] = new WorkloadConnections[workloads.Length];
            for (int i = 0; i < workloads.Length; i++)
                _connections[node][i] = new(result.Rollout, result.Seed, result.Replication, node, workloads[i], recorder);
        }
    }

    public void OpenNewListeners(int node, double time)
    {
        Advance(node, time);
        _newListens[node] = true;
    }

    public double CloseOldListeners(int node, double time, double budgetSeconds)
    {
        Advance(node, time);
        _oldListens[node] = false;
        double lastEnd = time;
        foreach ((int workload, WorkloadConnections connections) in On(node))
        {
            _result.OpenAtSigterm[node, workload] = connections.OnOld;
            lastEnd = Math.Max(lastEnd, connections.LastEndOnOld());
        }
        return Math.Min(lastEnd, time + budgetSeconds);
    }

    public void EndOldProcess(int node, double time)
    {
        Advance(node, time);
        foreach ((int workload, WorkloadConnections connections) in On(node))
        {
            _result.Resets[node, workload] = connections.OnOld;
            _result.CompletedInDrain[node, workload] = _result.OpenAtSigterm[node, workload] - connections.OnOld;
            connections.ResetOld(time);
        }
    }

    public void Finish(double time)
    {
        long atStart = 0, opened = 0, completed = 0, open = 0;
        for (int node = 0; node < _connections.Length; node++)
        {
            Advance(node, time);
            foreach ((int workload, WorkloadConnections connections) in On(node))
            {
                atStart += connections.OpenAtStart;
                opened += connections.Opened;
                completed += connections.Completed;
                open += connections.OpenNow;
                _result.Refused[node, workload] = connections.Refused;
            }
        }
        _result.Ledger = new(atStart, opened, completed, _result.Resets.Total, open);
    }

    private void Advance(int node, double time)
    {
        foreach (WorkloadConnections connections in _connections[node])
            connections.AdvanceTo(time, _oldListens[node], _newListens[node]);
    }

    private IEnumerable<(int Workload, WorkloadConnections Connections)> On(int node)
    {
        for (int i = 0; i < _connections[node].Length; i++)
            yield return (_result.Rollout.Cluster.WorkloadsOn(node)[i], _connections[node][i]);
    }
}
