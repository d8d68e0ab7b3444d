using System.Text.Json;

namespace ZTunnelSim.Collecting;

/// <summary>
/// Collects the cluster's objects: what <c>kubectl get -A -o json</c> would print of them, less what must not be written.
/// </summary>
internal sealed class ClusterObjects(ApiServer server, BundleContents bundle, IProgress<CollectProgress>? progress)
{
    private const string Apps = "apps", Sail = ManifestDocument.Group;

    private static readonly string[] OwnerResources = ["deployments", "replicasets", "statefulsets", "daemonsets"];

    private static readonly string[] SailVersions = ["v1", "v1alpha1"], SailResources = ["ztunnels", "istios", "istiorevisions"];

    private readonly ObjectFilter _filter = new(bundle.Redaction);

    /// <summary>Lists nodes, budgets and namespaces.</summary>
    public async Task CollectAsync(CancellationToken cancellation)
    {
        await ListAsync("nodes", [ApiRequest.List("", "v1", "nodes")], cancellation);
        await ListAsync("poddisruptionbudgets", [ApiRequest.List("policy", "v1", "poddisruptionbudgets")], cancellation);
        await ListAsync("namespaces", [ApiRequest.List("", "v1", "namespaces")], cancellation);
    }

    /// <summary>Lists pods, and finds ztunnel's among them.</summary>
    /// <param name="space">Where to look if not all pods may be listed.</param>
    /// <param name="cancellation">Stops.</param>
    public async Task<IReadOnlyList<ZTunnelPod>> CollectPodsAsync(string space, CancellationToken cancellation)
    {
        List<ZTunnelPod> found = [];
        bool isListed = await ListAsync("pods", [ApiRequest.List("", "v1", "pods")], cancellation, Look, found.Clear);
        if (!isListed)
            await ListAsync("pods", [ApiRequest.List("", "v1", "pods", space)], cancellation, Look, found.Clear);
        return found;

        void Look(JsonElement item, ObjectType type)
        {
            if (ZTunnelPod.Of(item) is { } pod) found.Add(pod);
        }
    }

    /// <summary>Lists what owns pods, and writes the DaemonSets of ztunnel's apart.</summary>
    public async Task CollectOwnersAsync(IReadOnlyList<ZTunnelPod> ztunnels, CancellationToken cancellation)
    {
        HashSet<(string?, string?)> owners = [.. ztunnels.Select(pod => ((string?)pod.Namespace, pod.DaemonSet))];
        Dictionary<(string?, string?), (JsonElement Item, ObjectType Type)> found = [];
        await ListAsync("owners", [.. OwnerResources.Select(r => ApiRequest.List(Apps, "v1", r))], cancellation, Look, () => { });
        foreach (string space in ztunnels.Select(pod => pod.Namespace).Distinct().Where(s => !found.Keys.Any(k => k.Item1 == s)))
        {
            // The right to ztunnel's own namespace may be there where that to all of them is not.
            try
            {
                await server.ListAsync(ApiRequest.List(Apps, "v1", "daemonsets", space), () => { }, Look, cancellation);
            }
            catch (ApiFailure e)
            {
                bundle.Lacks("ztunnel's DaemonSet", space, e);
            }
        }
        if (found.Count > 0) WriteDaemonSets([.. found.Values]);

        void Look(JsonElement item, ObjectType type)
        {
            (string?, string?) name = (item.At("metadata", "namespace").Text(), item.At("metadata", "name").Text());
            if (type.Kind == "DaemonSet" && owners.Contains(name)) found[name] = (item.Clone(), type);
        }
    }

    /// <summary>Writes the one that there mostly is as an object of its own, as a manifest is.</summary>
    private void WriteDaemonSets(IReadOnlyList<(JsonElement Item, ObjectType Type)> sets)
    {
        const string File = "cluster/ztunnel-daemonset.json";
        if (sets is [(JsonElement only, ObjectType itsType)])
        {
            using FileStream stream = new(bundle.PathOf(File), FileMode.Create);
            using Utf8JsonWriter writer = new(stream, new JsonWriterOptions { Indented = true });
            _filter.Write(only, itsType, writer);
        }
        else
        {
            // Two revisions: a reader has to say which of them it means.
            using ObjectFile several = new(bundle.PathOf(File), _filter);
            foreach ((JsonElement item, ObjectType type) in sets) several.Add(item, type);
            several.Complete();
        }
        bundle.Add(new(File, "objects", 0) { Count = sets.Count });
    }

    /// <summary>Lists the sail operator's resources, if it is there.</summary>
    public async Task CollectIstioAsync(CancellationToken cancellation)
    {
        string[] versions;
        try
        {
            using HttpResponseMessage response = await server.GetAsync(new("get", "", "", null, $"/apis/{Sail}"), cancellation);
            using JsonDocument group = await server.ReadJsonAsync(response, cancellation);
            versions = [.. group.RootElement.At("versions").Items().Select(v => v.At("version").Text()).OfType<string>()];
        }
        catch (ApiFailure e)
        {
            if (!e.IsNotFound) bundle.Lacks("ZTunnel and Istio resources", null, e);
            return;
        }
        string? version = SailVersions.FirstOrDefault(versions.Contains);
        if (version is null) return;
        await ListAsync(
            "ztunnel-resources",
            [.. SailResources.Select(r => ApiRequest.List(Sail, version, r))], cancellation, isOptional: true);
    }

    /// <summary>Writes lists into one file. One that may not be read is told, and the others are.</summary>
    /// <returns>Whether any was read.</returns>
    private async Task<bool> ListAsync(
        string name, ApiRequest[] lists, CancellationToken cancellation, Action<JsonElement, ObjectType>? look = null,
        Action? lookAnew = null, bool isOptional = false)
    {
        string file = $"cluster/{name}.json";
        int read = 0, count;
        using (ObjectFile objects = new(bundle.PathOf(file), _filter))
        {
            foreach (ApiRequest list in lists)
            {
                try
                {
                    await server.ListAsync(list, Begin, Add, cancellation);
                    objects.Keep();
                    read++;
                }
                catch (ApiFailure e)
                {
                    objects.Revert();
                    bool isAbsent = isOptional && e.IsNotFound;
                    if (!isAbsent) bundle.Lacks(list.Namespace is null ? list.Resource : $"{list.Resource} in", list.Namespace, e);
                }
            }
            objects.Complete();
            count = objects.Count;

            void Begin()
            {
                objects.Revert();
                lookAnew?.Invoke();
            }

            void Add(JsonElement item, ObjectType type)
            {
                objects.Add(item, type);
                look?.Invoke(item, type);
                progress?.Report(new(name, objects.Count));
            }
        }
        if (read > 0) bundle.Add(new(file, "objects", 0) { Count = count });
        else bundle.Drop(file);
        return read > 0;
    }
}
