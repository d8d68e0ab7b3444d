namespace ZTunnelSim;

/// <summary>
/// The nonparametric estimate of a law from lifetimes that were seen only if they ended between two ages of their own, as a sample of fresh
/// lifetimes.
/// </summary>
/// <remarks>
/// <para>
/// Efron and Petrosian, J. Am. Stat. Assoc. 94, 1999: the mass at age x is proportional to the endings there over the sum, over all
/// observations that could have been seen at x, of 1 / (the law's mass between their two ages). Censored lifetimes count with the ages
/// beyond them, in proportion to the mass there (self-consistency; Turnbull, J. R. Stat. Soc. B 38, 1976). Found by iteration from the
/// endings as they are.
/// </para>
/// <para>
/// The result is laid out along the estimated law with as many observations as would leave it as uncertain: so many that the variances of
/// the mean and of the survival at some ages are those of its bootstrap, and never more than the observations were.
/// </para>
/// </remarks>
internal sealed class DoubleTruncation
{
    private const int MostRounds = 1_000, MostAges = 4_000;
    private const double Tolerance = 1e-6;

    /// <summary>The bootstrap tells ages apart by as many classes of the same mass, and so coarsely.</summary>
    private const int Classes = 200, Resamples = 60;

    private const double CoarseTolerance = 1e-4;
    private const long Purpose = 0x74776963;

    /// <summary>The survivals at whose ages variances are compared.</summary>
    private static readonly double[] Shares = [0.75, 0.5, 0.25, 0.1];

    private readonly Cell[] _cells;
    private readonly double[] _ages, _mass;

    private DoubleTruncation(Cell[] cells, double[] ages, double[] mass) => (_cells, _ages, _mass) = (cells, ages, mass);

    /// <summary>Weighs observations, which are in order of their ages.</summary>
    public static ObservationGroup[] Weigh(IReadOnlyList<ObservationGroup> groups)
    {
        (double Age, double HalfWidth)[] endings = Endings(groups);
        if (endings.Length == 0) return [.. groups.Select(g => g with { Upper = double.PositiveInfinity })];
        // What outlives all endings, if anything was seen to.
        double longest = groups[^1].Seconds;
        double[] ages = [.. endings.Select(e => e.Age), .. longest > endings[^1].Age ? [longest] : Array.Empty<double>()];
        bool isOpen = ages.Length > endings.Length;
        Cell[] cells = [.. groups.Select(g => CellOf(g, ages, endings.Length)).GroupBy(c => c with { Count = 0 })
            .Select(g => g.Key with { Count = g.Sum(c => c.Count) })];
        double[] mass = new double[ages.Length];
        foreach (Cell cell in cells.Where(c => !c.IsCensored)) mass[cell.At] += cell.Count;
        if (isOpen) mass[^1] = 1;
        DoubleTruncation estimate = new(cells, ages, Solve(cells, mass, Tolerance));
        double count = groups.Sum(g => g.Count), effective = Math.Max(1, Math.Min(count, estimate.EffectiveCount()));
        List<ObservationGroup> laid = [];
        double reached = 0;
        long given = 0;
        for (int j = 0; j < ages.Length; j++)
        {
            reached += estimate._mass[j];
            long upTo = (long)Math.Round(effective * Math.Min(1, reached));
            if (upTo == given) continue;
            laid.Add(j < endings.Length
                ? new(false, endings[j].Age, 0, upTo - given, endings[j].HalfWidth)
                : new(true, longest, 0, upTo - given));
            given = upTo;
        }
        return [.. laid];
    }

    /// <summary>The ages at which some ended; of very many, neighbours that hardly differ are one.</summary>
    private static (double Age, double HalfWidth)[] Endings(IReadOnlyList<ObservationGroup> groups)
    {
        (double Age, double HalfWidth)[] all = [.. groups.Where(g => !g.IsCensored).Select(g => (g.Seconds, g.HalfWidth)).Distinct()];
        if (all.Length <= MostAges) return all;
        List<(double Age, double HalfWidth)> merged = [];
        foreach ((double Age, double HalfWidth) one in all)
        {
            if (merged.Count == 0 || one.Age > merged[^1].Age * (1 + LikelihoodTerms.MergeWidth)) merged.Add(one);
        }
        return [.. merged];
    }

    private static Cell CellOf(ObservationGroup group, double[] ages, int endings)
    {
        int first = group.Lower == 0 ? 0 : Math.Min(AfterAge(ages, group.Lower), ages.Length - 1);
        int last = double.IsPositiveInfinity(group.Upper) ? ages.Length - 1 : UpTo(ages, group.Upper);
        int at = group.IsCensored
            ? Math.Min(AfterAge(ages, group.Seconds), ages.Length - 1)
            : Math.Min(Math.Max(UpTo(ages, group.Seconds), 0), endings - 1);
        // Where ages were merged an observation's own may lie beside its limits.
        return new(Math.Min(first, at), Math.Max(last, at), at, group.IsCensored, group.Count);
    }

    /// <summary>The number of the first age above a bound.</summary>
    private static int AfterAge(double[] ages, double bound)
    {
        int at = Array.BinarySearch(ages, bound);
        return at >= 0 ? at + 1 : ~at;
    }

    /// <summary>The number of the last age up to a bound.</summary>
    private static int UpTo(double[] ages, double bound) => AfterAge(ages, bound) - 1;

    /// <summary>Iterates from a first guess until hardly any mass moves.</summary>
    private static double[] Solve(Cell[] cells, double[] guess, double tolerance)
    {
        int n = guess.Length;
        double total = guess.Sum();
        double[] mass = [.. guess.Select(m => m / total)], below = new double[n + 1], next = new double[n];
        for (int round = 0; round < MostRounds; round++)
        {
            for (int j = 0; j < n; j++) below[j + 1] = below[j] + mass[j];
            // By differences: what begins to count at an age, less what ends before it.
            double[] chance = new double[n + 1], endings = new double[n], beyond = new double[n];
            foreach (Cell cell in cells)
            {
                if (below[cell.Last + 1] - below[cell.First] is not (> 0 and var between)) continue;
                chance[cell.First] += cell.Count / between;
                chance[cell.Last + 1] -= cell.Count / between;
                if (!cell.IsCensored) endings[cell.At] += cell.Count;
                else if (below[n] - below[cell.At] is > 0 and var left) beyond[cell.At] += cell.Count / left;
            }
            double sum = 0, moved = 0, seen = 0, open = 0;
            for (int j = 0; j < n; j++)
            {
                seen += chance[j];
                open += beyond[j];
                next[j] = seen > 0 ? (endings[j] + mass[j] * open) / seen : 0;
                sum += next[j];
            }
            for (int j = 0; j < n; j++)
            {
                moved += Math.Abs(next[j] / sum - mass[j]);
                mass[j] = next[j] / sum;
            }
            if (moved < tolerance) break;
        }
        return mass;
    }

    /// <summary>How many fresh lifetimes leave the law as uncertain as these observations do.</summary>
    private double EffectiveCount()
    {
        (Cell[] cells, double[] ages, double[] mass) = Coarse();
        int[] at = [.. Shares.Select(share => AgeOutlivedBy(mass, share)).Distinct()];
        double[] own = Functionals(mass, ages, at);
        double[] squares = new double[own.Length];
        for (int i = 0; i < Resamples; i++)
        {
            RandomStream random = new(1, replication: i, purpose: Purpose);
            Cell[] drawn = [.. cells.Select(c => c with { Count = random.NextPoisson(c.Count) }).Where(c => c.Count > 0)];
            if (!drawn.Any(c => !c.IsCensored)) continue;
            double[] values = Functionals(Solve(drawn, mass, CoarseTolerance), ages, at);
            for (int k = 0; k < own.Length; k++) squares[k] += (values[k] - own[k]) * (values[k] - own[k]) / Resamples;
        }
        double mean = own[^1], variance = ages.Zip(mass).Sum(p => p.Second * (p.First - mean) * (p.First - mean));
        double least = double.PositiveInfinity;
        for (int k = 0; k < own.Length; k++)
        {
            double single = k < at.Length ? own[k] * (1 - own[k]) : variance;
            if (single > 0 && squares[k] > 0) least = Math.Min(least, single / squares[k]);
        }
        return least;
    }

    /// <summary>The same with ages put together in classes of about the same mass, each by its mean age.</summary>
    private (Cell[] Cells, double[] Ages, double[] Mass) Coarse()
    {
        int[] classOf = new int[_ages.Length];
        double reached = 0;
        int last = -1, asked = -1;
        for (int j = 0; j < _ages.Length; j++)
        {
            int wanted = (int)(reached * Classes);
            if (wanted != asked) (last, asked) = (last + 1, wanted);
            classOf[j] = last;
            reached += _mass[j];
        }
        double[] mass = new double[last + 1], ages = new double[last + 1];
        for (int j = 0; j < _ages.Length; j++)
        {
            mass[classOf[j]] += _mass[j];
            ages[classOf[j]] += _mass[j] * _ages[j];
        }
        for (int k = 0; k <= last; k++) ages[k] = mass[k] > 0 ? ages[k] / mass[k] : 0;
        Cell[] cells = [.. _cells
            .GroupBy(c => new Cell(classOf[c.First], classOf[c.Last], classOf[c.At], c.IsCensored, 0))
            .Select(g => g.Key with { Count = g.Sum(c => c.Count) })];
        return (cells, ages, mass);
    }

    private static int AgeOutlivedBy(double[] mass, double share)
    {
        double left = 1;
        for (int j = 0; j < mass.Length; j++)
        {
            left -= mass[j];
            if (left <= share) return j;
        }
        return mass.Length - 1;
    }

    /// <summary>The survival at some ages, and the mean.</summary>
    private static double[] Functionals(double[] mass, double[] ages, int[] at) =>
        [.. at.Select(j => mass.Skip(j + 1).Sum()), ages.Zip(mass).Sum(p => p.First * p.Second)];

    /// <summary>Observations that ended at the same age, or were lost from sight before it, and could be seen at the same ages.</summary>
    /// <param name="First">The number of the first of these ages.</param>
    /// <param name="Last">The number of the last.</param>
    /// <param name="At">The number of the age at which they ended, or of the first that they may have ended at.</param>
    /// <param name="IsCensored">Whether they were lost from sight.</param>
    /// <param name="Count">How many they are.</param>
    private readonly record struct Cell(int First, int Last, int At, bool IsCensored, double Count);
}
