namespace ZTunnelSim;

/// <summary>How many resets fewer a rollout at one start has than at another one, with the same T.</summary>
/// <param name="Chosen">The start that is chosen.</param>
/// <param name="Other">The other one.</param>
internal readonly record struct StartSaving(StartOutcome Chosen, StartOutcome Other)
{
    /// <summary>The expected difference.</summary>
    public double Resets => Other.Resets - Chosen.Resets;

    /// <summary>The same as a share of the other one's resets; 0 where there are none.</summary>
    public double Share => Other.Resets > 0 ? Resets / Other.Resets : 0;

    /// <summary>
    /// The lower end of the 95 % interval for the difference of one rollout then and one now, from the intervals of both.
    /// </summary>
    /// <remarks>
    /// The two are taken as independent, as chance makes them. What the data leave open about lifetimes and mean rates is alike for both,
    /// and so the interval is wider than need be. Source: Zou and Donner, "Construction of confidence limits about effect measures: a
    /// general approach", Statistics in Medicine 27, 2008.
    /// </remarks>
    public double Lower => Resets - Length(Other.Resets - Other.Lower, Chosen.Upper - Chosen.Resets);

    /// <summary>The upper end.</summary>
    /// <inheritdoc cref="Lower" path="/remarks"/>
    public double Upper => Resets + Length(Other.Upper - Other.Resets, Chosen.Resets - Chosen.Lower);

    /// <summary>Whether a single rollout at the one start, and one at the other, would tell them apart.</summary>
    public bool IsSure => Lower > 0;

    private static double Length(double a, double b) => Math.Sqrt(a * a + b * b);
}
