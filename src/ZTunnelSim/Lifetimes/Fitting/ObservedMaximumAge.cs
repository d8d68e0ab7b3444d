namespace ZTunnelSim;

/// <summary>
/// A maximum age that connections were seen to have: many ends at the longest age of all, and none beyond, where the ages just below have
/// few.
/// </summary>
/// <remarks>
/// <para>
/// Laws of lifetimes thin out towards their longest ages; that ends stand closer just below the longest age than before, and nothing comes
/// after it, is an end that somebody set. So the ends of the last third of the longest age are split where their density jumps most, by the
/// likelihood of two even densities over that of one: at a fixed age, seen within 1 % of itself or a second, or over the span of a jitter
/// of up to 10 %. An end is seen as wide as the gap down to the oldest age before it, so that ages in coarse steps are no matter.
/// </para>
/// <para>
/// A jitter's ages are spread evenly; what dies by itself meanwhile makes them fewer from end to end, in a straight line for what it
/// matters here. A hump of another shape is no maximum age. Connections that are only last seen open at an age are no ends.
/// </para>
/// </remarks>
/// <param name="FirstSeconds">The youngest age in seconds that counts as ended by it.</param>
/// <param name="AgeSeconds">The age in seconds, in the mean.</param>
/// <param name="Jitter">The share of it by which it is spread up and down; 0: it is fixed.</param>
/// <param name="Ended">How many connections ended there.</param>
/// <param name="Count">How many connections there are, last seen open or ended.</param>
internal sealed record ObservedMaximumAge(double FirstSeconds, double AgeSeconds, double Jitter, long Ended, long Count)
{
    /// <summary>A fixed age shows within this share of itself, or within a second; but never within more than a tenth.</summary>
    private const double Narrow = 0.01, NarrowSeconds = 1, Widest = 0.1;

    /// <summary>The largest jitter that is looked for.</summary>
    private const double MostJitter = 0.1;

    /// <summary>A smaller gain in log-likelihood may be chance, and a smaller jump of the density is no cliff.</summary>
    private const double LeastGain = 12, Cliff = 1.75;

    /// <summary>Of what ended over a span so much at one age is a fixed age.</summary>
    private const double NearlyAll = 0.9;

    /// <summary>Fewer ends there, and fewer below, tell nothing.</summary>
    private const int FewestThere = 10, FewestBelow = 5;

    /// <summary>Even ages are no further from a straight density: the distance of Kolmogorov and Smirnov, or its 0.1 % quantile.</summary>
    private const double Uneven = 0.05, KolmogorovQuantile = 1.95;

    /// <summary>The maximum age that a sample shows; null: none.</summary>
    /// <param name="sample">The sample.</param>
    /// <param name="otherwise">How many ends have a reason of their own, and may lie anywhere: none of them counts.</param>
    public static ObservedMaximumAge? Of(LifetimeSample sample, long otherwise = 0)
    {
        if (sample.EndedCount < FewestThere + FewestBelow) return null;
        ObservationGroup[] ended = [.. sample.Groups.Where(g => !g.IsCensored)];
        double longest = sample.Groups.Max(g => g.Seconds + g.HalfWidth);
        double narrow = longest - Math.Min(Widest * longest, Math.Max(NarrowSeconds, Narrow * longest));
        LastThird last = new(ended, longest, otherwise);
        Split? atOne = last.SplitAt(Array.FindIndex(ended, g => g.Seconds >= narrow));
        Split? best = Enumerable.Range(0, ended.Length)
            .Where(i => ended[i].Seconds >= last.Youngest && ended[i].Seconds < narrow)
            .Select(last.SplitAt).Prepend(atOne).OfType<Split>().MaxBy(split => split.Gain);
        // A few that died by themselves just before a fixed age may make it look wider.
        if (atOne is { IsCliff: true } && atOne.There >= NearlyAll * best!.There) best = atOne;
        if (best is not { IsCliff: true }) return null;
        // Of those last seen open there nobody knows how long they live.
        if (sample.Groups.Where(g => g.IsCensored && g.Seconds >= best.First).Sum(g => g.Count) > best.There / 2) return null;
        if (best == atOne) return new(best.First, longest, 0, best.There, sample.Count);
        return IsStraight(ended, best.First, longest)
            ? new(
                best.First, (best.First + longest) / 2, (longest - best.First) / (longest + best.First), best.There, sample.Count)
            : null;
    }

    /// <summary>What a sample tells without it: all is watched until the first are ended by it.</summary>
    public LifetimeSample Below(LifetimeSample sample) => sample.WatchedUpTo(FirstSeconds);

    /// <summary>A law of lives under it.</summary>
    public DurationLaw Of(DurationLaw law) => new AgeLimitedLaw(law, AgeSeconds, Jitter);

    /// <summary>The law of the data themselves, with what it ended.</summary>
    public DurationLaw OfAll(DurationLaw law) => new AgeLimitedLaw(law, AgeSeconds * (1 + Jitter));

    /// <summary>What was seen, in a sentence.</summary>
    public string Sentence
    {
        get
        {
            string where = Jitter == 0 ? "there" : Invariant($"at {DurationFormat.Brief(AgeSeconds)} +-{100 * Jitter:0.#} %");
            return Invariant($"No connection lives beyond {DurationFormat.Brief(AgeSeconds * (1 + Jitter))}: {Ended:#,0} of {Count:#,0} ")
                + $"end {where}, a maximum age (a pool's maxLifetime or the like).";
        }
    }

    /// <summary>Whether ages between two are as of a density that falls or rises in a straight line.</summary>
    private static bool IsStraight(ObservationGroup[] ended, double first, double longest)
    {
        (double Share, long Count)[] at =
            [.. ended.Where(g => g.Seconds >= first).Select(g => ((g.Seconds - first) / (longest - first), g.Count))];
        double count = at.Sum(a => a.Count), passed = 0, distance = 0;
        // The density 1 + c (1 - 2 x) has the mean 1/2 - c/6.
        double c = Math.Clamp(6 * (0.5 - at.Sum(a => a.Count * a.Share) / count), -1, 1);
        foreach ((double share, long here) in at)
        {
            double expected = share * (1 + c * (1 - share));
            distance = Math.Max(distance, Math.Max(expected - passed / count, (passed + here) / count - expected));
            passed += here;
        }
        return distance <= Math.Max(Uneven, KolmogorovQuantile / Math.Sqrt(count));
    }

    /// <summary>Two even densities in place of one.</summary>
    /// <param name="First">Where the upper one begins, in seconds.</param>
    /// <param name="There">How many ended in the upper one.</param>
    /// <param name="Gain">The log-likelihood of the two over that of one.</param>
    /// <param name="Jump">How many times denser the upper one is.</param>
    private sealed record Split(double First, long There, double Gain, double Jump)
    {
        public bool IsCliff => Gain >= LeastGain && Jump >= Cliff;
    }

    /// <summary>The ends from about two thirds of the longest age on: twice the span that the largest jitter has.</summary>
    private sealed class LastThird
    {
        private readonly ObservationGroup[] _ended;
        private readonly double _longest, _begin;
        private readonly long _otherwise;

        /// <summary>How many ended before each of the ages.</summary>
        private readonly long[] _before;
        private readonly long _beforeBegin;

        public LastThird(ObservationGroup[] ended, double longest, long otherwise)
        {
            (_ended, _longest, _otherwise) = (ended, longest, otherwise);
            Youngest = longest * (1 - MostJitter) / (1 + MostJitter);
            _begin = Youngest - (longest - Youngest);
            _before = new long[ended.Length + 1];
            for (int i = 0; i < ended.Length; i++) _before[i + 1] = _before[i] + ended[i].Count;
            _beforeBegin = ended.TakeWhile(g => g.Seconds < _begin).Sum(g => g.Count);
        }

        /// <summary>The youngest age of the largest jitter whose oldest one is the longest age.</summary>
        public double Youngest { get; }

        /// <summary>The split before one of the ages; null where either side has too few.</summary>
        public Split? SplitAt(int age)
        {
            if (age < 1 || _before[age] < FewestBelow) return null;
            double last = _ended[age - 1].Seconds, width = _longest - last, rest = Math.Max(last - _begin, 0);
            long there = _before[^1] - _before[age], counted = there - _otherwise, before = Math.Max(0, _before[age] - _beforeBegin);
            if (counted < FewestThere) return null;
            double gain = Term(counted, width) + Term(before, rest) - Term(counted + before, width + rest);
            return new(_ended[age].Seconds, there, gain, before == 0 ? double.PositiveInfinity : counted / width / (before / rest));
        }

        private static double Term(double count, double width) => count == 0 ? 0 : count * Math.Log(count / width);
    }
}
