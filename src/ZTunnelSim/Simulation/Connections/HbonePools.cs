namespace ZTunnelSim;

/// <summary>
/// The pooled HBONE connections between ztunnel processes: the streams of one pair of pods share one, up to 100 each, and an unused one is
/// released after 5 minutes.
/// </summary>
internal sealed class HbonePools
{
    private const int MaxStreams = 100;
    private const double IdleSeconds = 300;

    private readonly Dictionary<ulong, List<int>> _pools = [];
    private readonly List<Tunnel> _tunnels = [];

    /// <summary>A tunnel of the pair with room for one more stream, or -1: a new one has to be made.</summary>
    public int Find(
        int sourcePod, ProcessSide sourceSide, int destinationPod, int destinationNode, double now, Listeners listeners)
    {
        if (!_pools.TryGetValue(Key(sourcePod, sourceSide, destinationPod), out List<int>? pool)) return -1;
        for (int i = pool.Count - 1; i >= 0; i--)
        {
            Tunnel tunnel = _tunnels[pool[i]];
            bool isReleased = tunnel.Streams == 0 && now - tunnel.IdleSince > IdleSeconds;
            if (isReleased || !listeners.TakesStreams(destinationNode, tunnel.DestinationSide)) pool.RemoveAt(i);
            else if (tunnel.Streams < MaxStreams) return pool[i];
        }
        return -1;
    }

    public int Create(int sourcePod, ProcessSide sourceSide, int destinationPod, ProcessSide destinationSide)
    {
        _tunnels.Add(new(destinationSide));
        ulong key = Key(sourcePod, sourceSide, destinationPod);
        if (!_pools.TryGetValue(key, out List<int>? pool)) _pools[key] = pool = [];
        pool.Add(_tunnels.Count - 1);
        return _tunnels.Count - 1;
    }

    public ProcessSide DestinationSide(int tunnel) => _tunnels[tunnel].DestinationSide;

    public void Open(int tunnel) => _tunnels[tunnel].Streams++;

    public void Close(int tunnel, double now)
    {
        if (--_tunnels[tunnel].Streams == 0) _tunnels[tunnel].IdleSince = now;
    }

    /// <summary>
    /// A pair of pods and the process that carries it at the source, in one number: it is looked up for every connection. The odd factor
    /// keeps numbers apart and spreads their hashes.
    /// </summary>
    private static ulong Key(int sourcePod, ProcessSide sourceSide, int destinationPod) =>
        ((ulong)(uint)sourcePod << 32 | (ulong)(uint)destinationPod << 1 | (uint)sourceSide) * 0x9E37_79B9_7F4A_7C15;

    private sealed class Tunnel(ProcessSide destinationSide)
    {
        public ProcessSide DestinationSide => destinationSide;

        public int Streams { get; set; }

        public double IdleSince { get; set; }
    }
}
