using System.Globalization;
using ZTunnelSim.Lifetimes;
using ZTunnelSim.Lifetimes.Fitting;

namespace ZTunnelSim.Data.Scenarios;

/// <summary>Writes a workload as a scenario has it, ready to paste.</summary>
public static class WorkloadWriter
{
    /// <summary>A workload with a fitted lifetime.</summary>
    /// <param name="name">The workload's name.</param>
    /// <param name="fit">The fit.</param>
    /// <param name="dataFile">The access log that it comes from: named where the law is the data themselves.</param>
    /// <returns>YAML, indented as an element of <c>workloads</c>.</returns>
    /// <remarks>The traffic is not in the lifetimes: openPerNode is left for the reader to set.</remarks>
    public static string Write(string name, LifetimeFit fit, string dataFile)
    {
        ArgumentNullException.ThrowIfNull(fit);
        string lifetime = Law(fit.Law) ?? Data(name, fit, dataFile);
        return $"""
              - name: {Quote(name)}
                openPerNode: 1        # set it: opened minus closed connections per node
                lifetime: {lifetime}

            """;
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

    private static string Data(string name, LifetimeFit fit, string dataFile)
    {
        string word = WorkloadReader.Fits.First(f => f.Family == fit.Family).Word;
        return $"{{ accessLog: {{ file: {Quote(dataFile)}, service: {Quote(name)}, fit: {word} }} }}";
    }

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Quote(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
