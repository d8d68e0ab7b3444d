using System.Globalization;
using ZTunnelSim.Data.Prometheus;
using ZTunnelSim.Lifetimes;
using ZTunnelSim.Lifetimes.Fitting;

namespace ZTunnelSim.Data.Scenarios;

/// <summary>Writes a workload as a scenario has it, ready to paste.</summary>
public static class WorkloadWriter
{
    /// <summary>A workload with a fitted lifetime.</summary>
    /// <param name="name">The workload's name.</param>
    /// <param name="fit">The fit.</param>
    /// <param name="data">Where the data are: named where the law is the data themselves. Null leaves a gap there, and says so.</param>
    /// <param name="counters">What Prometheus knows of its traffic. Lifetimes don't tell it: without, a gap is left and said to be one.</param>
    /// <returns>YAML, indented as an element of <c>workloads</c>.</returns>
    public static string Write(string name, LifetimeFit fit, DataReference? data = null, WorkloadCounters? counters = null)
    {
        ArgumentNullException.ThrowIfNull(fit);
        string lifetime = Law(fit.Law)
            ?? data?.Lifetime(WorkloadReader.Fits.First(f => f.Family == fit.Family).Word)
            ?? "# the data themselves: fit with --out, which writes them to a file that can be named here";
        return $"""
              - name: {Quote(name)}
                {Traffic(counters)}
                lifetime: {lifetime}

            """;
    }

    private static string Traffic(WorkloadCounters? counters)
    {
        if (counters is null) return "openPerNode: 1        # set it: opened minus closed connections per node";
        double rate = counters.LittlesLaw?.OpenedPerSecond ?? 0;
        string source = string.Create(CultureInfo.InvariantCulture, $"from the counters: {counters.MeanOpen:0.##} open in all, {rate:G4} opened a second");
        if (counters.Nodes is not { } nodes)
            return $"openPerNode: 1        # set it, {source}: divide by the number of nodes";
        // Connections that are hardly ever met open are better told by how often they come.
        return counters.MeanOpen < 1 && rate > 0
            ? string.Create(CultureInfo.InvariantCulture, $"arrivalsPerSecond: {rate / nodes:G6}   # {source}")
            : string.Create(CultureInfo.InvariantCulture, $"openPerNode: {counters.MeanOpen / nodes:G6}   # {source}");
    }

    /// <summary>A law as a scenario has it; null for a law that is data.</summary>
    internal static string? Law(DurationLaw law) => law switch
    {
        Constant c => $"{{ constant: {Number(c.MeanSeconds)} }}",
        Exponential e => $"{{ exponential: {{ mean: {Number(e.MeanSeconds)} }} }}",
        Lognormal l => $"{{ lognormal: {{ median: {Number(l.MedianSeconds)}, sigma: {Number(l.Sigma)} }} }}",
        Weibull w => $"{{ weibull: {{ shape: {Number(w.Shape)}, scale: {Number(w.ScaleSeconds)} }} }}",
        Gamma g => $"{{ gamma: {{ shape: {Number(g.Shape)}, scale: {Number(g.ScaleSeconds)} }} }}",
        Lomax p => $"{{ lomax: {{ shape: {Number(p.Shape)}, scale: {Number(p.ScaleSeconds)} }} }}",
        Mixture m => $"{{ mixture: [{string.Join(", ", m.Components.Select(c => $"{{ weight: {Number(c.Weight)}, law: {Law(c.Law)} }}"))}] }}",
        _ => null,
    };

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    internal static string Quote(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
