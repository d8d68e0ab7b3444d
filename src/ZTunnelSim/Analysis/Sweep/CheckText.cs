namespace ZTunnelSim;

/// <summary>What is evidence for a prediction, in sentences: which engine gave which number, and whether theory was borne out.</summary>
internal static class CheckText
{
    public static string Line(TheoryCheck check) =>
        $"{Scope(check)}: {string.Join("; ", check.Candidates.Select(Candidate))}. {Verdict(check)}";

    /// <summary>What was simulated for a check.</summary>
    public static string Scope(TheoryCheck check)
    {
        string replications = Range(check.Candidates.Min(c => c.Replications), check.Candidates.Max(c => c.Replications));
        return $"Theory against every single connection ({check.Engine} engine, seed {check.Seed}, {replications} rollouts of each T"
            + $"{Share(check)})";
    }

    public static string Verdict(TheoryCheck check) => check.Verdict switch
    {
        CheckVerdict.Agrees => Invariant($"They agree (p = {check.PValue:0.00})."),
        CheckVerdict.Disagrees => $"THEY DIFFER by more than chance (p = {Small(check.PValue)}): "
            + "trust the simulated numbers, not theory's.",
        CheckVerdict.TooFewResets => "Too few resets to tell.",
        _ => "Theory is the first-order answer here (clients come back and are reset again, a node never gets Ready or has times of its "
            + "own, or a surge with minReadySeconds waits until its controller is woken): take the simulated numbers.",
    };

    /// <summary>How far an engine's resets are evidence for theory's.</summary>
    public static string Of(Engine engine) => engine switch
    {
        Engine.Boundary => NoEvidence("what outlives a drain"),
        Engine.BoundarySessions => NoEvidence("what is open at a SIGTERM or an eviction"),
        _ => "It simulates every connection and knows nothing of the theory.",
    };

    /// <summary>Which workloads are compared, where not all are.</summary>
    public static string Compared(TheoryCheck check, Cluster cluster) => check.Workloads.Count < cluster.Workloads.Count
        ? $" Compared: {string.Join(", ", check.Workloads)}, whose clients do not come back."
        : "";

    public static string Candidate(CheckedCandidate c) =>
        $"T = {c.GracePeriod}: {Numbers.Count(c.Predicted)} expected, {Numbers.Interval(c.Simulated)} simulated "
            + $"(z = {Numbers.Score(c.ZScore)})";

    private static string NoEvidence(string drawn) =>
        $"It draws {drawn} from the law that theory integrates, so that it adds chance, pacing and durations, but is no evidence for "
            + "theory.";

    private static string Share(TheoryCheck check)
    {
        double least = check.Candidates.Min(c => c.TrafficShare);
        if (least == 1) return "";
        string[] shares = [.. new[] { least, check.Candidates.Max(c => c.TrafficShare) }.Select(share => Numbers.Share(share)).Distinct()];
        return $", with {string.Join(" to ", shares)} of the traffic, so that it takes a fraction of a second, and scaled up";
    }

    private static string Range(int least, int most) => least == most ? $"{least}" : $"{least} to {most}";

    private static string Small(double p) => p < 0.0001 ? "0.0001 at most" : Invariant($"{p:0.0000}");
}
