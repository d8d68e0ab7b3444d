namespace ZTunnelSim.Lifetimes.Survival;

/// <summary>The scale on which a survival curve's confidence interval is symmetric.</summary>
public enum IntervalKind
{
    /// <summary>
    /// Symmetric on log(-log S): stays inside (0, 1) and is the most accurate in small samples. The default.
    /// </summary>
    LogLog,

    /// <summary>Symmetric on log S, cut at 1.</summary>
    Log,

    /// <summary>Symmetric on S itself, cut at 0 and 1.</summary>
    Plain,
}
