using MathNet.Numerics.Distributions;

namespace ZTunnelSim.Benchmarks;

/// <summary>
/// The same rolling update as one would write it in an afternoon: one priority queue of event objects for everything,
/// MathNet's samplers on System.Random, a set of connections for each process.
/// </summary>
internal sealed class PriorityQueueRollout
{
    private readonly PriorityQueue<Action, double> _events = new();
    private readonly Random _random;
    private readonly Rollout _rollout;
    private readonly Workload _workload;
    private readonly Lognormal _lifetime;
    private readonly NodeState[] _nodes;
    private double _now;
    private int _nextNode;
    private int _left;
    private long _connections;
    private long _resets;

    public PriorityQueueRollout(Rollout rollout, int seed)
    {
        _rollout = rollout;
        _random = new Random(seed);
        _workload = rollout.Cluster.Workloads[0];
        _lifetime = (Lognormal)_workload.Lifetime;
        _nodes = [.. rollout.Cluster.Nodes.Select(_ => new NodeState())];
        _left = _nodes.Length;
    }

    public (long Resets, double Duration, long Connections) Run()
    {
        foreach (NodeState node in _nodes)
        {
            int open = Poisson.Sample(_random, _workload.OpenConnections);
            // Residual lives of a stationary start: a uniform share of a length-biased lifetime.
            for (int i = 0; i < open; i++)
                Open(node, _random.NextDouble() * LogNormal.Sample(_random, Mu + _lifetime.Sigma * _lifetime.Sigma, _lifetime.Sigma));
            ScheduleArrival(node);
        }
        StartNext();
        while (_left > 0 && _events.TryDequeue(out Action? next, out double time))
        {
            _now = time;
            next();
        }
        return (_resets, _now, _connections);
    }

    private double Mu => Math.Log(_lifetime.MedianSeconds);

    private void At(double delay, Action action) => _events.Enqueue(action, _now + delay);

    private void ScheduleArrival(NodeState node) =>
        At(MathNet.Numerics.Distributions.Exponential.Sample(_random, _workload.OpenedPerSecond), () =>
    {
        Open(node, LogNormal.Sample(_random, Mu, _lifetime.Sigma));
        ScheduleArrival(node);
    });

    private void Open(NodeState node, double life)
    {
        _connections++;
        bool toNew = node.NewListens && (!node.OldListens || _random.NextDouble() < _rollout.Timing.NewShare);
        Connection connection = new();
        HashSet<Connection> held = toNew ? node.OnNew : node.OnOld;
        held.Add(connection);
        At(life, () =>
        {
            held.Remove(connection);
            if (held == node.OnOld && node.IsDraining && held.Count == 0) EndOld(node);
        });
    }

    private void StartNext()
    {
        if (_nextNode == _nodes.Length) return;
        NodeState node = _nodes[_nextNode++];
        ReplacementTiming timing = _rollout.Timing;
        At(timing.Startup.MeanSeconds + timing.Ready.MeanSeconds, () =>
        {
            node.NewListens = true;
            At(timing.Overlap.MeanSeconds, () =>
            {
                node.OldListens = false;
                node.IsDraining = true;
                if (node.OnOld.Count == 0) EndOld(node);
                else At(_rollout.DrainBudgetSeconds, () => EndOld(node));
                StartNext();
            });
        });
    }

    private void EndOld(NodeState node)
    {
        if (!node.IsDraining) return;
        node.IsDraining = false;
        _resets += node.OnOld.Count;
        node.OnOld.Clear();
        _left--;
    }

    private sealed class Connection;

    private sealed class NodeState
    {
        public bool OldListens { get; set; } = true;

        public bool NewListens { get; set; }

        public bool IsDraining { get; set; }

        public HashSet<Connection> OnOld { get; } = [];

        public HashSet<Connection> OnNew { get; } = [];
    }
}
