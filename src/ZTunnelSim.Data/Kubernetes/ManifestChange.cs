namespace ZTunnelSim.Data;

/// <summary>From wanted settings to the keys of a manifest.</summary>
internal static class ManifestChange
{
    /// <summary>What to change in a document that is there.</summary>
    public static MapChange For(ManifestDocument document, ZTunnelSettings current, WantedSettings wanted)
    {
        ManifestStrategy chart = ManifestStrategy.Rolling(RollingUpdate.Default);
        ManifestStrategy? strategy = wanted.Strategy == (current.Strategy ?? chart) ? null : wanted.Strategy;
        return document.Kind == ManifestKind.DaemonSet
            ? DaemonSet(document, wanted.GracePeriod, strategy)
            : document.Values.Change(Values(document, wanted.GracePeriod, strategy));
    }

    /// <summary>Keys under a path of keys.</summary>
    public static MapChange Nested(IEnumerable<string> path, MapChange inner) =>
        inner.Entries.Count == 0 ? inner : path.Reverse().Aggregate(inner, (change, key) => new MapChange((key, change)));

    /// <summary>T and strategy as the chart's values have them.</summary>
    public static MapChange Values(GracePeriod? gracePeriod, ManifestStrategy? strategy) => new(
    [
        .. gracePeriod is null ? [] : ((string, Change)[])[(ManifestKeys.GracePeriod, Number(gracePeriod))],
        .. strategy is null ? [] : ((string, Change)[])[(ManifestKeys.Strategy, Strategy(strategy, namesType: true))],
    ]);

    public static ScalarChange Number(GracePeriod gracePeriod) => ScalarChange.Number(gracePeriod.Seconds);

    /// <summary>The variable in a container's list of them.</summary>
    public static NamedItemsChange GraceVariable(GracePeriod gracePeriod) =>
        new("name", (DrainVariables.Grace, new MapChange(("value", ScalarChange.Text($"{gracePeriod.Seconds}")))));

    private static MapChange Values(ManifestDocument document, GracePeriod? gracePeriod, ManifestStrategy? strategy)
    {
        SyntaxNode? values = document.Values.Effective.Node;
        MapChange change = With(Values(gracePeriod, null), strategy, values);
        // The chart sets the variable from T; where the values set it themselves, it has to follow.
        bool setsVariable = ManifestDocument.Walk(values, "env", DrainVariables.Grace) is not null;
        if (gracePeriod is null || !setsVariable) return change;
        MapChange env = new((DrainVariables.Grace, ScalarChange.Text($"{gracePeriod.Seconds}")));
        return new MapChange([.. change.Entries, ("env", env)]);
    }

    private static MapChange DaemonSet(ManifestDocument document, GracePeriod? gracePeriod, ManifestStrategy? strategy)
    {
        MapChange spec = With(new MapChange([]), strategy, document.Root.Get("spec"));
        if (gracePeriod is not null)
        {
            MapChange pod = new((ManifestKeys.GracePeriod, Number(gracePeriod)), ("containers", Containers(document, gracePeriod)));
            spec = new MapChange([.. spec.Entries, ("template", new MapChange(("spec", pod)))]);
        }
        return Nested(["spec"], spec);
    }

    private static NamedItemsChange Containers(ManifestDocument document, GracePeriod gracePeriod)
    {
        YamlValue container = ZTunnelSettingsReader.ContainerOf(document)
            ?? throw document.At().As("spec.template.spec.containers").Error(
                $"has no container {ManifestKeys.Container}, whose {DrainVariables.Grace} has to follow T.");
        string name = container["name"].Word ?? throw container.Error("the container has no name.");
        YamlValue? variable = container["env"].Mappings().LastOrDefault(e => e["name"].IsWord(DrainVariables.Grace));
        if (variable?["valueFrom"].Present is { } from)
        {
            throw from.As($"env.{DrainVariables.Grace}").Error(
                "comes from somewhere else (valueFrom); set its value here, since it has to follow T.");
        }
        return new("name", (name, new MapChange(("env", GraceVariable(gracePeriod)))));
    }

    private static MapChange With(MapChange change, ManifestStrategy? strategy, SyntaxNode? owner)
    {
        if (strategy is null) return change;
        // A type that is left out means RollingUpdate, and stays left out.
        MapSyntax? current = ManifestDocument.Walk(owner, ManifestKeys.Strategy) as MapSyntax;
        bool namesType = strategy.Type == ManifestStrategyType.OnDelete || current?.Get("type") is not null || current is null;
        return new MapChange([.. change.Entries, (ManifestKeys.Strategy, Strategy(strategy, namesType))]);
    }

    // rollingUpdate is left where it is for OnDelete: Kubernetes passes over it, and the way back is one word.
    private static MapChange Strategy(ManifestStrategy strategy, bool namesType)
    {
        List<(string, Change)> entries = [];
        if (namesType) entries.Add(("type", ScalarChange.Text($"{strategy.Type}")));
        if (strategy.RollingUpdate is { } limits)
        {
            entries.Add(("rollingUpdate", new MapChange(
                ("maxSurge", Limit(limits.MaxSurge)), ("maxUnavailable", Limit(limits.MaxUnavailable)))));
        }
        return new MapChange(entries);
    }

    private static ScalarChange Limit(IntOrPercent limit) =>
        limit.IsPercent ? ScalarChange.Text($"{limit}") : ScalarChange.Number(limit.Value);
}
