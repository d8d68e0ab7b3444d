namespace ZTunnelSim;

/// <summary>
/// Connections that have completed the handshake and wait to be accepted when their listener closes. Linux resets them, unless
/// <c>net.ipv4.tcp_migrate_req</c> is 1 and another listener of the SO_REUSEPORT group is there to take them.
/// </summary>
/// <remarks>
/// With accept latency A of survival S_A, connections wait like customers of M/G/infinity: what the closing listener holds is Poisson with
/// mean L [(1 - q) I_A(0) + q I_A(w)], where I_A is the integrated tail of S_A: the formula of the resets at G = 0, with A in the place of
/// the lifetime. These losses are reported apart from the drain's resets.
/// </remarks>
public sealed record AcceptQueue
{
    /// <summary>An accept queue.</summary>
    /// <param name="latency">The time in seconds that a connection waits to be accepted, of finite mean.</param>
    /// <param name="migratesRequests">Whether <c>net.ipv4.tcp_migrate_req</c> is 1 on the nodes.</param>
    /// <exception cref="ArgumentException">The law has no finite mean.</exception>
    public AcceptQueue(DurationLaw latency, bool migratesRequests = false)
    {
        ArgumentNullException.ThrowIfNull(latency);
        if (!double.IsFinite(latency.MeanSeconds))
            throw new ArgumentException($"The accept latency {latency} has no finite mean.", nameof(latency));
        (Latency, MigratesRequests) = (latency, migratesRequests);
    }

    /// <summary>
    /// An accept loop that is far from saturated: exponential with a mean of 100 microseconds, the sojourn time of an M/M/1 queue, 1 / (mu
    /// - L), that accepts mu = 10,000 connections per second and more than it gets. No migration, the kernel's default.
    /// </summary>
    public static AcceptQueue Default { get; } = new(new Exponential(1e-4));

    /// <summary>The time in seconds that a connection waits to be accepted.</summary>
    public DurationLaw Latency { get; }

    /// <summary>Whether requests are migrated to another listener of the group.</summary>
    public bool MigratesRequests { get; }

    /// <summary>The mean number lost when a listener closes.</summary>
    /// <param name="arrivalsPerSecond">Connections per second that reach the node's listeners.</param>
    /// <param name="overlapSeconds">How long another listener shared them (w); 0: there is no other one.</param>
    /// <param name="newShare">The other listener's share (q).</param>
    /// <param name="hasOtherListener">Whether another listener is there, so that requests can be migrated.</param>
    internal double MeanLost(double arrivalsPerSecond, double overlapSeconds, double newShare, bool hasOtherListener)
    {
        if (MigratesRequests && hasOtherListener) return 0;
        double waiting = Latency.IntegratedTail(0);
        if (overlapSeconds > 0) waiting = (1 - newShare) * waiting + newShare * Latency.IntegratedTail(overlapSeconds);
        return arrivalsPerSecond * waiting;
    }

    /// <inheritdoc/>
    public override string ToString() => $"accept latency {Latency}{(MigratesRequests ? ", requests migrated" : "")}";
}
