namespace ZTunnelSim.Data.Scenarios;

/// <summary>Where a scenario finds the lifetimes again that a law was made of.</summary>
public sealed class DataReference
{
    private readonly string _key;
    private readonly string _fields;

    private DataReference(string key, string fields) => (_key, _fields) = (key, fields);

    /// <summary>An access log.</summary>
    /// <param name="file">Its path, from the scenario's folder.</param>
    /// <param name="service">The service, as <see cref="Connections.WorkloadLifetimes.Workload"/> has it.</param>
    public static DataReference AccessLog(string file, string service) =>
        new("accessLog", $"file: {WorkloadWriter.Quote(file)}, service: {WorkloadWriter.Quote(service)}");

    /// <summary>A file of <see cref="LifetimesCsv"/>.</summary>
    /// <param name="file">Its path, from the scenario's folder.</param>
    public static DataReference Csv(string file) =>
        new("csv", $"file: {WorkloadWriter.Quote(file)}, column: {LifetimesCsv.DurationColumn}");

    internal string Lifetime(string fit) => $"{{ {_key}: {{ {_fields}, fit: {fit} }} }}";
}
