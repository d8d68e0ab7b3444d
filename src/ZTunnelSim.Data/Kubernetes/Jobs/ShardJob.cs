namespace ZTunnelSim.Data;

/// <summary>A study that a Kubernetes Job runs in parts, one pod for each.</summary>
/// <param name="Study">The command: sweep, compare or sensitivity.</param>
/// <param name="Options">Its options.</param>
/// <param name="Shards">How many parts.</param>
internal sealed record ShardJob(string Study, IReadOnlyList<string> Options, int Shards)
{
    /// <summary>The Job's name, which those of its ConfigMap and claim begin with; a DNS label.</summary>
    public required string Name { get; init; }

    /// <summary>The image, whose entry point is the tool.</summary>
    public required string Image { get; init; }

    /// <summary>The namespace; null: that of whoever creates it.</summary>
    public string? Namespace { get; init; }

    /// <summary>How many pods run at once.</summary>
    public required int Parallelism { get; init; }

    /// <summary>What a pod requests and may take, as Kubernetes quantities.</summary>
    public (string Cpu, string Memory) Resources { get; init; } = ("1", "1Gi");

    /// <summary>The claim of a volume that holds the scenario and its data; null: a ConfigMap does.</summary>
    public string? DataClaim { get; init; }

    /// <summary>The claim of a volume that parts are written to; null: one is made.</summary>
    public string? OutClaim { get; init; }

    /// <summary>The claim that parts are written to.</summary>
    public string PartsClaim => OutClaim ?? $"{Name}-parts";

    /// <summary>The ConfigMap with the scenario and its data.</summary>
    public string ConfigMap => $"{Name}-scenario";
}
