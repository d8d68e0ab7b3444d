namespace ZTunnelSim.Data;

/// <summary>How old the nodes' ztunnel processes are when a rollout starts, as kubectl shows when they started.</summary>
internal sealed class NodeAges
{
    /// <summary>Most connections are shorter, so that an older process holds nearly all that would be open.</summary>
    private const double YoungSeconds = 3600;

    private const string At = "at";

    private readonly KubectlReference _from;
    private readonly Dictionary<string, InventoryPod> _byNode = [];
    private readonly DateTimeOffset _at;
    private readonly bool _isAtGiven;

    private NodeAges(KubectlReference from, YamlValue? at)
    {
        _from = from;
        foreach (InventoryPod pod in from.Pods.Running) _byNode.Add(pod.Node, pod);
        _isAtGiven = at is not null;
        _at = at?.Time() ?? from.Pods.Newest ?? default;
        if (_byNode.Count == 0)
            throw from.Place.Error($"{from.Pods.Names} shows no ztunnel process that runs, and since when (startedAt).");
        if (_byNode.Values.FirstOrDefault(pod => pod.Times!.Started > _at) is { } later)
        {
            throw (at ?? from.Place).Error(
                $"the rollout can't start at {Text(_at)}: '{later.Name}' on node '{later.Node}' started later, at "
                + $"{Text(later.Times!.Started!.Value)}.");
        }
    }

    /// <summary>Whether a value of the key <c>age</c> asks for this, and is no law.</summary>
    public static bool Means(YamlValue age)
    {
        if (!age.IsMap) return age.IsWord(KubectlReference.Word);
        // So that an unknown key is told all that is accepted here.
        age.Map([.. LawReader.Names, KubectlReference.Word, At]);
        return age.KeysPresent.Any(key => key is KubectlReference.Word or At);
    }

    /// <summary>Reads <c>kubectl</c>, or <c>{ kubectl: FILE, at: TIME }</c> of which either may be missing.</summary>
    /// <param name="age">The value.</param>
    /// <param name="ofCluster">What the cluster's own files show; null where the scenario lists its nodes.</param>
    /// <exception cref="InputException">Something is wrong: the message says where.</exception>
    public static NodeAges Read(YamlValue age, ZTunnelPods? ofCluster)
    {
        if (!age.IsMap) return new(KubectlReference.Read(age, null, ofCluster), null);
        YamlMap map = age.Map(KubectlReference.Word, At);
        return new(KubectlReference.Read(age, map.Optional(KubectlReference.Word), ofCluster), map.Optional(At));
    }

    /// <summary>
    /// What to know where the cluster's file shows young processes and the scenario says no age, so that they count as very old; null where
    /// there is none. The file may be made long before the rollout starts, so that ages are taken from it only on request.
    /// </summary>
    public static string? Unused(ZTunnelPods? ofCluster)
    {
        if (ofCluster is not { Newest: { } newest } || !ofCluster.Running.Any()) return null;
        double youngest = (newest - ofCluster.Running.Max(pod => pod.Times!.Started!.Value)).TotalSeconds;
        return youngest < YoungSeconds
            ? $"{ofCluster.Names}: the youngest ztunnel process was {DurationFormat.Brief(youngest)} old when this was printed, and counts "
                + "as very old: a rollout that starts soon after cuts fewer connections; 'age: kubectl' under ztunnel takes that in."
            : null;
    }

    /// <summary>The nodes with the ages of their processes; one without a process that runs stays as it is.</summary>
    /// <exception cref="InputException">The file shows a node that there is not.</exception>
    public IEnumerable<Node> Of(IReadOnlyList<Node> nodes)
    {
        HashSet<string> known = [.. nodes.Select(node => node.Name)];
        // What the cluster's own file shows on nodes that were left out is told where these are.
        if (!_from.AreOfCluster && _byNode.Keys.FirstOrDefault(node => !known.Contains(node)) is { } unknown)
        {
            throw _from.Place.Error(
                $"{_from.Pods.Names} has a ztunnel on node '{unknown}', which the cluster does not have"
                + $"{Suggestion.For(unknown, [.. known])}.");
        }
        return nodes.Select(node => _byNode.TryGetValue(node.Name, out InventoryPod? pod)
            ? node with { ProcessAge = Age(pod), StartedAlone = StartedAlone(pod) }
            : node);
    }

    /// <summary>What was taken, and what is not known: a sentence each.</summary>
    public IEnumerable<string> Notes(IReadOnlyList<Node> nodes)
    {
        Node[] aged = [.. nodes.Where(node => node.ProcessAge is not null)];
        string[] others = [.. nodes.Where(node => node.ProcessAge is null).Select(node => node.Name)];
        double[] ages = [.. aged.Select(node => node.ProcessAge!.Value.TotalSeconds).Order()];
        string when = _isAtGiven ? $"at {Text(_at)}" : $"at {Text(_at)}, the newest time in the file; say 'at' where it starts later";
        yield return $"{_from.Pods.Names}: ztunnel processes of {aged.Length:#,0} {(aged.Length == 1 ? "node" : "nodes")} are "
            + $"{Range(ages[0], ages[^1])} old if the rollout starts {when}.";
        if (aged.Count(node => node.StartedAlone) is > 0 and var alone)
        {
            yield return $"{_from.Pods.Names}: processes that came with their node or were restarted, so that none listened beside them: "
                + $"{alone:#,0}.";
        }
        if (others.Length > 0)
        {
            yield return $"{_from.Pods.Names}: nodes on which no ztunnel runs, whose process counts as very old: {others.Length:#,0} "
                + $"({NameList.Of(others)}).";
        }
    }

    private TimeSpan Age(InventoryPod pod) => _at - pod.Times!.Started!.Value;

    // A container starts again only once the process before has ended.
    private bool StartedAlone(InventoryPod pod) => pod.Times!.Restarts > 0 || _from.Pods.CameWithNode(pod);

    private static string Text(DateTimeOffset time) => $"{time.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}";

    /// <summary>Two durations in order, or one where they read alike.</summary>
    public static string Range(double least, double most)
    {
        (string low, string high) = (DurationFormat.Brief(least), DurationFormat.Brief(most));
        return low == high ? low : $"{low} to {high}";
    }
}
