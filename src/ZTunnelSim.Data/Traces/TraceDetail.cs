namespace ZTunnelSim.Data;

/// <summary>How much of a run a trace file tells.</summary>
internal enum TraceDetail
{
    /// <summary>Phases, pods, and the connections that were cut (default): in proportion to nodes and damage, not to traffic.</summary>
    Phases,

    /// <summary>Every event: also each connection that was opened, closed, refused or opened again.</summary>
    All,
}

/// <summary>What belongs into a trace file.</summary>
internal static class TraceSelection
{
    /// <summary>The events of a run that a trace file of the given detail has, in the order of time.</summary>
    /// <exception cref="ArgumentException">The run was not traced.</exception>
    public static IEnumerable<TraceEvent> Of(RolloutResult result, TraceDetail detail)
    {
        IReadOnlyList<TraceEvent> trace = result.Trace
            ?? throw new ArgumentException("The run has no trace; simulate it with SimulationOptions.Trace.", nameof(result));
        return detail == TraceDetail.All ? trace : trace.Where(e => !e.IsTraffic);
    }
}
