namespace ZTunnelSim;

/// <summary>How many of something happened, per node and workload.</summary>
public sealed record Counts
{
    private readonly ValueList<string> _nodes, _workloads;
    private readonly ValueList<long> _values;

    private Counts(Cluster cluster, long[] values) =>
        (_nodes, _workloads, _values) = (cluster.NodeNames, cluster.WorkloadNames, new(values));

    /// <summary>The nodes' names.</summary>
    public IReadOnlyList<string> Nodes => _nodes;

    /// <summary>The workloads' names.</summary>
    public IReadOnlyList<string> Workloads => _workloads;

    /// <summary>The count over all nodes and workloads.</summary>
    public long Total => _values.Sum();

    /// <summary>The count of one workload on one node.</summary>
    /// <param name="node">The node's index in its cluster.</param>
    /// <param name="workload">The workload's index in its cluster.</param>
    public long this[int node, int workload] => _values[node * _workloads.Count + workload];

    /// <summary>The count of one workload on one node.</summary>
    /// <param name="node">The node's name.</param>
    /// <param name="workload">The workload's name.</param>
    /// <exception cref="KeyNotFoundException">There is no such node or workload.</exception>
    public long this[string node, string workload] => this[UniqueNames.IndexOf(_nodes, node), UniqueNames.IndexOf(_workloads, workload)];

    /// <summary>The count of one node, over its workloads.</summary>
    /// <param name="node">The node's index.</param>
    public long OfNode(int node) => Enumerable.Range(0, _workloads.Count).Sum(w => this[node, w]);

    /// <summary>The count of one node, over its workloads.</summary>
    /// <param name="node">The node's name.</param>
    /// <exception cref="KeyNotFoundException">There is no such node.</exception>
    public long OfNode(string node) => OfNode(UniqueNames.IndexOf(_nodes, node));

    /// <summary>The count of one workload, over its nodes.</summary>
    /// <param name="workload">The workload's index.</param>
    public long OfWorkload(int workload) => Enumerable.Range(0, _nodes.Count).Sum(n => this[n, workload]);

    /// <summary>The count of one workload, over its nodes.</summary>
    /// <param name="workload">The workload's name.</param>
    /// <exception cref="KeyNotFoundException">There is no such workload.</exception>
    public long OfWorkload(string workload) => OfWorkload(UniqueNames.IndexOf(_workloads, workload));

    /// <summary>Counts that still grow.</summary>
    internal sealed class Builder(Cluster cluster)
    {
        private readonly int _workloads = cluster.Workloads.Count;
        private long[] _values = new long[cluster.Nodes.Count * cluster.Workloads.Count];

        public ref long this[int node, int workload] => ref _values[node * _workloads + workload];

        /// <summary>What was counted. Nothing can be counted here any more.</summary>
        public Counts MoveToCounts()
        {
            Counts counts = new(cluster, _values);
            _values = [];
            return counts;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Total} in all; {string.Join(", ", _workloads.Select((name, w) => $"{name} {OfWorkload(w)}"))}";
}
