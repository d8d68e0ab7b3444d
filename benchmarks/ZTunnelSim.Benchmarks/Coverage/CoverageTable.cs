using System.Globalization;

namespace ZTunnelSim.Benchmarks;

/// <summary>
/// Do the 95 % intervals hold the truth in 95 of 100 logs when the law is chosen from the data? For each truth, window and
/// grace period: logs of a node on which connections have arrived at a constant rate since long before, durations in whole
/// milliseconds as ztunnel writes them, read as <c>fit</c> reads them.
/// </summary>
/// <remarks>
/// The completions of such a node in a window are a Poisson number of independent lifetimes (the departures of an M/G/infinity
/// queue, Mirasol, Oper. Res. 11, 1963), so that is how they are drawn. Enough data: on average ten or more connections
/// outlived the drain.
/// </remarks>
internal static class CoverageTable
{
    private const int EnoughAbove = 10;
    private static readonly double[] Budgets = [25, 295, 1795];

    /// <param name="logs">How many logs of a cell a law is chosen for.</param>
    /// <param name="drawnLogs">
    /// How many logs of a cell, the same ones first, are judged by the draws alone that the intervals are made from. The draws
    /// know of no chosen law, and choosing it takes nine tenths of the time: so many more logs tell a cell's own coverage from
    /// chance.
    /// </param>
    /// <param name="rate">Connections a second.</param>
    /// <param name="only">Only truths whose name holds this.</param>
    /// <param name="window">Only windows whose name holds this.</param>
    public static void Print(int logs, int drawnLogs, double rate, string only, string window)
    {
        Console.WriteLine(
            $"{logs} logs a cell, {rate:R} connections a second; covered % (below, above: the truth was), mean of the estimates "
            + "and width of the interval as multiples of the truth; * where fewer than ten connections outlived the drain on average; "
            + $"drawn: covered % of {drawnLogs} logs by the draws alone");
        Console.WriteLine();
        Console.WriteLine("| truth | window | T | n | outlived | share covered | drawn | resets covered | mean | width | laws chosen | |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---|---|");
        int drawnOutside = 0;
        int outside = 0, cells = 0;
        foreach ((string name, double seconds) in new[] { ("15 min", 900.0), ("2 h", 7_200), ("24 h", 86_400) })
        {
            if (!name.Contains(window, StringComparison.Ordinal)) continue;
            foreach (CoverageTruth truth in CoverageTruth.All.Where(t => t.Name.Contains(only, StringComparison.Ordinal)))
            {
                Cell[] row = [.. Budgets.Select(_ => new Cell())];
                double count = 0;
                SortedDictionary<LawFamily, int> chosen = [];
                Parallel.For(0, logs, log =>
                {
                    (LifetimeSample sample, long[] above) = Log(truth, seconds, rate, log);
                    FitSelection selection = LifetimeFitter.FitBest(sample);
                    for (int i = 0; i < Budgets.Length; i++)
                    {
                        double budget = Budgets[i];
                        LifetimeEstimate share = selection.ResidualSurvival(budget);
                        LifetimeEstimate resets = Resets(selection, sample.Count / seconds, sample.Count, budget, log);
                        lock (row[i])
                            row[i].Add(share, truth.Share(budget), resets, rate * truth.Law.IntegratedTail(budget), above[i]);
                    }
                    lock (row)
                    {
                        count += (double)sample.Count / logs;
                        chosen[selection.Best.Family] = chosen.GetValueOrDefault(selection.Best.Family) + 1;
                    }
                });
                int[] drawn = Drawn(truth, seconds, rate, drawnLogs);
                for (int i = 0; i < Budgets.Length; i++)
                {
                    double drawnCovered = 100.0 * drawn[i] / drawnLogs;
                    bool isEnough = row[i].Above / logs >= EnoughAbove;
                    double covered = 100.0 * row[i].Covered / logs;
                    // Three standard deviations of the count that a right procedure would give.
                    double chance = 300 * Math.Sqrt(0.95 * 0.05 / logs);
                    bool IsRight(double percent) => isEnough ? percent >= 93 && percent <= 97 : percent >= 90;
                    bool isRight = IsRight(covered);
                    if (drawnLogs > 0 && !IsRight(drawnCovered)) drawnOutside++;
                    bool isByChance = covered >= (isEnough ? 95 - chance : 90) && (!isEnough || covered <= 95 + chance);
                    cells++;
                    if (!isRight) outside++;
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                        $"| {truth.Name} | {name} | {Budgets[i] + 5} s | {count:0} | {row[i].Above / logs:0.#}{(isEnough ? "" : "*")} | "
                            + $"{covered:0.0} ({100.0 * row[i].Below / logs:0.0}, {100.0 * row[i].TooHigh / logs:0.0}) "
                        + $"| {drawnCovered:0.0} | {100.0 * row[i].ResetsCovered / logs:0.0} | {row[i].Mean / logs:G3} | {row[i].Width / logs:G3} | {(i > 0 ? "" : string.Join(", ", chosen.OrderByDescending(c => c.Value).Take(3).Select(c => $"{c.Key} {c.Value}")))} | {(isRight ? "" : isByChance ? "(chance)" : "OUTSIDE")} |"));
                }
            }
        }
        Console.WriteLine();
        Console.WriteLine($"{cells - outside} of {cells} cells within 93 to 97 % (enough data) or at least 90 % (others); "
            + $"by {drawnLogs} logs and the draws alone {cells - drawnOutside}.");
    }

    /// <summary>In how many logs the interval of the draws alone holds the truth, for each budget.</summary>
    private static int[] Drawn(CoverageTruth truth, double seconds, double rate, int logs)
    {
        int[] covered = new int[Budgets.Length];
        Parallel.For(0, logs, log =>
        {
            IReadOnlyList<DurationLaw> laws = LawDraws.Of(Log(truth, seconds, rate, log).Sample)!.Laws;
            for (int i = 0; i < Budgets.Length; i++)
            {
                double[] shares = [.. laws.Select(law => law.IntegratedTail(Budgets[i]) / law.MeanSeconds).Order()];
                LifetimeEstimate share = LifetimeEstimate.OfDraws(shares[shares.Length / 2], shares, 0.95);
                if (share.Low <= truth.Share(Budgets[i]) && truth.Share(Budgets[i]) <= share.High)
                    Interlocked.Increment(ref covered[i]);
            }
        });
        return covered;
    }

    private static (LifetimeSample Sample, long[] Above) Log(CoverageTruth truth, double seconds, double rate, int log)
    {
        var random = new RandomStream(20, log, workload: truth.Index, node: (long)seconds);
        var seen = new LifetimeObservation[random.NextPoisson(rate * seconds)];
        long[] above = new long[Budgets.Length];
        for (int k = 0; k < seen.Length; k++)
        {
            double life = Math.Floor(1000 * truth.Law.Sample(ref random)) / 1000;
            seen[k] = new(life);
            for (int i = 0; i < above.Length; i++)
            {
                if (life > Budgets[i]) above[i]++;
            }
        }
        return (LifetimeSample.From(seen), above);
    }

    /// <summary>Resets of one node: the rate, known as well as a Poisson count tells it, times the integrated tail.</summary>
    private static LifetimeEstimate Resets(FitSelection selection, double rate, long count, double budget, int log)
    {
        var random = new RandomStream(21, log);
        double[] draws =
            [.. selection.DrawLaws(200, seed: 1).Select(law => rate * random.NextGamma(count + 0.5) / count * law.IntegratedTail(budget))];
        return LifetimeEstimate.OfDraws(rate * selection.Best.Law.IntegratedTail(budget), draws, 0.95);
    }

    private sealed class Cell
    {
        public int Covered, Below, TooHigh, ResetsCovered;
        public double Mean, Width, Above;

        public void Add(LifetimeEstimate share, double truth, LifetimeEstimate resets, double resetsTruth, long above)
        {
            if (truth < share.Low) Below++;
            else if (truth > share.High) TooHigh++;
            else Covered++;
            if (resets.Low <= resetsTruth && resetsTruth <= resets.High) ResetsCovered++;
            Mean += truth > 0 ? share.Value / truth : 1;
            Width += truth > 0 ? (share.High - share.Low) / truth : 0;
            Above += above;
        }
    }
}
