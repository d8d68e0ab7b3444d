namespace ZTunnelSim;

/// <summary>A family of lifetime laws that can be fitted.</summary>
public enum LawFamily
{
    /// <summary>Memoryless: <see cref="DurationLaw.Exponential"/>.</summary>
    Exponential,

    /// <summary><see cref="DurationLaw.Lognormal"/>.</summary>
    Lognormal,

    /// <summary><see cref="DurationLaw.Weibull"/>.</summary>
    Weibull,

    /// <summary><see cref="DurationLaw.Gamma"/>.</summary>
    Gamma,

    /// <summary>A power-law tail: <see cref="DurationLaw.Lomax"/>.</summary>
    Lomax,

    /// <summary>A <see cref="Mixture"/> of two exponential laws.</summary>
    Hyperexponential2,

    /// <summary>A <see cref="Mixture"/> of three exponential laws.</summary>
    Hyperexponential3,

    /// <summary>A <see cref="Mixture"/> of two lognormal laws.</summary>
    LognormalMixture2,

    /// <summary>A <see cref="Mixture"/> of three lognormal laws.</summary>
    LognormalMixture3,

    /// <summary>The data themselves up to a threshold, a generalised Pareto tail above it: <see cref="EmpiricalParetoTail"/>.</summary>
    EmpiricalParetoTail,

    /// <summary>The data themselves, corrected for censoring and truncation: <see cref="StepLaw"/>.</summary>
    KaplanMeier,
}
