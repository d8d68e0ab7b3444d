namespace ZTunnelSim;

/// <summary>How many of the connections that a drain cuts have no line in the log: the process exits before it has written the last ones.</summary>
/// <remarks>
/// <para>
/// Counted at recorded handovers of a real ztunnel (data/recorded/ztunnel), by the connections that clients saw cut and the lines that the
/// old process wrote of them. Outbound, 55 handovers (z2: 48, z3 where only the client's ztunnel was replaced: 6, z8: 1): 24 lost none, 17
/// one or two of about 120, and 14 a clump of 4 to 33 %, spread over that range (17 % on average). Inbound through a tunnel, 6 handovers
/// (z3 where only the server's was replaced): 2, 41, 87 and three times 100 %.
/// </para>
/// <para>
/// The lines that are lost are the last ones in time, those of the pods that were closed last among them. So a loss lowers the observed
/// count and no other, and says nothing of a workload whose lines came before.
/// </para>
/// </remarks>
internal static class LostLines
{
    /// <summary>The largest share of a drain's outbound lines that is lost.</summary>
    public const double MostOutbound = 1.0 / 3;

    private const double None = 24.0 / 55, Few = 17.0 / 55, MostOfFew = 0.02, LeastOfClump = 0.04;
    private const double FewInbound = 1.0 / 6, AllInbound = 3.0 / 6;

    /// <summary>A share that one drain loses of its outbound lines, from 0 to <see cref="MostOutbound"/>.</summary>
    public static double DrawOutbound(ref RandomStream random)
    {
        double kind = random.NextDouble(), place = random.NextDouble();
        return kind < None ? 0
            : kind < None + Few ? place * MostOfFew
            : LeastOfClump + (MostOutbound - LeastOfClump) * place;
    }

    /// <summary>A share that one drain loses of its inbound lines, from 0 to 1.</summary>
    public static double DrawInbound(ref RandomStream random)
    {
        double kind = random.NextDouble(), place = random.NextDouble();
        return kind < FewInbound ? place * MostOfFew : kind < FewInbound + AllInbound ? 1 : place;
    }
}
