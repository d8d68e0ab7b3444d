namespace ZTunnelSim.Lifetimes.Survival;

/// <summary>What an observation says about the lifetime.</summary>
internal enum ObservationKind
{
    /// <summary>It ended at that age.</summary>
    Ended,

    /// <summary>It outlived that age.</summary>
    Censored,

    /// <summary>It was found open at a random instant, at that age.</summary>
    OpenAge,
}

/// <summary>Equal observations and how many they are.</summary>
/// <param name="Kind">What was observed.</param>
/// <param name="Seconds">The age in seconds.</param>
/// <param name="Lower">Only lifetimes above this could be seen (left truncation); 0: all.</param>
/// <param name="Count">The number of such observations, at least 1.</param>
/// <param name="HalfWidth">
/// Half the step in seconds that the age was recorded in: it lies within that much of <paramref name="Seconds"/>, the
/// step's middle (interval censoring); 0: it is exact.
/// </param>
internal readonly record struct ObservationGroup(
    ObservationKind Kind, double Seconds, double Lower, long Count, double HalfWidth = 0)
{
    /// <summary>Whether Kaplan-Meier can use it: it has no place for ages of open connections.</summary>
    public bool FitsKaplanMeier => Kind != ObservationKind.OpenAge;

    /// <summary>By age; at one age endings come first, since a connection censored there was still at risk.</summary>
    public static int Compare(ObservationGroup a, ObservationGroup b)
    {
        int order = a.Seconds.CompareTo(b.Seconds);
        if (order == 0) order = a.Kind.CompareTo(b.Kind);
        return order != 0 ? order : a.Lower.CompareTo(b.Lower);
    }
}
