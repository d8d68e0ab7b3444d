namespace ZTunnelSim.Data;

/// <summary>How a connection ended, as far as its lifetime is concerned.</summary>
internal enum ConnectionEnding
{
    /// <summary>By itself, or by an error at one of its ends: its lifetime is what was seen.</summary>
    Ended,

    /// <summary>
    /// With the pod at one of its ends, which was deleted. That is an end like any other: the connection would have come to it whatever
    /// ztunnel did, and the pods that are deleted from day to day bound lifetimes just so.
    /// </summary>
    EndedWithPod,

    /// <summary>
    /// As its peer no longer answered: the system's keep-alive gave up, long after anybody had used it (half an hour by ztunnel's default).
    /// It was open all the same, and counts as such.
    /// </summary>
    EndedUnanswered,

    /// <summary>It had not: it was open when last seen, and lived on.</summary>
    StillOpen,

    /// <summary>A draining ztunnel cut it: its own end was not seen.</summary>
    CutByDrain,

    /// <summary>The tunnel between two ztunnels broke under it, most often as the other one drained: its own end was not seen.</summary>
    CutWithTunnel,
}
