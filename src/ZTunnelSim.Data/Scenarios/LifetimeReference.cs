namespace ZTunnelSim.Data;

/// <summary>Where the lifetimes of a scenario's workload are, and how they are read there: what stands under <c>lifetime</c>.</summary>
/// <param name="Place">The mapping under <c>csv</c> or <c>accessLog</c>.</param>
/// <param name="Files">The files as they are named.</param>
/// <param name="Options">How they are read.</param>
/// <param name="Services">The workloads in them, each with the place of its name; null: all connections.</param>
/// <param name="Family">The family to fit; null: the best.</param>
internal sealed record LifetimeReference(
    YamlValue Place, IReadOnlyList<string> Files, ConnectionReadOptions Options, IReadOnlyList<YamlValue>? Services, LawFamily? Family)
{
    private static readonly (string Word, LawFamily? Family)[] Fits =
    [
        ("auto", null),
        .. LawForm.All.Where(form => form.Family is not null).Select(form => (form.Word, form.Family)),
        ("hyperexponential", LawFamily.Hyperexponential2),
        ("empirical", LawFamily.KaplanMeier),
        ("empiricalParetoTail", LawFamily.EmpiricalParetoTail),
    ];

    private static readonly (string Word, ConnectionGrouping Grouping)[] Groupings =
    [
        ("destinationService", ConnectionGrouping.DestinationService),
        ("destinationWorkload", ConnectionGrouping.DestinationWorkload),
        ("sourceWorkload", ConnectionGrouping.SourceWorkload),
        ("none", ConnectionGrouping.None),
    ];

    private static readonly (string Word, ConnectionDirection Direction)[] Directions =
        [("outbound", ConnectionDirection.Outbound), ("inbound", ConnectionDirection.Inbound)];

    /// <summary>The maximum age that the connections are to have from here on; null: none, but for what is in the data.</summary>
    public MaximumAge? MaximumAge { get; init; }

    /// <summary>The words that a lifetime from data begins with.</summary>
    public static readonly string[] Kinds = ["csv", "accessLog"];

    private static readonly string[] Keys =
        ["file", "column", "unit", "service", "by", "direction", "enterAtStart", "observedUntil", "keepAlive", "fit"];

    /// <summary>The paths of the files, as seen from the scenario's folder.</summary>
    public string[] Paths => [.. Files.Select(Place.Beside)];

    /// <summary>Whether two read the same data, so that they need be read only once.</summary>
    public bool ReadsAs(LifetimeReference other) => Files.SequenceEqual(other.Files) && Options == other.Options;

    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    /// <param name="value">What stands under it.</param>
    /// <param name="keepAliveSeconds">Until when ztunnel holds a dead peer's connection, by its manifest; null: not told.</param>
    public static LifetimeReference Read(string kind, YamlValue value, double? keepAliveSeconds)
    {
        bool isCsv = kind == "csv";
        YamlMap map = value.Map(Keys);
        YamlValue file = map.Required("file");
        YamlValue? service = isCsv ? map.Optional("service") : map.Required("service");
        ConnectionReadOptions options = new()
        {
            Format = isCsv ? ConnectionFormat.Csv : ConnectionFormat.Auto,
            Grouping = map.Optional("by")?.Choice(Groupings)
                ?? (service is null ? ConnectionGrouping.None : ConnectionGrouping.DestinationService),
            Direction = map.Optional("direction")?.Choice(Directions) ?? ConnectionDirection.Unknown,
            EnterAtWindowStart = map.Optional("enterAtStart")?.Boolean() ?? false,
            KeepAliveSeconds = map.Optional("keepAlive")?.PositiveSeconds() ?? keepAliveSeconds,
            Csv = new ConnectionCsvOptions
            {
                DurationColumn = map.Optional("column")?.Text(),
                DurationUnit = map.Optional("unit")?.Text(),
                ObservedUntil = map.Optional("observedUntil")?.Time(),
            },
        };
        IReadOnlyList<YamlValue>? services = service is null ? null : service.IsList ? service.List() : [service];
        foreach (YamlValue one in services ?? []) _ = one.Text();
        string[] files = file.IsList ? [.. file.List().Select(f => f.FileName())] : [file.FileName()];
        return new(value, files, options, services, map.Optional("fit")?.Choice(Fits));
    }

    /// <summary>The YAML that finds the lifetimes of a workload again, to stand under <c>lifetime</c>.</summary>
    /// <param name="files">The files, at least one, as seen from the scenario's folder.</param>
    /// <param name="options">How they were read.</param>
    /// <param name="workloads">The workloads, at least one, as <see cref="WorkloadLifetimes.Workload"/> has them.</param>
    /// <param name="areCsv">Whether all of them are CSV.</param>
    public static string Spell(IReadOnlyList<string> files, ConnectionReadOptions options, IReadOnlyList<string> workloads, bool areCsv)
    {
        List<string> fields = [$"file: {OneOrList(files)}"];
        if (options.Csv.DurationColumn is { } column) fields.Add($"column: {Quote(column)}");
        if (options.Csv.DurationUnit is { } unit) fields.Add($"unit: {unit}");
        if (!areCsv || options.Grouping != ConnectionGrouping.None)
        {
            fields.Add($"service: {OneOrList(workloads)}");
            if (options.Grouping != ConnectionGrouping.DestinationService)
                fields.Add($"by: {Groupings.First(g => g.Grouping == options.Grouping).Word}");
        }
        if (options.Direction != ConnectionDirection.Unknown)
            fields.Add($"direction: {Directions.First(d => d.Direction == options.Direction).Word}");
        if (options.KeepAliveSeconds is { } keepAlive and < double.PositiveInfinity) fields.Add(Invariant($"keepAlive: {keepAlive:R}"));
        if (options.EnterAtWindowStart) fields.Add("enterAtStart: true");
        if (options.Csv.ObservedUntil is { } until)
            fields.Add($"observedUntil: {Quote($"{until.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffffff}Z")}");
        return $"{{ {(areCsv ? "csv" : "accessLog")}: {{ {string.Join(", ", fields)} }} }}";
    }

    public static string OneOrList(IReadOnlyList<string> texts) =>
        texts.Count == 1 ? Quote(texts[0]) : $"[{string.Join(", ", texts.Select(Quote))}]";

    public static string Quote(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
