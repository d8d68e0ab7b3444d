namespace ZTunnelSim;

/// <summary>The pooled HBONE connections of ztunnels (<see cref="HbonePool"/>): one for the streams of a pair of pods.</summary>
internal sealed class HbonePools
{
    private readonly Dictionary<ulong, List<int>> _pools = [];
    private readonly List<Tunnel> _tunnels = [];

    /// <summary>A pooled tunnel for one more stream, or -1: a new one has to be made.</summary>
    /// <param name="stream">The stream: its pods, the process at its source, the node that it goes to.</param>
    /// <param name="now">When it is opened.</param>
    /// <param name="listeners">Who listens.</param>
    /// <param name="flow">The workload that the stream is of.</param>
    /// <param name="random">What tells whether the pool had a tunnel from before the run that carries nothing.</param>
    public int Find(in SessionConnection stream, double now, Listeners listeners, WorkloadFlow flow, ref RandomStream random)
    {
        if (!_pools.TryGetValue(Key(stream), out List<int>? pool))
        {
            // Whoever opened a stream in the last 5 minutes left a tunnel behind, which ends at the old process.
            double seconds = HbonePool.IdleSeconds - now;
            if (stream.SourceProcess != 0 || seconds <= 0 || !listeners.TakesStreams(stream.DestinationNode, 0)
                || random.NextDouble() < Math.Exp(-flow.ClosedOfPair(seconds)))
                return -1;
            return Create(stream, 0);
        }
        for (int i = pool.Count - 1; i >= 0; i--)
        {
            Tunnel tunnel = _tunnels[pool[i]];
            bool isReleased = tunnel.WasFull || (tunnel.Streams == 0 && now - tunnel.UsedAt > HbonePool.IdleSeconds);
            if (!isReleased && listeners.TakesStreams(stream.DestinationNode, tunnel.DestinationProcess)) return pool[i];
            pool.RemoveAt(i);
        }
        return -1;
    }

    /// <summary>Makes a tunnel for a stream, to the process that its listener was picked of.</summary>
    public int Create(in SessionConnection stream, int destinationProcess)
    {
        _tunnels.Add(new(destinationProcess));
        ulong key = Key(stream);
        if (!_pools.TryGetValue(key, out List<int>? pool)) _pools[key] = pool = [];
        pool.Add(_tunnels.Count - 1);
        return _tunnels.Count - 1;
    }

    public int DestinationProcess(int tunnel) => _tunnels[tunnel].DestinationProcess;

    public void Open(int tunnel, double now)
    {
        Tunnel opened = _tunnels[tunnel];
        opened.UsedAt = now;
        if (++opened.Streams == HbonePool.MaxStreams) opened.WasFull = true;
    }

    public void Close(int tunnel) => _tunnels[tunnel].Streams--;

    /// <summary>
    /// A pair of pods and the process that carries it at the source, in one number: it is looked up for every connection. The odd factor
    /// keeps numbers apart and spreads their hashes.
    /// </summary>
    public static ulong Key(in SessionConnection stream) =>
        ((ulong)(uint)stream.SourcePod << 34 | (ulong)(uint)stream.DestinationPod << 2 | (uint)stream.SourceProcess)
        * 0x9E37_79B9_7F4A_7C15;

    private sealed class Tunnel(int destinationProcess)
    {
        public int DestinationProcess => destinationProcess;

        public int Streams { get; set; }

        public bool WasFull { get; set; }

        public double UsedAt { get; set; }
    }
}
