namespace ZTunnelSim;

/// <summary>Which of the nodes with room an evicted pod lands on.</summary>
public enum PodPlacement
{
    /// <summary>The one with the fewest pods of its application, then the fewest pods: topology spread.</summary>
    Spread,

    /// <summary>The one with the most pods: bin packing.</summary>
    BinPack,

    /// <summary>Any one.</summary>
    Random,
}
