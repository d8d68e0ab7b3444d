namespace ZTunnelSim;

/// <summary>What rolling istio-cni at the same time does to a rollout, in a sentence.</summary>
internal static class CniText
{
    /// <summary>In what order the two are rolled.</summary>
    public const string Advice = "Roll istio-cni first, wait until all ztunnels are Ready again, and then roll ztunnel.";

    /// <summary>The sentence; null where istio-cni is not rolled with ztunnel.</summary>
    public static string? Of(Rollout rollout)
    {
        if (rollout.Cni is null) return null;
        const string Why = "istio-cni is rolled at the same time, and where it is away no ztunnel is Ready";
        return CniTheory.Of(rollout) is not { } cni ? $"{Why}: new ones wait for it. {Advice}"
            : $"{Why}: on about {Numbers.Count(cni.Nodes)} of {Numbers.Whole(rollout.Cluster.Nodes.Count)} nodes it goes before ztunnel's "
                + "turn, and the old ztunnel counts as broken then and is deleted as soon as the new one exists. Nobody listens there for "
                + $"about {DurationFormat.Brief(cni.GapSeconds)}, and {Numbers.Count(cni.Refused)} new connections are refused. {Advice}";
    }
}
