namespace ZTunnelSim;

/// <summary>
/// The law of the time from a process's listeners to its pod being Ready, where the kubelet's probe decides: the first probe that finds
/// ztunnel ready.
/// </summary>
/// <remarks>
/// Probes come at d, d + P, d + 2 P..., where d is drawn on each node; ztunnel is ready at r, which all nodes of a rollout share. So Ready
/// falls within a second of the listeners, or 10 s later, and mostly alike on all nodes: not evenly over the period. In 54 recorded
/// replacements it came 0.02 to 1.1 s after the listeners, or 9.9 to 12.0 s.
/// </remarks>
internal sealed class ReadinessProbe : DurationLaw
{
    /// <summary>How many values, equally likely, stand for the law of r in this law's formulas; draws use the law itself.</summary>
    private const int Rollouts = 32;

    /// <summary>How finely the law of r is cut to be weighed.</summary>
    private const int Cells = 2048;

    /// <summary>The most periods that ztunnel needs: each is a piece of the law.</summary>
    private const int MostPeriods = 1_000;

    private readonly double[] _needs;

    /// <param name="periodSeconds">P, above 0; null: 10 s.</param>
    /// <param name="firstProbe">The law of d; null: uniform up to 1.1 s.</param>
    /// <param name="needs">The law of r; null: uniform up to 2 s.</param>
    public ReadinessProbe(double? periodSeconds = null, DurationLaw? firstProbe = null, DurationLaw? needs = null)
    {
        PeriodSeconds = RequirePositive(periodSeconds ?? 10, "period");
        FirstProbe = ReplacementTiming.RequireFiniteMean(firstProbe ?? new Uniform(0, 1.1), nameof(firstProbe));
        Needs = ReplacementTiming.RequireFiniteMean(needs ?? new Uniform(0, 2), nameof(needs));
        _needs = Needs is Constant
            ? [Needs.MeanSeconds]
            : [.. Enumerable.Range(0, Rollouts).Select(i => Needs.Quantile((i + 0.5) / Rollouts))];
        if (_needs[^1] > MostPeriods * PeriodSeconds)
        {
            throw new ArgumentOutOfRangeException(nameof(periodSeconds), periodSeconds, Invariant(
                $"A probe's period is at least 1/{MostPeriods} of what ztunnel needs, here {_needs[^1] / MostPeriods:0.###E+0} s."));
        }
        MeanSeconds = _needs.Average(Mean);
    }

    /// <summary>P in seconds.</summary>
    public double PeriodSeconds { get; }

    /// <summary>The law of d.</summary>
    public DurationLaw FirstProbe { get; }

    /// <summary>The law of r.</summary>
    public DurationLaw Needs { get; }

    /// <summary>Values of r that are equally likely, and stand for its law.</summary>
    public ReadOnlySpan<double> NeedsSeconds => _needs;

    /// <inheritdoc/>
    public override double MeanSeconds { get; }

    /// <inheritdoc/>
    public override double Survival(double seconds) => _needs.Average(needs => 1 - Probability(seconds, needs));

    /// <inheritdoc/>
    public override double Quantile(double probability)
    {
        RequireProbability(probability);
        double low = 0, high = FirstProbe.Quantile(probability) + _needs[^1] + PeriodSeconds;
        if (!double.IsFinite(high)) return high;
        while (high - low > 1e-12 * high)
        {
            double middle = 0.5 * (low + high);
            if (1 - Survival(middle) >= probability) high = middle;
            else low = middle;
        }
        return high;
    }

    /// <summary>
    /// The same probe after a rollout in which some nodes were Ready at a probe and the others at the next: r is then what Bayes' rule
    /// makes of its law, P(d >= r) being each node's chance of the earlier one. Few nodes leave it wide.
    /// </summary>
    /// <param name="earlier">How many were Ready at the earlier of the two probes.</param>
    /// <param name="later">How many at the later one.</param>
    /// <param name="periodsBefore">How many periods after its first probe the earlier one comes on each node.</param>
    public ReadinessProbe Given(int earlier, int later, int periodsBefore = 0)
    {
        if (Needs is Constant) return this;
        double[] logs = [.. Enumerable.Range(0, Cells).Select(i => LogLikelihood(Needs.Quantile((i + 0.5) / Cells)))];
        double largest = logs.Max(), before = periodsBefore * PeriodSeconds;
        double[] cumulated = new double[Cells + 1];
        for (int i = 0; i < Cells; i++) cumulated[i + 1] = cumulated[i] + Math.Exp(logs[i] - largest);
        return new(PeriodSeconds, FirstProbe, StepLaw.Of(
            [.. Enumerable.Range(0, Rollouts).Select(i => (before + At((i + 0.5) / Rollouts), 1.0 / Rollouts))]));

        double LogLikelihood(double needs)
        {
            double share = FirstProbe.Survival(needs);
            return (earlier > 0 ? earlier * Math.Log(share) : 0) + (later > 0 ? later * Math.Log(1 - share) : 0);
        }

        // The value of r that it exceeds with a probability of 1 - share: evenly within a cell.
        double At(double share)
        {
            double wanted = share * cumulated[^1];
            int cell = Array.FindIndex(cumulated, c => c >= wanted) - 1;
            double from = Needs.Quantile((double)cell / Cells), to = Needs.Quantile((cell + 1.0) / Cells);
            return from + (to - from) * (wanted - cumulated[cell]) / (cumulated[cell + 1] - cumulated[cell]);
        }
    }

    /// <summary>Draws the time until Ready on a node of a rollout in which ztunnel needs so long.</summary>
    public double Sample(ref RandomStream random, double needs)
    {
        double first = FirstProbe.Sample(ref random);
        return first >= needs ? first : first + PeriodSeconds * Math.Ceiling((needs - first) / PeriodSeconds);
    }

    /// <inheritdoc/>
    internal override double Sample(ref RandomStream random) => Sample(ref random, Needs.Sample(ref random));

    /// <summary>
    /// The law where ztunnel needs so long, piece by piece: with what probability the k-th probe decides, and which of the first probe's
    /// quantiles that means.
    /// </summary>
    public IEnumerable<(double FromProbability, double ToProbability, double Later)> Pieces(double needs)
    {
        double to = 1;
        for (int k = 0; to > 0; k++)
        {
            // The k-th probe decides where the one before came too early.
            double from = Earlier(needs - k * PeriodSeconds);
            if (to > from) yield return (from, to, k * PeriodSeconds);
            to = from;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Invariant($"probe(period={PeriodSeconds:R}, firstProbe={FirstProbe}, needs={Needs})");

    private protected override object Parameters => (PeriodSeconds, FirstProbe, Needs);

    /// <summary>Another law of this kind, with all times a factor longer.</summary>
    public ReadinessProbe Scaled(double factor, Func<DurationLaw, DurationLaw> scaled) =>
        new(factor * PeriodSeconds, scaled(FirstProbe), scaled(Needs));

    private double Mean(double needs) =>
        FirstProbe.MeanSeconds + Pieces(needs).Sum(piece => (piece.ToProbability - piece.FromProbability) * piece.Later);

    /// <summary>P(Ready &lt;= seconds) where ztunnel needs so long.</summary>
    private double Probability(double seconds, double needs) => Pieces(needs).Sum(
        piece => Math.Max(0, Math.Min(1 - FirstProbe.Survival(seconds - piece.Later), piece.ToProbability) - piece.FromProbability));

    /// <summary>P(d &lt; seconds).</summary>
    private double Earlier(double seconds) => seconds <= 0 ? 0 : 1 - FirstProbe.Survival(seconds);
}
