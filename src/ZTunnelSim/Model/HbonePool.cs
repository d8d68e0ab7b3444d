namespace ZTunnelSim;

/// <summary>What ztunnel's pool of HBONE connections does: its defaults, which nobody changes.</summary>
internal static class HbonePool
{
    /// <summary>A connection that has carried so many streams at once gets no further one.</summary>
    public const int MaxStreams = 100;

    /// <summary>One without a stream is kept for so long after its last one was opened.</summary>
    public const double IdleSeconds = 300;
}
