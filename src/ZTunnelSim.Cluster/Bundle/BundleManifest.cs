using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ZTunnelSim.Collecting;

/// <summary>What a bundle holds: <c>bundle.json</c>, which is written last.</summary>
internal sealed record BundleManifest
{
    public const string FileName = "bundle.json";

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The layout's version.</summary>
    public int Version { get; init; } = 1;

    public string Tool { get; init; } =
        $"ztunnelsim {typeof(BundleManifest).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion}";

    public required DateTimeOffset Started { get; init; }

    public DateTimeOffset Finished { get; init; }

    /// <summary>The kubeconfig's context; hashed where names are.</summary>
    public required string Context { get; init; }

    public required string Server { get; init; }

    /// <summary>What the API server says of itself; null where it did not.</summary>
    public string? KubernetesVersion { get; init; }

    /// <summary>The namespaces in which ztunnel pods were found, or else those that were looked in.</summary>
    public required IReadOnlyList<string> Namespaces { get; init; }

    /// <summary>How far back logs were asked for.</summary>
    public required double SinceSeconds { get; init; }

    public required bool Redacted { get; init; }

    public required IReadOnlyList<BundleFile> Files { get; init; }

    /// <summary>What is not in it, and why.</summary>
    public required IReadOnlyList<BundleGap> NotRead { get; init; }

    /// <summary>The rights that were used.</summary>
    public required IReadOnlyList<string> Rbac { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, Options) + "\n";
}

/// <summary>A file of a bundle.</summary>
/// <param name="Path">Its path in the bundle.</param>
/// <param name="Kind">objects, log, previousLog, connections, metrics or prometheus.</param>
/// <param name="Bytes">Its length.</param>
internal sealed record BundleFile(string Path, string Kind, long Bytes)
{
    public string? Namespace { get; init; }

    public string? Pod { get; init; }

    public string? Node { get; init; }

    /// <summary>How many objects, or series.</summary>
    public int? Count { get; init; }

    /// <summary>The time of a log's first line, or of what was asked of Prometheus.</summary>
    public DateTimeOffset? First { get; init; }

    public DateTimeOffset? Last { get; init; }

    /// <summary>When a scrape or a dump was made.</summary>
    public DateTimeOffset? Taken { get; init; }
}

/// <summary>Something that is not in a bundle.</summary>
/// <param name="What">What was asked for.</param>
/// <param name="Reason">Why it is not there, as the server says it.</param>
internal sealed record BundleGap(string What, string Reason);
