namespace ZTunnelSim.Data;

/// <summary>Connections of dead peers in sentences.</summary>
internal static class DeadPeersText
{
    /// <summary>How many there are, and how they count; null where no connection ended as its peer no longer answered.</summary>
    public static string? Of(ProfiledFit fit)
    {
        if (fit.KeepAlive is not { } keepAlive) return null;
        string after = double.IsFinite(keepAlive.Seconds)
            ? $"keep-alive ends such a connection {DurationFormat.Brief(keepAlive.Seconds)} after its last word ({keepAlive.Source})"
            : $"ztunnel sends no keep-alive probes ({keepAlive.Source})";
        if (fit.Fit.DeadPeers is not { } dead)
        {
            return $"Some connections ended as their peer no longer answered (os error 110), but sooner: {after}. When their last word was "
                + "is not known, and they count as open until their end. Are KEEPALIVE_* set, say so with --keep-alive or 'keepAlive'.";
        }
        string sooner = dead.Sooner == 0 ? ""
            : $" {dead.Sooner:#,0} more ended so sooner than that: when their last word was is not known, and they count like all others.";
        return $"{dead.Count:#,0} of {dead.Ended:#,0} connections ({Numbers.Share(dead.Share)}) ended as their peer no longer answered "
            + $"(os error 110), {DurationFormat.Brief(dead.ShortestSeconds)} to {DurationFormat.Brief(dead.LongestSeconds)} old: {after}. "
            + "Cut in that time nobody would miss one: resets count them, as ztunnel's own lines do, but what is recommended does not."
            + sooner;
    }
}
