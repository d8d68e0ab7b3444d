namespace ZTunnelSim;

/// <summary>The traffic of <see cref="Engine.Events"/>: every opening and closing of every connection happens.</summary>
internal sealed class EventTraffic : ITraffic
{
    private readonly RunContext _run;
    private readonly WorkloadConnections[][] _connections;
    private readonly Listeners _listeners;

    public EventTraffic(RunContext run)
    {
        _run = run;
        int nodes = run.Cluster.Nodes.Count;
        _listeners = new(nodes, updatedNodes: 0, run.Rollout.Timing.NewShare);
        _connections = new WorkloadConnections[nodes][];
        for (int node = 0; node < nodes; node++)
        {
            ReadOnlySpan<int> workloads = run.Cluster.WorkloadsOn(node);
            _connections[node] = new WorkloadConnections[workloads.Length];
            for (int i = 0; i < workloads.Length; i++) _connections[node][i] = new(run, node, workloads[i]);
        }
    }

    public void OpenListeners(int node, int process, double time)
    {
        Advance(node, time);
        _listeners.Open(node, process);
    }

    public double CloseListeners(int node, int process, double time, double budgetSeconds)
    {
        Advance(node, time);
        _listeners.Close(node, process);
        double lastEnd = time;
        foreach (WorkloadConnections connections in _connections[node])
        {
            _run.OpenAtSigterm[node, connections.Workload] += connections.On(process);
            _run.CompletedInDrain[node, connections.Workload] += connections.On(process);
            lastEnd = Math.Max(lastEnd, connections.LastEndOn(process));
        }
        return Math.Min(lastEnd, time + budgetSeconds);
    }

    public void EndProcess(int node, int process, double time)
    {
        Advance(node, time);
        foreach (WorkloadConnections connections in _connections[node])
        {
            int w = connections.Workload;
            _run.Resets[node, w] += connections.On(process);
            _run.CompletedInDrain[node, w] -= connections.On(process);
            connections.Reset(process, time);
        }
    }

    public TrafficTotals Finish(double time)
    {
        long atStart = 0, opened = 0, completed = 0, reset = 0, open = 0;
        for (int node = 0; node < _connections.Length; node++)
        {
            Advance(node, time);
            foreach (WorkloadConnections connections in _connections[node])
            {
                atStart += connections.OpenAtStart;
                opened += connections.Opened;
                completed += connections.Completed;
                reset += _run.Resets[node, connections.Workload];
                open += connections.OpenNow;
                _run.Refused[node, connections.Workload] = connections.Refused;
            }
        }
        return new() { Ledger = new(atStart, opened, completed, reset, open) };
    }

    private void Advance(int node, double time)
    {
        foreach (WorkloadConnections connections in _connections[node]) connections.AdvanceTo(time, _listeners[node]);
    }
}
