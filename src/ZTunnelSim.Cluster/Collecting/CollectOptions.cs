namespace ZTunnelSim.Collecting;

/// <summary>What to collect, and where to.</summary>
internal sealed record CollectOptions
{
    public const string DefaultNamespace = "istio-system";

    public static readonly TimeSpan DefaultSince = TimeSpan.FromHours(24);

    /// <summary>The folder that becomes the bundle.</summary>
    public required string Out { get; init; }

    /// <summary>ztunnel's namespace; null: istio-system, or all where none is there.</summary>
    public string? Namespace { get; init; }

    /// <summary>How far back logs are asked for.</summary>
    public TimeSpan Since { get; init; } = DefaultSince;

    /// <summary>Whether names are hashed.</summary>
    public bool Redact { get; init; }

    public PrometheusOptions Prometheus { get; init; } = new();
}

/// <summary>Where Prometheus is, and how much of it to take.</summary>
internal sealed record PrometheusOptions
{
    /// <summary>Its address, with any prefix of its path; null: a Service of the cluster is looked for.</summary>
    public Uri? Url { get; init; }

    /// <summary>The labels of its Service, as kubectl's -l takes them; null: those of the usual charts.</summary>
    public string? Selector { get; init; }

    /// <summary>A file with a bearer token for <see cref="Url"/>.</summary>
    public string? TokenFile { get; init; }

    /// <summary>A file with the certificates that vouch for <see cref="Url"/>.</summary>
    public string? CertificateAuthority { get; init; }

    public int Days { get; init; } = 7;
}

/// <summary>How far a collection is.</summary>
/// <param name="What">What is being read.</param>
/// <param name="Done">How many of it.</param>
/// <param name="Of">Of how many; null where that is not known.</param>
internal sealed record CollectProgress(string What, int Done, int? Of = null);

/// <summary>What was collected, and what to know of it.</summary>
/// <param name="Manifest">The bundle's.</param>
/// <param name="Context">The kubeconfig's context, by its own name.</param>
/// <param name="Gaps">What could not be read, with the names of the cluster.</param>
/// <param name="Logs">What the logs cover.</param>
/// <param name="Notes">What else is to be said, a sentence each.</param>
/// <param name="Rights">The rights that were used.</param>
internal sealed record CollectResult(
    BundleManifest Manifest, string Context, IReadOnlyList<CollectionGap> Gaps, IReadOnlyList<LogCoverage> Logs,
    IReadOnlyList<string> Notes, IReadOnlyList<AccessRule> Rights);
