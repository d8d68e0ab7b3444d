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
internal sealed class CoverageTable
{
    private const int EnoughAbove = 10;
    private static readonly double[] Budgets = [25, 295, 1795];

    private static readonly (string Name, double Seconds)[] Windows = [("15 min", 900), ("2 h", 7_200), ("24 h", 86_400)];

    private readonly CoverageRun _run;
    private readonly (string Window, double Seconds, CoverageTruth Truth)[] _rows;
    private Row _row = new();
    private int _taken, _cells, _outside, _drawnOutside;

    private CoverageTable(CoverageRun run)
    {
        _run = run;
        _rows =
        [
            .. from window in Windows
               where window.Name.Contains(run.Window, StringComparison.Ordinal)
               from truth in CoverageTruth.All
               where truth.Name.Contains(run.Truth, StringComparison.Ordinal)
               select (window.Name, window.Seconds, truth),
        ];
    }

    /// <summary>Prints the table.</summary>
    /// <param name="run">What is looked at.</param>
    /// <param name="before">The logs that were looked at before; null: they are looked at.</param>
    public static void Print(CoverageRun run, IReplicationRecords? before)
    {
        CoverageTable table = new(run);
        Console.WriteLine(
            $"{run.Logs} logs a cell, {run.Rate:R} connections a second; covered % (below, above: the truth was), mean of the estimates "
            + "and width of the interval as multiples of the truth; * where fewer than ten connections outlived the drain on average; "
            + $"drawn: covered % of {run.DrawnLogs} logs by the draws alone");
        Console.WriteLine();
        Console.WriteLine("| truth | window | T | n | outlived | share covered | drawn | resets covered | mean | width | laws chosen | |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---|---|");
        table.Logs(before).Run(table.Take, CancellationToken.None);
        Console.WriteLine();
        Console.WriteLine($"{table._cells - table._outside} of {table._cells} cells within 93 to 97 % (enough data) or at least 90 % "
            + $"(others); by {run.DrawnLogs} logs and the draws alone {table._cells - table._drawnOutside}.");
    }

    /// <summary>The logs of all rows, one row after the other: what parts are made of.</summary>
    public static StudyReplications Logs(CoverageRun run) => new CoverageTable(run).Logs(before: null);

    private StudyReplications<ReplicationRecord> Logs(IReplicationRecords? before) => new(
        _rows.Length * _run.LogsOfRow, Environment.ProcessorCount, before, Look, record => record,
        record => record.WithRows(numbers: 2 + Budgets.Length, words: 1));

    /// <summary>What is told of a log: how many connections it has; for each budget what its intervals hold; the law chosen.</summary>
    private ReplicationRecord Look(int number, CancellationToken cancellationToken)
    {
        (_, double seconds, CoverageTruth truth) = _rows[number / _run.LogsOfRow];
        int log = number % _run.LogsOfRow;
        (LifetimeSample sample, long[] above) = Log(truth, seconds, _run.Rate, log);
        double[] drawn = log < _run.DrawnLogs ? Drawn(truth, sample) : [];
        if (log >= _run.Logs) return new([[], .. Budgets.Select(_ => Array.Empty<double>()), drawn], [[]]);
        FitSelection selection = LifetimeFitter.FitBest(sample);
        return new(
            [
                [sample.Count],
                .. Budgets.Select((budget, i) => Cell.Of(
                    selection.ResidualSurvival(budget), truth.Share(budget),
                    Resets(selection, sample.Count / seconds, sample.Count, budget, log), _run.Rate * truth.Law.IntegratedTail(budget),
                    above[i])),
                drawn,
            ],
            [[$"{selection.Best.Family}"]]);
    }

    private bool Take(ReplicationRecord log)
    {
        _row.Add(log);
        if (++_taken % _run.LogsOfRow == 0)
        {
            Print(_rows[_taken / _run.LogsOfRow - 1], _row);
            _row = new Row();
        }
        return true;
    }

    private void Print((string Window, double Seconds, CoverageTruth Truth) of, Row row)
    {
        int logs = _run.Logs;
        for (int i = 0; i < Budgets.Length; i++)
        {
            Cell cell = row.Cells[i];
            double drawnCovered = 100.0 * row.Drawn[i] / _run.DrawnLogs;
            bool isEnough = cell.Above / logs >= EnoughAbove;
            double covered = 100.0 * cell.Covered / logs;
            // Three standard deviations of the count that a right procedure would give.
            double chance = 300 * Math.Sqrt(0.95 * 0.05 / logs);
            bool IsRight(double percent) => isEnough ? percent >= 93 && percent <= 97 : percent >= 90;
            bool isRight = IsRight(covered);
            if (_run.DrawnLogs > 0 && !IsRight(drawnCovered)) _drawnOutside++;
            bool isByChance = covered >= (isEnough ? 95 - chance : 90) && (!isEnough || covered <= 95 + chance);
            _cells++;
            if (!isRight) _outside++;
            var often = row.Chosen.OrderByDescending(c => c.Value).Take(3);
            string laws = i > 0 ? "" : string.Join(", ", often.Select(c => $"{c.Key} {c.Value}"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {of.Truth.Name} | {of.Window} | {Budgets[i] + 5} s | {row.Count / logs:0} "
                + $"| {cell.Above / logs:0.#}{(isEnough ? "" : "*")} "
                + $"| {covered:0.0} ({100.0 * cell.Below / logs:0.0}, {100.0 * cell.TooHigh / logs:0.0}) "
                + $"| {drawnCovered:0.0} | {100.0 * cell.ResetsCovered / logs:0.0} | {cell.Mean / logs:G3} | {cell.Width / logs:G3} "
                + $"| {laws} | {(isRight ? "" : isByChance ? "(chance)" : "OUTSIDE")} |"));
        }
    }

    /// <summary>For each budget whether the interval of the draws alone holds the truth.</summary>
    private static double[] Drawn(CoverageTruth truth, LifetimeSample sample)
    {
        IReadOnlyList<DurationLaw> laws = LawDraws.Of(sample)!.Laws;
        return [.. Budgets.Select(budget =>
        {
            double[] shares = [.. laws.Select(law => law.IntegratedTail(budget) / law.MeanSeconds).Order()];
            LifetimeEstimate share = LifetimeEstimate.OfDraws(shares[shares.Length / 2], shares, 0.95);
            return share.Low <= truth.Share(budget) && truth.Share(budget) <= share.High ? 1.0 : 0;
        })];
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

    /// <summary>What the logs of a truth and window add up to.</summary>
    private sealed class Row
    {
        public Cell[] Cells { get; } = [.. Budgets.Select(_ => new Cell())];

        public int[] Drawn { get; } = new int[Budgets.Length];

        public SortedDictionary<LawFamily, int> Chosen { get; } = [];

        public double Count { get; private set; }

        public void Add(ReplicationRecord log)
        {
            foreach ((int i, double covered) in log.Row(1 + Budgets.Length, 0, Budgets.Length).Index()) Drawn[i] += (int)covered;
            if (log.WordsAt(0) is not [var family]) return;
            Count += log.Row(0, 1)[0];
            LawFamily chosen = Enum.Parse<LawFamily>(family);
            Chosen[chosen] = Chosen.GetValueOrDefault(chosen) + 1;
            for (int i = 0; i < Budgets.Length; i++) Cells[i].Add(log.Row(1 + i, Cell.Numbers));
        }
    }

    /// <summary>What they add up to for a budget.</summary>
    private sealed class Cell
    {
        /// <summary>How many numbers a log adds.</summary>
        public const int Numbers = 5;

        public int Covered, Below, TooHigh, ResetsCovered;
        public double Mean, Width, Above;

        /// <summary>What a log adds: on which side of the interval the truth was, and so on.</summary>
        public static double[] Of(LifetimeEstimate share, double truth, LifetimeEstimate resets, double resetsTruth, long above) =>
        [
            truth < share.Low ? -1 : truth > share.High ? 1 : 0,
            resets.Low <= resetsTruth && resetsTruth <= resets.High ? 1 : 0,
            truth > 0 ? share.Value / truth : 1,
            truth > 0 ? (share.High - share.Low) / truth : 0,
            above,
        ];

        public void Add(double[] log)
        {
            if (log[0] < 0) Below++;
            else if (log[0] > 0) TooHigh++;
            else Covered++;
            if (log[1] > 0) ResetsCovered++;
            Mean += log[2];
            Width += log[3];
            Above += log[4];
        }
    }
}
