namespace ZTunnelSim.Data;

/// <summary>
/// The ztunnel pods that a key of a scenario takes times from: its own files, or those under <c>cluster.kubectl</c>, which the word
/// <c>kubectl</c> alone or a mapping without files means.
/// </summary>
/// <param name="Place">The key.</param>
/// <param name="Pods">The pods.</param>
/// <param name="AreOfCluster">Whether their nodes are those of the cluster.</param>
internal sealed record KubectlReference(YamlValue Place, ZTunnelPods Pods, bool AreOfCluster)
{
    public const string Word = "kubectl";

    /// <param name="place">The key.</param>
    /// <param name="files">The files that it names; null: none.</param>
    /// <param name="ofCluster">What the cluster's own files show; null where the scenario lists its nodes.</param>
    /// <exception cref="InputException">A file can't be read, there is none, or no ztunnel pod in it.</exception>
    public static KubectlReference Read(YamlValue place, YamlValue? files, ZTunnelPods? ofCluster)
    {
        if (files is not null)
            return new(place, InventoryReader.LoadZTunnels([.. Files(files).Select(file => file.FilePath())]), AreOfCluster: false);
        ZTunnelPods pods = ofCluster ?? throw place.Error(
            $"the scenario lists its nodes; name what 'kubectl get nodes,pods -A -o json' printed, here ({Word}: FILE) or under cluster.");
        return pods.Pods.Count > 0 ? new(place, pods, AreOfCluster: true) : throw place.Error($"{pods.Names} has no ztunnel pod.");
    }

    /// <summary>A file, or a list of them.</summary>
    public static IReadOnlyList<YamlValue> Files(YamlValue value) => value.IsList ? value.List() : [value];
}
