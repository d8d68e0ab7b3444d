namespace ZTunnelSim.Data;

/// <summary>What a runbook updates, and with which file.</summary>
internal sealed record RunbookTarget
{
    /// <summary>The scenario that the numbers come from, or null.</summary>
    public string? Source { get; init; }

    /// <summary>The same as a sentence that follows others.</summary>
    public string Numbers => Source is null ? "" : $" Numbers: {Source}.";

    /// <summary>The namespace that ztunnel runs in.</summary>
    public string Namespace { get; init; } = "istio-system";

    /// <summary>The beginning of a command in that namespace.</summary>
    public string Kubectl => $"kubectl -n {Shell.Quote(Namespace)}";

    /// <summary>How ztunnel is installed.</summary>
    public ManifestKind Kind { get; init; } = ManifestKind.ZTunnelResource;

    /// <summary>The manifest that sets T and strategy, as a path.</summary>
    public required string ManifestFile { get; init; }

    /// <summary>T as that manifest sets it; null: not known.</summary>
    public GracePeriod? GracePeriod { get; init; }

    /// <summary>The object or release of that manifest that installs ztunnel; null: one named ztunnel.</summary>
    public ManifestRelease? Release { get; init; }

    /// <summary>Whether that manifest holds only a part of the object, and is applied on the server's side.</summary>
    public bool IsPartial { get; init; }

    /// <summary>The version to update to; null: left for the reader to fill in.</summary>
    public string? Version { get; init; }
}
