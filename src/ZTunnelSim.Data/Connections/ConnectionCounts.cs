namespace ZTunnelSim.Data;

/// <summary>How many connections there are of each kind.</summary>
internal struct ConnectionCounts
{
    public long Outbound;
    public long Inbound;
    public long EnteredLate;
    public long Censored;
    public long StillOpen;
    public long KilledByDrain;
    public long CutWithTunnel;
    public long EndedWithPod;
    public long EndedUnanswered;

    public void Add(in RawConnection connection)
    {
        if (connection.Direction == ConnectionDirection.Outbound) Outbound++;
        else if (connection.Direction == ConnectionDirection.Inbound) Inbound++;
        if (connection.EntrySeconds > 0) EnteredLate++;
        if (connection.Ending == ConnectionEnding.Ended) return;
        if (connection.IsCensored) Censored++;
        switch (connection.Ending)
        {
            case ConnectionEnding.StillOpen: StillOpen++; break;
            case ConnectionEnding.CutByDrain: KilledByDrain++; break;
            case ConnectionEnding.CutWithTunnel: CutWithTunnel++; break;
            case ConnectionEnding.EndedWithPod: EndedWithPod++; break;
            case ConnectionEnding.EndedUnanswered: EndedUnanswered++; break;
        }
    }

    public void Add(in ConnectionCounts other)
    {
        Outbound += other.Outbound;
        Inbound += other.Inbound;
        EnteredLate += other.EnteredLate;
        Censored += other.Censored;
        StillOpen += other.StillOpen;
        KilledByDrain += other.KilledByDrain;
        CutWithTunnel += other.CutWithTunnel;
        EndedWithPod += other.EndedWithPod;
        EndedUnanswered += other.EndedUnanswered;
    }
}
