namespace ZTunnelSim;

/// <summary>
/// What the rollout did to the sessions of one workload's clients: a session is a connection and those that follow it after cuts.
/// </summary>
public sealed record ClientImpact
{
    internal ClientImpact(IEnumerable<long> sessionsByResets) => SessionsByResets = ValueList.Of(sessionsByResets);

    /// <summary>How many sessions were reset once, twice and so on: the first entry is for once.</summary>
    public IReadOnlyList<long> SessionsByResets { get; }

    /// <summary>Sessions reset at least once.</summary>
    public long SessionsReset => SessionsByResets.Sum();

    /// <summary>Sessions reset more than once: by the replacement of one node, and then of another one.</summary>
    public long RepeatVictims => SessionsByResets.Skip(1).Sum();

    /// <summary>The mean number of resets of a session that was reset; not a number where none was.</summary>
    public double ResetsPerSession => SessionsByResets.Select((sessions, i) => (double)((i + 1) * sessions)).Sum() / SessionsReset;

    /// <summary>Reconnections that succeeded.</summary>
    public long Reconnections { get; internal init; }

    /// <summary>Attempts to reconnect that were refused.</summary>
    public long RefusedReconnections { get; internal init; }

    /// <summary>Sessions that ended while they were without a connection, or whose client does not come back.</summary>
    public long SessionsLost { get; internal init; }

    /// <summary>
    /// The median time without a connection after a cut, in seconds, of those that came back; not a number where none did.
    /// </summary>
    public double WithoutConnectionP50Seconds { get; internal init; }

    /// <summary>The 99th percentile of the time without a connection, in seconds.</summary>
    public double WithoutConnectionP99Seconds { get; internal init; }

    /// <summary>The reconnect storm: the most reconnections that began within one second.</summary>
    public long PeakReconnectsPerSecond { get; internal init; }

    /// <summary>When that second began, in seconds from the rollout's start; not a number where nobody reconnected.</summary>
    public double PeakAtSeconds { get; internal init; }

    /// <summary>HBONE connections closed by force at the destination's end, each with all its streams.</summary>
    public long HboneConnectionsReset { get; internal init; }
}
