namespace ZTunnelSim;

/// <summary>How many of something happened, per node and workload.</summary>
public sealed class Counts
{
    private readonly long[] _values;

    private Counts(int nodes, int workloads, long[] values) => (Nodes, Workloads, _values) = (nodes, workloads, values);

    /// <summary>The number of nodes.</summary>
    public int Nodes { get; }

    /// <summary>The number of workloads.</summary>
    public int Workloads { get; }

    /// <summary>The count over all nodes and workloads.</summary>
    public long Total => Sum(_values);

    /// <summary>The count of one workload on one node.</summary>
    /// <param name="node">The node's index in its cluster.</param>
    /// <param name="workload">The workload's index in its cluster.</param>
    public long this[int node, int workload] => _values[node * Workloads + workload];

    /// <summary>The count of one node, over its workloads.</summary>
    /// <param name="node">The node's index.</param>
    public long OfNode(int node) => Sum(_values.AsSpan(node * Workloads, Workloads));

    /// <summary>The count of one workload, over its nodes.</summary>
    /// <param name="workload">The workload's index.</param>
    public long OfWorkload(int workload)
    {
        long sum = 0;
        for (int i = workload; i < _values.Length; i += Workloads) sum += _values[i];
        return sum;
    }

    private static long Sum(ReadOnlySpan<long> values)
    {
        long sum = 0;
        foreach (long value in values) sum += value;
        return sum;
    }
    /// <summary>Counts that still grow.</summary>
    internal sealed class Builder(int nodes, int workloads)
    {
        private long[] _values = new long[nodes * workloads];

        public ref long this[int node, int workload] => ref _values[node * workloads + workload];

        /// <summary>What was counted. Nothing can be counted here any more.</summary>
        public Counts MoveToCounts()
        {
            Counts counts = new(nodes, workloads, _values);
            _values = [];
            return counts;
        }
    }
}
