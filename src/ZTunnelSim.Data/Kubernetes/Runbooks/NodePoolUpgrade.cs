namespace ZTunnelSim.Data;

/// <summary>How somebody who replaces the nodes of a pool is told to.</summary>
/// <param name="Name">Who it is, as the subject of a sentence.</param>
/// <param name="Commands">The commands.</param>
/// <param name="About">What to know about them: a sentence each.</param>
internal sealed record NodePoolUpgrade(string Name, IReadOnlyList<string> Commands, IReadOnlyList<Markdown> About)
{
    /// <summary>Whether the commands have placeholders, in capitals.</summary>
    public bool HasPlaceholders { get; private init; }

    /// <param name="how">How the nodes are replaced.</param>
    /// <param name="nodes">The names of those that go.</param>
    public static NodePoolUpgrade Of(NodeEvacuation how, IReadOnlyList<string> nodes) => how.Replacer switch
    {
        NodeReplacer.Gke => Gke(how),
        NodeReplacer.Aks => Aks(how),
        NodeReplacer.Eks => Eks(how),
        NodeReplacer.ClusterAutoscaler => ClusterAutoscaler(how, nodes),
        _ => new("The pool's upgrade", [], [
            $"Replace the nodes of the pool by the means of your cloud: {AtATime(how)}, each drained before it goes, and gone after "
                + $"{Limit(how)} at the latest.",
        ]),
    };

    /// <summary>1 node at a time, beside 2 more.</summary>
    public static string AtATime(NodeEvacuation how) =>
        $"{RunbookText.Count(how.Parallel, "node")} at a time" + (how.SurgeNodes > 0 ? $", beside {how.SurgeNodes} more" : "");

    /// <summary>GKE replaces as many nodes at once as it adds and may lack.</summary>
    private static NodePoolUpgrade Gke(NodeEvacuation how) => new(
        "GKE",
        [
            $"gcloud container node-pools update POOL --cluster=CLUSTER --location=LOCATION --max-surge-upgrade={how.SurgeNodes} "
                + $"--max-unavailable-upgrade={Math.Max(0, how.Parallel - how.SurgeNodes)}",
            "gcloud container clusters upgrade CLUSTER --node-pool=POOL --location=LOCATION",
        ],
        [
            .. how.SurgeNodes > how.Parallel ? Together("GKE", how.SurgeNodes, how.Parallel) : [],
            .. how.TimeoutSeconds != NodeEvacuation.Gke.TimeoutSeconds ? OwnLimit("GKE", NodeEvacuation.Gke) : [],
        ])
    {
        HasPlaceholders = true,
    };

    /// <summary>AKS replaces as many nodes at once as it adds.</summary>
    private static NodePoolUpgrade Aks(NodeEvacuation how)
    {
        int surge = Math.Max(1, how.SurgeNodes);
        return new(
            "AKS",
            [
                $"az aks nodepool update --resource-group GROUP --cluster-name CLUSTER --name POOL --max-surge {surge} "
                    + $"--drain-timeout {Math.Ceiling(how.TimeoutSeconds / 60):0}",
                "az aks nodepool upgrade --resource-group GROUP --cluster-name CLUSTER --name POOL --node-image-only",
            ],
            [
                $"AKS does not let a node go whose drain takes longer: it fails the upgrade there, and somebody has to see to the node. In "
                    + $"the numbers it goes.",
                .. surge != how.Parallel ? Together("AKS", surge, how.Parallel) : [],
            ])
        {
            HasPlaceholders = true,
        };
    }

    private static NodePoolUpgrade Eks(NodeEvacuation how) => new(
        "EKS",
        [
            "aws eks update-nodegroup-config --cluster-name CLUSTER --nodegroup-name POOL "
                + $"--update-config maxUnavailable={how.Parallel}",
            "aws eks update-nodegroup-version --cluster-name CLUSTER --nodegroup-name POOL --force",
        ],
        [
            $"Without --force the update fails at the first node that takes longer.",
            $"How many nodes it adds meanwhile is EKS' own choice: the numbers are for {how.SurgeNodes}.",
            .. how.TimeoutSeconds != NodeEvacuation.Eks.TimeoutSeconds ? OwnLimit("EKS", NodeEvacuation.Eks) : [],
        ])
    {
        HasPlaceholders = true,
    };

    private static NodePoolUpgrade ClusterAutoscaler(NodeEvacuation how, IReadOnlyList<string> nodes) => new(
        "The cluster autoscaler",
        [$"kubectl cordon {Shell.Operands(nodes)}"],
        [
            $"It takes a node away that has been little used for 10 min, if its pods find room elsewhere: add a pool of new nodes first, "
                + $"and see that they are Ready. The numbers are for {AtATime(how)}, with no wait for its decision.",
            how.Drainer.Turn == ZTunnelTurn.Stays
                ? Markdown.Of($"It evicts pods of DaemonSets too, unless it is told not to, as it is here: the numbers have ztunnel stay "
                    + $"until its node goes.")
                : Markdown.Of($"It evicts pods of DaemonSets too, unless it is told not to, so that ztunnel can go before pods whose "
                    + $"connections it holds, as it does in the numbers: set the annotation "
                    + $"`{NodeDrainer.EvictionAnnotation}: \"false\"` on ztunnel's pods."),
            .. how.TimeoutSeconds != NodeEvacuation.ClusterAutoscaler.TimeoutSeconds
                ? new Markdown[] { $"It waits for {Limit(how)} if its flag --max-graceful-termination-sec says so; the default is 600." }
                : [],
        ]);

    private static Markdown[] Together(string who, int surge, int parallel) =>
        [$"{who} replaces as many nodes at once as it adds, {surge} here; the numbers are for {parallel} at a time."];

    private static Markdown[] OwnLimit(string who, NodeEvacuation its) => [$"{who}'s own limit is {Limit(its)}, and can't be set."];

    private static string Limit(NodeEvacuation how) => DurationFormat.Wait(how.TimeoutSeconds);
}
