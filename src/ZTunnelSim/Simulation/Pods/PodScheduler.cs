namespace ZTunnelSim;

/// <summary>Picks the node for a pod: among those that are not cordoned and have room, by the placement asked for.</summary>
internal sealed class PodScheduler(IReadOnlyList<NodeCapacity> capacities, PodPlacement placement, RandomStream random)
{
    private RandomStream _random = random;
    private readonly int[] _pods = new int[capacities.Count];
    private readonly PodResources[] _requested = new PodResources[capacities.Count];
    private readonly bool[] _cordoned = new bool[capacities.Count];
    private readonly Dictionary<(int Application, int Node), int> _podsOf = [];

    /// <summary>
    /// Where a recording has the pod that an application creates as its n-th, from 0; null: by the placement. A cordoned or full node is
    /// taken by nobody, whatever was recorded.
    /// </summary>
    public Func<int, int, int?>? Recorded { private get; init; }

    public void Cordon(int node) => _cordoned[node] = true;

    public void Uncordon(int node) => _cordoned[node] = false;

    public int PodsOn(int node) => _pods[node];

    public void Occupy(int node, int application, PodResources requests) => Count(node, application, requests, 1);

    public void Free(int node, int application, PodResources requests) =>
        Count(node, application, new PodResources() - requests, -1);

    /// <summary>The node for a pod, or -1 where none has room.</summary>
    public int Pick(int application, int created, PodResources requests)
    {
        if (Recorded?.Invoke(application, created) is { } recorded && !_cordoned[recorded] && HasRoom(recorded, requests)) return recorded;
        int best = -1, ties = 0;
        for (int node = 0; node < capacities.Count; node++)
        {
            if (_cordoned[node] || !HasRoom(node, requests)) continue;
            int comparison = best < 0 ? -1 : Compare(node, best, application);
            if (comparison < 0) (best, ties) = (node, 1);
            // Among equals each has the same chance.
            else if (comparison == 0 && _random.NextInt(++ties) == 0) best = node;
        }
        return best;
    }

    private bool HasRoom(int node, PodResources requests) =>
        _pods[node] < capacities[node].Pods
        && (capacities[node].Resources is not { } all || requests.FitsInto(all - _requested[node]));

    private int Compare(int a, int b, int application) => placement switch
    {
        PodPlacement.Spread => (Of(a, application), _pods[a]).CompareTo((Of(b, application), _pods[b])),
        PodPlacement.BinPack => _pods[b].CompareTo(_pods[a]),
        _ => 0,
    };

    private int Of(int node, int application) => _podsOf.GetValueOrDefault((application, node));

    private void Count(int node, int application, PodResources requests, int pods)
    {
        _pods[node] += pods;
        _requested[node] += requests;
        _podsOf[(application, node)] = _podsOf.GetValueOrDefault((application, node)) + pods;
    }
}
