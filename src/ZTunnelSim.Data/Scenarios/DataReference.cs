namespace ZTunnelSim.Data;

/// <summary>Where a scenario finds the lifetimes again that a law was made of, as it spells it.</summary>
internal static class DataReference
{
    /// <summary>The lifetimes of a workload in files.</summary>
    /// <param name="files">The files, at least one, as seen from the scenario's folder; none is standard input.</param>
    /// <param name="options">How they were read.</param>
    /// <param name="workload">The workload, as <see cref="WorkloadLifetimes.Workload"/> has it.</param>
    /// <param name="areCsv">Whether all of them are CSV.</param>
    /// <returns>YAML, to stand under <c>lifetime</c>.</returns>
    public static string Of(IReadOnlyList<string> files, ConnectionReadOptions options, string workload, bool areCsv)
    {
        bool isAll = options.Grouping == ConnectionGrouping.None;
        List<string> fields =
        [
            $"file: {(files.Count == 1 ? Quote(files[0]) : $"[{string.Join(", ", files.Select(Quote))}]")}",
        ];
        if (options.Csv.DurationColumn is { } column) fields.Add($"column: {Quote(column)}");
        if (options.Csv.DurationUnit is { } unit) fields.Add($"unit: {unit}");
        if (!areCsv || !isAll) fields.Add($"service: {Quote(workload)}");
        if (options.Grouping != ConnectionGrouping.DestinationService && (!areCsv || !isAll))
            fields.Add($"by: {LifetimeReference.Groupings.First(g => g.Grouping == options.Grouping).Word}");
        if (options.Direction != ConnectionDirection.Unknown)
            fields.Add($"direction: {LifetimeReference.Directions.First(d => d.Direction == options.Direction).Word}");
        if (options.EnterAtWindowStart) fields.Add("enterAtStart: true");
        if (options.Csv.ObservedUntil is { } until)
            fields.Add($"observedUntil: {Quote($"{until.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffffff}Z")}");
        return $"{{ {(areCsv ? "csv" : "accessLog")}: {{ {string.Join(", ", fields)} }} }}";
    }

    internal static string Quote(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
