namespace ZTunnelSim.Cli;

/// <summary>What a fit writes: a scenario that runs, charts, and the lifetimes where they came from standard input.</summary>
internal static class FitFiles
{
    public const string ScenarioName = "scenario.yaml";

    /// <summary>For each workload the file that its lifetimes are saved in, where those that they came from can't be named.</summary>
    public static IEnumerable<string> CsvNames(IEnumerable<Fitted> fits) => Names(fits).Select(CsvName);

    public static IReadOnlyList<string> WriteAll(IReadOnlyList<Fitted> fits, string scenario, bool savesLifetimes, string directory) =>
        OutputSet.Write(directory, "fit", set =>
        {
            set.Add(ScenarioName, scenario);
            foreach ((Fitted fit, string name) in fits.Zip(Names(fits)))
            {
                string workload = fit.Workload.Workload;
                if (savesLifetimes) set.AddLifetimes(CsvName(name), fit.Profiled.Observations);
                set.AddCharts(
                    ($"{name}-survival.png", fit.Fit.SurvivalChart(workload)), ($"{name}-quantiles.png", fit.Fit.QuantileChart(workload)));
            }
        });

    private static string CsvName(string name) => $"{name}-lifetimes.csv";

    private static IReadOnlyList<string> Names(IEnumerable<Fitted> fits) => FileNames.OfAll(fits.Select(f => f.Workload.Workload));
}
