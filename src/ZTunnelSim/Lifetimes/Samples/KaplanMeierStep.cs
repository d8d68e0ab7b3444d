namespace ZTunnelSim.Lifetimes.Survival;

/// <summary>One age at which connections ended or were censored.</summary>
/// <param name="Seconds">The age in seconds.</param>
/// <param name="AtRisk">How many were watched and open just before it: the risk set.</param>
/// <param name="Ended">How many ended at it.</param>
/// <param name="Censored">How many were last seen open at it.</param>
/// <param name="Survival">The estimate of P(lifetime &gt; Seconds).</param>
/// <param name="StandardError">Its standard error after Greenwood; 0 where the survival is 0.</param>
public readonly record struct KaplanMeierStep(
    double Seconds, long AtRisk, long Ended, long Censored, double Survival, double StandardError)
{
    /// <summary>
    /// Half the step in seconds that the ages were recorded in: what ended here ended within that much of
    /// <see cref="Seconds"/>; 0 where ages are exact.
    /// </summary>
    public double HalfWidthSeconds { get; init; }

    /// <summary>The age in seconds by which all of them had ended, to which <see cref="Survival"/> belongs.</summary>
    public double UpToSeconds => Seconds + HalfWidthSeconds;
}
