namespace ZTunnelSim.Lifetimes.Fitting;

/// <summary>The scale on which an estimate is closest to normal, so that its interval is symmetric there.</summary>
public enum FunctionalScale
{
    /// <summary>The number itself.</summary>
    Identity,

    /// <summary>Its logarithm: for numbers above 0, such as means and quantiles.</summary>
    Log,

    /// <summary>Its log-odds: for probabilities.</summary>
    Logit,
}
