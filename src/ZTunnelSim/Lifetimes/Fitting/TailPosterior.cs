namespace ZTunnelSim;

/// <summary>
/// What the lifetimes beyond a threshold say about a generalised Pareto tail there: its shape and scale as a posterior law on a grid, which
/// needs no maximum in the interior and is right for ten lifetimes as for a thousand.
/// </summary>
/// <remarks>
/// The prior is flat in the logarithm of the scale, and in the shape proportional to 1 - shape^2, between -1 (a tail that ends abruptly)
/// and 1 (one without a mean): neither is likely. With it the intervals hold the truth as often as they say, from ten lifetimes beyond the
/// threshold on, and ten alone don't make a mean of weeks plausible. Source of the tail: Pickands, Ann. Stat. 3, 1975; of the grid: Gelman
/// and others, "Bayesian Data Analysis", section 3.7.
/// </remarks>
internal sealed class TailPosterior
{
    /// <summary>So far below the highest point of the posterior, in logarithms, lies nothing that matters.</summary>
    private const double Negligible = 9;

    /// <summary>
    /// The Kolmogorov-Smirnov distance times the root of the number: a fitted tail that is right exceeds it in about 3 % of all samples
    /// (Choulakian and Stephens, Technometrics 43, 2001, for the kind of the law; the number by simulation).
    /// </summary>
    private const double LargestDistance = 1.0;

    private const int CoarsePoints = 24, FinePoints = 32, MostZooms = 5;

    private readonly Grid _grid;
    private readonly double[] _cumulative;

    private TailPosterior(double thresholdSeconds, Grid grid)
    {
        ThresholdSeconds = thresholdSeconds;
        _grid = grid;
        _cumulative = new double[grid.LogPosterior.Length];
        double sum = 0;
        for (int i = 0; i < _cumulative.Length; i++)
            _cumulative[i] = sum += Math.Exp(grid.LogPosterior[i] - grid.Highest);
    }

    public double ThresholdSeconds { get; }

    /// <summary>Whether a tail at such a Kolmogorov-Smirnov distance from so many lifetimes may be right.</summary>
    public static bool Allows(double distance, long count) => distance * Math.Sqrt(count) <= LargestDistance;

    /// <summary>
    /// The posterior of the tail beyond a threshold; null where nothing ended beyond it, or the data contradict the likeliest.
    /// </summary>
    public static TailPosterior? Of(LifetimeSample sample, double thresholdSeconds)
    {
        LifetimeSample excesses = sample.ExcessesOver(thresholdSeconds);
        if (excesses.EndedCount == 0) return null;
        var terms = new LikelihoodTerms(excesses);
        double total = 0, ended = 0;
        foreach (WeightedValue x in terms.Ages) total += x.Weight * x.Value;
        foreach (WeightedValue x in terms.EndedNear) ended += x.Weight;
        // The exponential law's own estimate; the scale of the others lies not far from it.
        double middle = Math.Log(total / ended);
        var grid = new Grid(terms, -1, 1, middle - 3, middle + 2, CoarsePoints);
        // Numbers at the end of the range of doubles have no likelihood.
        if (double.IsNegativeInfinity(grid.Highest)) return null;
        for (int zoom = 0; zoom < MostZooms && grid.Occupied < 0.25; zoom++) grid = grid.Around(terms, CoarsePoints);
        grid = grid.Around(terms, FinePoints);
        (double shape, double scale) = grid.AtHighest;
        var tail = new EmpiricalParetoTail([], 0, 1, shape, scale);
        double distance = GoodnessOfFit.Distance(tail, KaplanMeier.Of(excesses));
        return Allows(distance, excesses.EndedCount) ? new TailPosterior(thresholdSeconds, grid) : null;
    }

    /// <summary>A shape and the scale in seconds that goes with it from an age on, drawn from the posterior.</summary>
    /// <param name="random">Where from.</param>
    /// <param name="fromSeconds">The age in seconds, not below the threshold, and one that some lifetimes lie above.</param>
    public (double Shape, double ScaleSeconds) Draw(ref RandomStream random, double fromSeconds)
    {
        int at = Array.BinarySearch(_cumulative, random.NextOpenDouble() * _cumulative[^1]);
        int cell = Math.Min(at < 0 ? ~at : at, _cumulative.Length - 1);
        (double shape, double scale) = From(_grid.Within(cell, random.NextOpenDouble(), random.NextOpenDouble()));
        // At a cell's edge a tail may end before the age; in the middle it reaches the longest lifetime.
        return scale > 0 ? (shape, scale) : From(_grid.Within(cell, 0.5, 0.5));

        // What outlives an age of a generalised Pareto tail has the same shape, and a scale that is larger by shape times the age.
        (double Shape, double Scale) From((double Shape, double Scale) tail) =>
            (tail.Shape, tail.Scale + tail.Shape * (fromSeconds - ThresholdSeconds));
    }

    /// <summary>The logarithm of the posterior, up to a constant, in the middles of equal cells.</summary>
    private sealed class Grid
    {
        private readonly double _shapeFrom, _shapeStep, _logScaleFrom, _logScaleStep;
        private readonly int _points;

        public Grid(LikelihoodTerms terms, double shapeFrom, double shapeTo, double logScaleFrom, double logScaleTo, int points)
        {
            (_shapeFrom, _shapeStep) = (shapeFrom, (shapeTo - shapeFrom) / points);
            (_logScaleFrom, _logScaleStep) = (logScaleFrom, (logScaleTo - logScaleFrom) / points);
            _points = points;
            LogPosterior = new double[points * points];
            for (int i = 0; i < LogPosterior.Length; i++)
            {
                (double shape, double scale) = Within(i, 0.5, 0.5);
                double log = terms.LogLikelihood(EmpiricalParetoTail.OfLogs(Math.Log(scale), shape)) + NearOne.LogP1(-shape * shape);
                LogPosterior[i] = double.IsNaN(log) ? double.NegativeInfinity : log;
            }
            Highest = LogPosterior.Max();
        }

        public double[] LogPosterior { get; }

        public double Highest { get; }

        /// <summary>The share of cells in which anything is.</summary>
        public double Occupied => LogPosterior.Count(log => log > Highest - Negligible) / (double)LogPosterior.Length;

        public (double Shape, double Scale) AtHighest => Within(Array.IndexOf(LogPosterior, Highest), 0.5, 0.5);

        /// <summary>A point of a cell, by its shares of the cell's sides.</summary>
        public (double Shape, double Scale) Within(int cell, double across, double along) => (
            _shapeFrom + (cell / _points + across) * _shapeStep, Math.Exp(_logScaleFrom + (cell % _points + along) * _logScaleStep));

        /// <summary>A grid of only those cells in which anything is, and one around them.</summary>
        public Grid Around(LikelihoodTerms terms, int points)
        {
            int[] cells = [.. Enumerable.Range(0, LogPosterior.Length).Where(i => LogPosterior[i] > Highest - Negligible)];
            (int rowFrom, int rowTo) = (cells.Min(i => i / _points) - 1, cells.Max(i => i / _points) + 2);
            (int columnFrom, int columnTo) = (cells.Min(i => i % _points) - 1, cells.Max(i => i % _points) + 2);
            return new Grid(
                terms, Math.Max(-1, _shapeFrom + rowFrom * _shapeStep), Math.Min(1, _shapeFrom + rowTo * _shapeStep),
                _logScaleFrom + columnFrom * _logScaleStep, _logScaleFrom + columnTo * _logScaleStep, points);
        }
    }
}
