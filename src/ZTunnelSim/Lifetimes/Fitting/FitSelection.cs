namespace ZTunnelSim.Lifetimes.Fitting;

/// <summary>What became of the attempt to fit one family.</summary>
/// <param name="Family">The family.</param>
/// <param name="Fit">The fit; null if the data can't support it.</param>
/// <param name="Tail">How the law's tail compares with the data; null without a fit or without usable data.</param>
/// <param name="Objection">What speaks against it, in plain words; null if nothing does.</param>
public sealed record FitCandidate(LawFamily Family, LifetimeFit? Fit, TailCheck? Tail, string? Objection)
{
    /// <summary>Whether nothing speaks against it.</summary>
    public bool IsAcceptable => Fit is not null && Objection is null;
}

/// <summary>The chosen fit, with all that were tried and why it was chosen.</summary>
/// <param name="Best">The chosen fit.</param>
/// <param name="Candidates">
/// All families tried: parametric ones by ascending BIC, then those that failed, then the empirical ones.
/// </param>
/// <param name="Reasons">Why it was chosen and others were not, in plain words.</param>
/// <param name="Warnings">
/// What is wrong with the data (see <see cref="Survival.KaplanMeier.Warnings"/>); empty if nothing is.
/// </param>
public sealed record FitSelection(
    LifetimeFit Best, IReadOnlyList<FitCandidate> Candidates, IReadOnlyList<string> Reasons, IReadOnlyList<string> Warnings);
