namespace ZTunnelSim;

/// <summary>What the rollout did to the sessions of one workload's clients: a session is a connection and those that follow it after cuts.</summary>
public sealed record ClientImpact
{
    /// <summary>How many sessions were reset once, twice and so on: the first entry is for once.</summary>
    public required IReadOnlyList<long> SessionsByResets { get; init; }

    /// <summary>Sessions reset at least once.</summary>
    public long SessionsReset => SessionsByResets.Sum();

    /// <summary>Sessions reset more than once: by the replacement of one node, and then of another one.</summary>
    public long RepeatVictims => SessionsByResets.Skip(1).Sum();

    /// <summary>The mean number of resets of a session that was reset; not a number where none was.</summary>
    public double ResetsPerSession
    {
        get
        {
            double resets = 0;
            for (int i = 0; i < SessionsByResets.Count; i++) resets += (i + 1) * SessionsByResets[i];
            return resets / SessionsReset;
        }
    }

    /// <summary>Reconnections that succeeded.</summary>
    public required long Reconnections { get; init; }

    /// <summary>Attempts to reconnect that were refused.</summary>
    public required long RefusedReconnections { get; init; }

    /// <summary>Sessions that ended while they were without a connection, or whose client does not come back.</summary>
    public required long SessionsLost { get; init; }

    /// <summary>The median time without a connection after a cut, in seconds, of those that came back; not a number where none did.</summary>
    public required double WithoutConnectionP50Seconds { get; init; }

    /// <summary>The 99th percentile of the time without a connection, in seconds.</summary>
    public required double WithoutConnectionP99Seconds { get; init; }

    /// <summary>The reconnect storm: the most reconnections that began within one second.</summary>
    public required long PeakReconnectsPerSecond { get; init; }

    /// <summary>When that second began, in seconds from the rollout's start; not a number where nobody reconnected.</summary>
    public required double PeakAtSeconds { get; init; }

    /// <summary>HBONE connections closed by force at the destination's end, each with all its streams.</summary>
    public required long HboneConnectionsReset { get; init; }
}
