namespace ZTunnelSim.Cli;

/// <summary>What a fit writes: a scenario that runs, charts, and the lifetimes where they came from standard input.</summary>
internal static class FitFiles
{
    public const string ScenarioName = "scenario.yaml";

    /// <summary>The file that a workload's lifetimes are saved in, where the files that they came from can't be named.</summary>
    public static string CsvName(string workload) => $"{FileName(workload)}-lifetimes.csv";

    public static IReadOnlyList<string> WriteAll(IReadOnlyList<Fitted> fits, string scenario, bool savesLifetimes, string directory) =>
        OutputSet.Write(directory, "fit", set =>
        {
            set.Add(ScenarioName, scenario);
            foreach (Fitted fit in fits)
            {
                string name = fit.Workload.Workload;
                if (savesLifetimes) set.AddLifetimes(CsvName(name), fit.Profiled.Observations);
                set.AddCharts(
                    ($"{FileName(name)}-survival.png", fit.Fit.SurvivalChart(name)),
                    ($"{FileName(name)}-quantiles.png", fit.Fit.QuantileChart(name)));
            }
        });

    private static string FileName(string workload) =>
        string.Concat(workload.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' ? c : '_'));
}
