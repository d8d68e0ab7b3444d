namespace ZTunnelSim;

/// <summary>
/// The new process's share of the connections that are opened while both listen, by what picks the process: each connection, or the HBONE
/// connection that carries it.
/// </summary>
/// <remarks>
/// <para>
/// A connection that ztunnel accepts itself picks by SO_REUSEPORT's hash: the share q. A stream inside the mesh reaches the destination's
/// node in the tunnel that its pair of pods has, which picked when it was made and ends at the old process unless it was made within the
/// overlap. A pair that opens r streams per second makes a tunnel where it has none, that is where none was used for 300 s and none
/// carries a stream: p = exp(-r (300 + I(300))) of the streams do, and the share (1 - p) (1 - exp(-r p w)) / (r p w) of those opened in the
/// overlap w stays on an older one. Where more than 100 are open, a tunnel gives way to the next once it has got its 100, after P with
/// r (I(0) - I(P)) = 100, and c - c^2 / (2 P) over w stays, with c the shorter of P and w. These are means over the overlap: with lifetimes
/// no longer than it, the later ones count more.
/// </para>
/// <para>
/// A new process begins with an empty pool: its first stream of a pair makes a tunnel, which picks. Where both ends are on one node, or on
/// two nodes whose overlaps coincide, a connection is on new processes alone with the probability q^2.
/// </para>
/// </remarks>
internal sealed class ListenerChoice(Cluster cluster, RollingUpdate plan, ReplacementTiming timing)
{
    private readonly double _overlap = timing.BothListenSeconds(plan);
    private readonly double?[] _ofStreams = new double?[cluster.Workloads.Count];

    /// <summary>The law of the time for which both listen.</summary>
    public OverlapQuadrature Overlaps { get; } = new(plan, timing);

    /// <summary>The new process's share of the connections that are accepted one by one.</summary>
    public double OfAccepted => timing.NewShare;

    /// <summary>The share of the connections whose ends are both on one node that no old process holds.</summary>
    public double OfBoth => timing.NewShare * timing.NewShare;

    /// <summary>The new process's share of a workload's streams, where only the destination's node has two processes.</summary>
    public double OfStreams(int workload) => _ofStreams[workload] ??= Compute(cluster.Workloads[workload]);

    /// <summary>The new process's share of all that crosses a node.</summary>
    /// <param name="crossing">What crosses it.</param>
    /// <param name="workload">The workload's index.</param>
    /// <param name="together">The share of connections between two nodes whose nodes are replaced at the same time.</param>
    public double Of(Crossing crossing, int workload, double together = 0)
    {
        if (crossing.Streams + crossing.Both == 0) return OfAccepted;
        double streams = (1 - together) * OfStreams(workload) + together * OfBoth;
        return (crossing.Accepted * OfAccepted + crossing.Streams * streams + crossing.Both * OfBoth) / crossing.Total;
    }

    private double Compute(Workload model)
    {
        if (model.Traffic is not TrafficBetween { IsHbone: true } ends || _overlap == 0) return timing.NewShare;
        double opened = model.OpenedPerSecond / (PodsOf(ends.Source) * PodsOf(ends.Destination));
        if (!(opened > 0)) return 0;
        double tailOfFull = model.Lifetime.MeanSeconds - HbonePool.MaxStreams / opened;
        double onOlder = tailOfFull > 0 ? OnOlderOf(model.Lifetime.InverseIntegratedTail(tailOfFull)) : OnOlder(model, opened);
        return timing.NewShare * (1 - onOlder);
    }

    /// <summary>The share of streams that stay on tunnels from before the overlap, where each lasts so long.</summary>
    private double OnOlderOf(double seconds)
    {
        double shorter = Math.Min(seconds, _overlap);
        return (shorter - shorter * shorter / (2 * seconds)) / _overlap;
    }

    /// <summary>The same where a pair makes a tunnel when it has none.</summary>
    private double OnOlder(Workload model, double opened)
    {
        double hasNone = Math.Exp(-opened * (HbonePool.IdleSeconds + model.Lifetime.IntegratedTail(HbonePool.IdleSeconds)));
        double made = opened * hasNone * _overlap;
        return made == 0 ? 1 - hasNone : (1 - hasNone) * -NearOne.ExpM1(-made) / made;
    }

    private double PodsOf(string? application) => cluster.Applications[cluster.ApplicationIndex(application)].Replicas;
}
