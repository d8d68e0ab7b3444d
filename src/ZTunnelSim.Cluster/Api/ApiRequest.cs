namespace ZTunnelSim.Collecting;

/// <summary>A read of the API server, and the right that it takes.</summary>
/// <param name="Verb">get or list: nothing else is ever asked for.</param>
/// <param name="Group">The API group; empty for the core's.</param>
/// <param name="Resource">The resource, with its subresource: <c>pods/log</c>.</param>
/// <param name="Namespace">The namespace; null: all of them.</param>
/// <param name="Path">The path and query.</param>
internal sealed record ApiRequest(string Verb, string Group, string Resource, string? Namespace, string Path)
{
    /// <summary>Whether the API server hands the request on, so that what answers, or fails to, may be something else.</summary>
    public bool IsProxied => Resource.EndsWith("/proxy", StringComparison.Ordinal);

    public AccessRule Rule => new(Verb, Group, Resource, Namespace);

    /// <summary>A list of all objects of a resource.</summary>
    public static ApiRequest List(string group, string version, string resource, string? space = null, string query = "")
    {
        string root = group.Length == 0 ? $"/api/{version}" : $"/apis/{group}/{version}";
        string within = space is null ? "" : $"/namespaces/{Escape(space)}";
        return new("list", group, resource, space, $"{root}{within}/{resource}{(query.Length == 0 ? "" : $"?{query}")}");
    }

    /// <summary>What one pod or service has below its own path, such as its log.</summary>
    /// <param name="resource">pods or services.</param>
    /// <param name="space">Its namespace.</param>
    /// <param name="name">Its name; for a proxy with scheme and port.</param>
    /// <param name="below">log or proxy, and what follows.</param>
    public static ApiRequest Of(string resource, string space, string name, string below)
    {
        string sub = below.Split('/', '?')[0];
        return new(
            "get", "", $"{resource}/{sub}", space, $"/api/v1/namespaces/{Escape(space)}/{resource}/{Escape(name)}/{below}");
    }

    private static string Escape(string name) => Uri.EscapeDataString(name).Replace("%3A", ":", StringComparison.Ordinal);
}

/// <summary>A right, as RBAC has them.</summary>
internal sealed record AccessRule(string Verb, string Group, string Resource, string? Namespace)
{
    /// <summary>pods/log, or daemonsets.apps.</summary>
    public string FullResource => Group.Length == 0 ? Resource : $"{Resource}.{Group}";

    public override string ToString() => $"{Verb} {FullResource}{(Namespace is null ? "" : $" in {Namespace}")}";
}
