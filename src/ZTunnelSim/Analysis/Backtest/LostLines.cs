namespace ZTunnelSim;

/// <summary>
/// How many of the connections that a drain cuts have no line in the log: the process exits before it has written the last ones.
/// </summary>
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
    /// <summary>
    /// The largest share of a drain's outbound lines that is lost: a third was the largest of 14 clumps, and where these are spread evenly
    /// from 4 % on, the end of the range lies a 14th of it beyond, on average.
    /// </summary>
    public const double MostOutbound = LeastOfClump + (1.0 / 3 - LeastOfClump) * 15 / 14;

    private const double None = 24.0 / 55, Few = 17.0 / 55, MostOfFew = 0.02, LeastOfClump = 0.04;
    private const double FewInbound = 1.0 / 6, AllInbound = 3.0 / 6;

    /// <summary>The share of a drain's outbound lines that is lost, from 0 to <see cref="MostOutbound"/>: its quantile.</summary>
    /// <param name="level">From 0 to 1.</param>
    public static double Outbound(double level) =>
        level < None ? 0
        : level < None + Few ? (level - None) / Few * MostOfFew
        : LeastOfClump + (MostOutbound - LeastOfClump) * (level - None - Few) / (1 - None - Few);

    /// <summary>The share of a drain's inbound lines that is lost, from 0 to 1: its quantile.</summary>
    /// <param name="level">From 0 to 1.</param>
    public static double Inbound(double level) =>
        level < FewInbound ? level / FewInbound * MostOfFew
        : Math.Min(
            1, MostOfFew + (1 - MostOfFew) * (level - FewInbound) / (1 - FewInbound - AllInbound));
}
