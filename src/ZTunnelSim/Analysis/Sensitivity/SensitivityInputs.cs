using ZTunnelSim.Lifetimes;
using ZTunnelSim.Model;
using ZTunnelSim.Theory;

namespace ZTunnelSim.Analysis;

/// <summary>An input at a low and a high value.</summary>
internal sealed record VariedInput(int? Workload, string Input, string Low, string High, string Assumed, Rollout AtLow, Rollout AtHigh);

/// <summary>Every input of a rollout that is known only so well, each varied alone.</summary>
internal sealed class SensitivityInputs(Rollout rollout, RollingUpdate plan, double range)
{
    private const string OpenInData = "5 % to 95 % of what the data leave open";

    private readonly string _assumed = $"+-{100 * range:0.##} %";

    public IEnumerable<VariedInput> All()
    {
        for (int w = 0; w < rollout.Cluster.Workloads.Count; w++)
        {
            if (rollout.Cluster.Workloads[w].ArrivalsPerSecond == 0) continue;
            foreach (VariedInput input in OfWorkload(w)) yield return input;
        }
        foreach (VariedInput input in OfTiming()) yield return input;
    }

    private IEnumerable<VariedInput> OfWorkload(int w)
    {
        Workload workload = rollout.Cluster.Workloads[w];
        bool open = workload.IsOpenGiven;
        double traffic = open ? workload.OpenPerNode : workload.ArrivalsPerSecond;
        string unit = (open ? "" : "per s") + (workload.Ends is null ? open ? "per node" : " and node" : open ? "in all" : " in all");
        double[] counted = [.. workload.PlausibleTraffic.Order()];
        (double low, double high) = counted.Length > 0 ? (At(0.05), At(0.95)) : (1 - range, 1 + range);
        yield return new(
            w, open ? "open connections" : "arrivals", $"{Number(traffic * low)} {unit}", $"{Number(traffic * high)} {unit}",
            counted.Length > 0 ? OpenInData : _assumed, With(w, Times(low)), With(w, Times(high)));

        Workload Times(double factor) => workload.With(workload.Lifetime, factor).WithPlausibleLifetimes(workload.PlausibleLifetimes);
        double At(double p) => counted[(int)Math.Round(p * (counted.Length - 1))];
        if (workload.PlausibleLifetimes.Count > 0)
        {
            yield return FromData(w, workload);
            yield break;
        }
        yield return Varied(
            w, "mean lifetime", Seconds((1 - range) * workload.Lifetime.MeanSeconds), Seconds((1 + range) * workload.Lifetime.MeanSeconds), _assumed,
            factor => With(w, workload.With(ScaledLaw.Of(workload.Lifetime, factor), 1)));
        if (TailParameter.Of(workload.Lifetime) is not { } tail) yield break;
        yield return Varied(
            w, $"tail ({tail.Name})", $"{tail.Display(1 - range):G3}", $"{tail.Display(1 + range):G3}", $"{_assumed}, same mean",
            factor => With(w, workload.With(tail.With(factor), 1)));
    }

    /// <summary>Lifetimes from data, at the 5 % and 95 % points of the resets that their plausible laws give.</summary>
    private VariedInput FromData(int w, Workload workload)
    {
        ResetTheory theory = new(rollout);
        double[] resets = [.. workload.PlausibleLifetimes.Select(law => theory.Mean(w, rollout.DrainBudgetSeconds, law))];
        int[] byResets = [.. Enumerable.Range(0, resets.Length).OrderBy(draw => resets[draw])];
        DurationLaw low = At(0.05), high = At(0.95);
        return new(
            w, "lifetimes", Share(low), Share(high), OpenInData,
            With(w, workload.With(low, 1)), With(w, workload.With(high, 1)));

        DurationLaw At(double p) => workload.PlausibleLifetimes[byResets[(int)Math.Round(p * (byResets.Length - 1))]];
        string Share(DurationLaw law) => $"{100 * law.IntegratedTail(rollout.DrainBudgetSeconds) / law.MeanSeconds:G3} % outlive the drain";
    }

    private IEnumerable<VariedInput> OfTiming()
    {
        ReplacementTiming t = rollout.Timing;
        if (t.Startup.MeanSeconds > 0) yield return Time("startup", t.Startup, law => new(law, t.Ready, t.Overlap, t.NewShare));
        if (t.Ready.MeanSeconds > 0) yield return Time("ready", t.Ready, law => new(t.Startup, law, t.Overlap, t.NewShare));
        if (!plan.IsSurge) yield break;
        if (t.Overlap.MeanSeconds > 0) yield return Time("overlap", t.Overlap, law => new(t.Startup, t.Ready, law, t.NewShare));
        if (t.NewShare > 0)
        {
            yield return Varied(
                null, "newShare", $"{(1 - range) * t.NewShare:G3}", $"{Math.Min(1, (1 + range) * t.NewShare):G3}", _assumed,
                factor => rollout.WithTiming(new(t.Startup, t.Ready, t.Overlap, Math.Min(1, factor * t.NewShare))));
        }

        VariedInput Time(string name, DurationLaw law, Func<DurationLaw, ReplacementTiming> with) => Varied(
            null, name, Seconds((1 - range) * law.MeanSeconds), Seconds((1 + range) * law.MeanSeconds), _assumed,
            factor => rollout.WithTiming(with(ScaledLaw.Of(law, factor))));
    }

    private VariedInput Varied(int? workload, string input, string low, string high, string assumed, Func<double, Rollout> with) =>
        new(workload, input, low, high, assumed, with(1 - range), with(1 + range));

    private Rollout With(int w, Workload workload) => rollout.WithWorkloads(rollout.Cluster.Workloads.Select((other, i) => i == w ? workload : other));

    private static string Seconds(double seconds) => $"{Number(seconds)} s";

    /// <summary>Three digits, or all before the point.</summary>
    private static string Number(double value) => value >= 100 ? $"{value:#,0}" : $"{value:G3}";
}
