namespace ZTunnelSim;

/// <summary>An open connection with both its ends.</summary>
internal struct SessionConnection
{
    /// <summary>The connection's number: each one opened in a run has another.</summary>
    public long Id;

    /// <summary>When it will close by itself.</summary>
    public double End;

    public int Workload;

    /// <summary>The pods at its ends; -1: outside the mesh.</summary>
    public int SourcePod, DestinationPod;

    /// <summary>The nodes whose ztunnel it crosses, which may be the same; -1: that end is outside the mesh.</summary>
    public int SourceNode, DestinationNode;

    /// <summary>Which of the nodes' processes hold it, by their numbers there.</summary>
    public int SourceProcess, DestinationProcess;

    /// <summary>The session that it continues, or -1 for one that was never cut.</summary>
    public int Session;

    /// <summary>The HBONE connection that carries it, or -1.</summary>
    public long Hbone;

    /// <summary>The node that stands for it in a trace: the source's, or the destination's where the source is outside.</summary>
    public readonly int PrimaryNode => SourceNode >= 0 ? SourceNode : DestinationNode;

    public readonly ProcessSide PrimarySide => RunRecorder.SideOf(SourceNode >= 0 ? SourceProcess : DestinationProcess);

    /// <summary>The process that holds the destination's end, where the source is in the mesh as well.</summary>
    public readonly ProcessSide? PeerSide =>
        SourceNode >= 0 && DestinationNode >= 0 ? RunRecorder.SideOf(DestinationProcess) : null;

    /// <summary>The other node, where there is one.</summary>
    public readonly int? PeerNode => SourceNode >= 0 && DestinationNode >= 0 && SourceNode != DestinationNode ? DestinationNode : null;

    /// <summary>The node at the other end than the given one's, where there is one.</summary>
    public readonly int? OtherNode(int node) =>
        PeerNode is null ? null : SourceNode == node ? DestinationNode : SourceNode;
}
