namespace ZTunnelSim;

/// <summary>An input at a low and a high value; its rollouts are made when they are looked at: for all at once there is no room.</summary>
internal sealed record VariedInput(
    int? Workload, string Input, string Low, string High, string Assumed, Func<Rollout> AtLow, Func<Rollout> AtHigh);

/// <summary>Every input of a rollout that is known only so well, each varied alone.</summary>
internal sealed class SensitivityInputs(Rollout rollout, RollingUpdate plan, double range)
{
    private const string OpenInData = "5 % to 95 % of what the data leave open";

    private readonly string _assumed = Invariant($"+-{100 * range:0.##} %");

    public IEnumerable<VariedInput> All()
    {
        for (int w = 0; w < rollout.Cluster.Workloads.Count; w++)
        {
            if (rollout.Cluster.Workloads[w].OpenedPerSecond == 0) continue;
            foreach (VariedInput input in OfWorkload(w)) yield return input;
        }
        foreach (VariedInput input in OfTiming()) yield return input;
    }

    private IEnumerable<VariedInput> OfWorkload(int w)
    {
        Workload workload = rollout.Cluster.Workloads[w];
        bool open = workload.Traffic.IsOpen;
        double traffic = open ? workload.OpenConnections : workload.OpenedPerSecond;
        string unit = workload.Traffic.Unit;
        double[] counted = [.. workload.PlausibleTraffic.Order()];
        (double low, double high) = counted.Length > 0 ? (At(0.05), At(0.95)) : (1 - range, 1 + range);
        yield return new(
            w, open ? "open connections" : "arrivals", $"{Number(traffic * low)} {unit}", $"{Number(traffic * high)} {unit}",
            counted.Length > 0 ? OpenInData : _assumed, () => With(Times(low)), () => With(Times(high)));

        Workload Times(double factor) => workload.With(workload.Lifetime, factor) with { PlausibleLifetimes = workload.PlausibleLifetimes };
        DurationLaw Scaled(double factor) => ScaledLaw.Of(workload.Lifetime, factor);
        double At(double p) => counted[(int)Math.Round(p * (counted.Length - 1))];
        if (workload.PlausibleLifetimes.Count > 0)
        {
            yield return FromData(w, workload);
            yield break;
        }
        yield return Varied(
            w, "mean lifetime", Seconds(Scaled(1 - range).MeanSeconds), Seconds(Scaled(1 + range).MeanSeconds), _assumed,
            factor => With(workload.With(Scaled(factor), 1)));
        if (TailParameter.Of(workload.Lifetime) is not { } tail || !tail.CanBe(1 - range) || !tail.CanBe(1 + range)) yield break;
        string same = workload.Lifetime is AgeLimitedLaw ? "same mean without its maximum age" : "same mean";
        yield return Varied(
            w, $"tail ({tail.Name})", Invariant($"{tail.Display(1 - range):G3}"), Invariant($"{tail.Display(1 + range):G3}"),
            $"{_assumed}, {same}", factor => With(workload.With(tail.With(factor), 1)));
    }

    /// <summary>Lifetimes from data, at the 5 % and 95 % points of the resets that their plausible laws give.</summary>
    private VariedInput FromData(int w, Workload workload)
    {
        ResetTheory theory = new(rollout);
        double[] resets = [.. workload.PlausibleLifetimes.Select(law => theory.Mean(w, rollout.DrainBudgetSeconds, law))];
        int[] byResets = [.. Enumerable.Range(0, resets.Length).OrderBy(draw => resets[draw])];
        DurationLaw low = At(0.05), high = At(0.95);
        return new(w, "lifetimes", Share(low), Share(high), OpenInData,
            () => With(workload.With(low, 1)), () => With(workload.With(high, 1)));

        DurationLaw At(double p) => workload.PlausibleLifetimes[byResets[(int)Math.Round(p * (byResets.Length - 1))]];
        string Share(DurationLaw law) =>
            Invariant($"{100 * law.IntegratedTail(rollout.DrainBudgetSeconds) / law.MeanSeconds:G3} % outlive the drain");
    }

    private IEnumerable<VariedInput> OfTiming()
    {
        ReplacementTiming t = rollout.Timing;
        if (t.Startup.MeanSeconds > 0) yield return Time("startup", t.Startup, law => t with { Startup = law });
        if (t.Ready.MeanSeconds > 0) yield return Time("ready", t.Ready, law => t with { Ready = law });
        if (!plan.IsSurge) yield break;
        if (t.Overlap.MeanSeconds > 0) yield return Time("overlap", t.Overlap, law => t with { Overlap = law });
        if (t.NewShare > 0)
        {
            yield return Varied(
                null, "newShare", Invariant($"{(1 - range) * t.NewShare:G3}"),
                Invariant($"{Math.Min(1, (1 + range) * t.NewShare):G3}"), _assumed,
                factor => rollout with { Timing = t with { NewShare = Math.Min(1, factor * t.NewShare) } });
        }

        VariedInput Time(string name, DurationLaw law, Func<DurationLaw, ReplacementTiming> with) => Varied(
            null, name, Seconds((1 - range) * law.MeanSeconds), Seconds((1 + range) * law.MeanSeconds), _assumed,
            factor => rollout with { Timing = with(ScaledLaw.Of(law, factor)) });
    }

    private VariedInput Varied(int? workload, string input, string low, string high, string assumed, Func<double, Rollout> with) =>
        new(workload, input, low, high, assumed, () => with(1 - range), () => with(1 + range));

    private Rollout With(Workload workload) => rollout with { Cluster = rollout.Cluster.With(workload) };

    private static string Seconds(double seconds) => $"{Number(seconds)} s";

    /// <summary>Three digits, or all before the point.</summary>
    private static string Number(double value) => value >= 100 ? Invariant($"{value:#,0}") : Invariant($"{value:G3}");
}

/// <summary>A law with all durations a factor longer: another mean, the same shape.</summary>
internal sealed class ScaledLaw : DurationLaw
{
    private readonly DurationLaw _law;
    private readonly double _factor;

    private ScaledLaw(DurationLaw law, double factor) => (_law, _factor) = (law, factor);

    public override double MeanSeconds => _factor * _law.MeanSeconds;

    /// <summary>The scaled law; a constant stays one, which theory can tell, and so does a probe.</summary>
    public static DurationLaw Of(DurationLaw law, double factor) => law switch
    {
        Constant _ => new Constant(factor * law.MeanSeconds),
        AgeLimitedLaw limited => limited.Of(Of(limited.Inner, factor)),
        ReadinessProbe probe => probe.Scaled(factor, part => Of(part, factor)),
        _ => new ScaledLaw(law, factor),
    };

    public override double Survival(double seconds) => _law.Survival(seconds / _factor);

    public override double Quantile(double probability) => _factor * _law.Quantile(probability);

    public override double IntegratedTail(double seconds) => _factor * _law.IntegratedTail(seconds / _factor);

    public override double InverseIntegratedTail(double tailSeconds) => _factor * _law.InverseIntegratedTail(tailSeconds / _factor);

    internal override double Sample(ref RandomStream random) => _factor * _law.Sample(ref random);

    internal override double SampleResidual(ref RandomStream random) => _factor * _law.SampleResidual(ref random);

    public override string ToString() => Invariant($"{_law} x {_factor:0.###}");
}

/// <summary>The parameter that says how heavy a law's tail is, and the law with another value of it and the same mean.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="With">The law with a factor times it, of the same mean.</param>
/// <param name="Display">Its value with a factor.</param>
internal sealed record TailParameter(string Name, Func<double, DurationLaw> With, Func<double, double> Display)
{
    /// <summary>The tail parameter of a law; null where it has none.</summary>
    public static TailParameter? Of(DurationLaw law)
    {
        double mean = law.MeanSeconds;
        return law switch
        {
            Lognormal l =>
                new("sigma", f => new Lognormal(mean * Math.Exp(-0.5 * f * f * l.Sigma * l.Sigma), f * l.Sigma), f => f * l.Sigma),
            Weibull w => new("shape", f => WeibullOf(f * w.Shape, mean), f => f * w.Shape),
            // An exponential law is a Weibull law of shape 1, and its tail may be anything around it.
            Exponential => new("shape as Weibull", f => WeibullOf(f, mean), f => f),
            Gamma g => new("shape", f => new Gamma(f * g.Shape, mean / (f * g.Shape)), f => f * g.Shape),
            // The mean is finite above a shape of 1: what varies is the distance from it.
            Lomax p => new("shape", f => new Lomax(1 + f * (p.Shape - 1), mean * f * (p.Shape - 1)), f => 1 + f * (p.Shape - 1)),
            Mixture m => OfMixture(m),
            // The age is a setting, and stays.
            AgeLimitedLaw limited => Of(limited.Inner) is { } inner ? inner with { With = f => limited.Of(inner.With(f)) } : null,
            _ => null,
        };
    }

    /// <summary>Whether doubles hold the law with a factor times the parameter: a tail may be too heavy to keep its mean.</summary>
    public bool CanBe(double factor)
    {
        try
        {
            return double.IsFinite(With(factor).MeanSeconds);
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static Weibull WeibullOf(double shape, double mean) => new(shape, mean / new Weibull(shape, 1).MeanSeconds);

    /// <summary>The weight of a mixture's slowest part; the others share the rest as before.</summary>
    private static TailParameter OfMixture(Mixture mixture)
    {
        (double Weight, DurationLaw Law)[] parts = [.. mixture.Components];
        int slowest = Enumerable.Range(0, parts.Length).MaxBy(i => parts[i].Law.MeanSeconds);
        double total = parts.Sum(p => p.Weight), share = parts[slowest].Weight / total;
        return new("weight of the slowest part", With, f => Math.Min(1, f * share));

        DurationLaw With(double factor)
        {
            double weight = Math.Min(1, factor * share);
            IEnumerable<(double, DurationLaw)> varied = parts.Select((p, i) =>
                (i == slowest ? weight : p.Weight / total * (1 - weight) / (1 - share), p.Law)).Where(p => p.Item1 > 0);
            Mixture law = new([.. varied]);
            return ScaledLaw.Of(law, mixture.MeanSeconds / law.MeanSeconds);
        }
    }
}
