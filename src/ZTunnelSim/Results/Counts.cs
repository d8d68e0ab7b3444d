namespace ZTunnelSim.Results;

/// <summary>How many of something happened, per node and workload.</summary>
public sealed class Counts
{
    private readonly long[] _values;

    internal Counts(int nodes, int workloads)
    {
        Nodes = nodes;
        Workloads = workloads;
        _values = new long[nodes * workloads];
    }

    /// <summary>The number of nodes.</summary>
    public int Nodes { get; }

    /// <summary>The number of workloads.</summary>
    public int Workloads { get; }

    /// <summary>The count over all nodes and workloads.</summary>
    public long Total => Sum(_values);

    /// <summary>The count of one workload on one node.</summary>
    /// <param name="node">The node's index in its cluster.</param>
    /// <param name="workload">The workload's index in its cluster.</param>
    public long this[int node, int workload]
    {
        get => _values[node * Workloads + workload];
        internal set => _values[node * Workloads + workload] = value;
    }

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

    internal void Clear() => Array.Clear(_values);

    private static long Sum(ReadOnlySpan<long> values)
    {
        long sum = 0;
        foreach (long value in values) sum += value;
        return sum;
    }
}
