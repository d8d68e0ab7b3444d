using System.Text;
using ZTunnelSim.Charts;
using ZTunnelSim.Data;
using ZTunnelSim.Data.Scenarios;
using ZTunnelSim.Lifetimes.Fitting;
using ZTunnelSim.Lifetimes.Survival;

namespace ZTunnelSim.Cli.Rendering;

/// <summary>What a fit writes: a block of workloads to paste, charts, and lifetimes where a law is the data themselves.</summary>
internal static class FitFiles
{
    public static string Yaml(IEnumerable<WorkloadFit> fits, Func<WorkloadFit, DataReference?> data) =>
        "workloads:\n" + string.Concat(fits.Select(fit => WorkloadWriter.Write(fit.Workload.Workload, fit.Best, data(fit), fit.Counters)));

    public static IReadOnlyList<string> WriteAll(IReadOnlyList<WorkloadFit> fits, string directory, out string yaml)
    {
        List<string> written = [Path.Combine(directory, "workloads.yaml")];
        yaml = Yaml(fits, fit => DataReference.Csv(CsvName(fit)));
        if (fits.Any(IsData)) yaml = $"# Files are named as seen from {Path.GetFullPath(directory)}.\n{yaml}";
        string text = yaml;
        AtomicFile.Write(written[0], stream => stream.Write(Encoding.UTF8.GetBytes(text)));
        foreach (WorkloadFit fit in fits)
        {
            string name = fit.Workload.Workload;
            if (IsData(fit))
            {
                written.Add(Path.Combine(directory, CsvName(fit)));
                LifetimesCsv.Write(written[^1], fit.Workload.Observations);
            }
            KaplanMeier observed = KaplanMeier.Of(fit.Best.Sample);
            string survival = Path.Combine(directory, $"{FileName(fit)}-survival.png"), quantiles = Path.Combine(directory, $"{FileName(fit)}-quantiles.png");
            ChartFile.Save(SurvivalChart.Draw(name, observed, fit.Best.Law), survival);
            ChartFile.Save(QuantileChart.Draw(name, observed, fit.Best.Law), quantiles, 900, 900);
            written.AddRange([survival, quantiles]);
        }
        return written;
    }

    /// <summary>Whether the law has no formula that a scenario could spell.</summary>
    private static bool IsData(WorkloadFit fit) => fit.Best is KaplanMeierFit or ParetoTailFit;

    private static string CsvName(WorkloadFit fit) => $"{FileName(fit)}-lifetimes.csv";

    private static string FileName(WorkloadFit fit) =>
        string.Concat(fit.Workload.Workload.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' ? c : '_'));
}
