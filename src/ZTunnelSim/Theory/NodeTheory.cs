using System.Collections.Concurrent;
using MathNet.Numerics.Integration;

namespace ZTunnelSim;

/// <summary>The exact theory of one node's drain, for Poisson arrivals and a stationary start (M/G/infinity).</summary>
/// <remarks>
/// <para>
/// With arrival rate L, integrated tail I(u) = integral of S from u to infinity, overlap w and new share q, the number of the old process's
/// connections that are open a time t after SIGTERM is Poisson with mean <c>Lambda(t) = L [(1 - q) I(t) + q I(t + w)]</c>: those opened
/// before the overlap have t + w still to live from its beginning, and of those opened in it the old process got the share 1 - q. The
/// resets' mean is R(G) = Lambda(G). A random overlap is averaged over; the count is then Poisson given the overlap. A process of age A,
/// whose predecessor still listened for w', lacks what was opened before it listened, and 1 - q of what was opened while both did:
/// <c>L [(1 - q) I(t + A - w') + q I(t + A)]</c> less. Streams that hang, Poisson as well, keep it from exiting early.
/// </para>
/// <para>
/// Where rates change with the clock (M_t/G/infinity), I(t + a) is the integral of the rate's factor times S(t + x) over the ages x from a
/// on (<see cref="RateTails"/>), at the instant of SIGTERM, which is averaged over (<see cref="SigtermTimes"/>).
/// </para>
/// </remarks>
internal sealed class NodeTheory
{
    private const double DrainRelativeError = 1e-9;
    private const int DrainPanels = 40;

    /// <summary>An hour is so long that the few seconds of an overlap need no more.</summary>
    private const int OverlapsInAnHour = 3;

    private readonly (Flow Flow, double NewShare)[] _flows;
    private readonly double _hung;
    private readonly (double Weight, double Seconds)[] _overlaps;
    private readonly (double Weight, (double Weight, double Seconds)[] Overlaps)[] _inRollouts;
    private readonly SigtermTimes _sigterms;
    private readonly RateTails _tails;

    /// <summary>By the panel, from 2 to the power of it to twice that, in seconds.</summary>
    private readonly ConcurrentDictionary<(int Panel, int Moment), double> _drainPanels = [];

    /// <summary>Where rates change, the drain that begins at each of a few instants.</summary>
    private readonly (double Weight, DrainCurve Drain)[] _drains;

    /// <summary>The theory of a node on which each connection picks its process.</summary>
    /// <param name="workloads">The workloads on it.</param>
    /// <param name="plan">The rolling update; without a surge there is no overlap.</param>
    /// <param name="timing">The timing; only what makes the overlap matters here.</param>
    public NodeTheory(IEnumerable<Workload> workloads, RollingUpdate plan, ReplacementTiming timing)
        : this(workloads.Select(load => (Flow.Of(load), timing.NewShare)), new(plan, timing), 0, SigtermTimes.Any, new())
    {
    }

    private NodeTheory(
        IEnumerable<(Flow, double)> flows, OverlapQuadrature overlaps, double hung, SigtermTimes sigterms, RateTails tails)
    {
        // Connections that live alike are one flow: of very many workloads many are.
        _flows = [.. flows.GroupBy(f => (f.Item1 with { OpenedPerSecond = 0 }, f.Item2)).Select(alike =>
            (alike.Key.Item1 with { OpenedPerSecond = alike.Sum(f => f.Item1.OpenedPerSecond) }, alike.Key.Item2))];
        (_hung, _sigterms, _tails) = (hung, sigterms, tails);
        bool changes = Array.Exists(_flows, f => f.Flow.Rate is not null);
        (_overlaps, _inRollouts) = (overlaps.Overlaps, overlaps.InRollouts);
        if (changes)
        {
            _overlaps = WeightedPoints.Fewer(_overlaps, OverlapsInAnHour);
            _inRollouts = [.. _inRollouts.Select(given => (given.Weight, WeightedPoints.Fewer(given.Overlaps, OverlapsInAnHour)))];
        }
        _drains = changes
            ? [.. sigterms.Few.Select(at => (at.Weight, new DrainCurve(t => Survival(t, at.Seconds))))]
            : [];
    }

    /// <summary>The theory of the nodes of a class.</summary>
    /// <param name="nodes">The nodes.</param>
    /// <param name="choice">Which process gets what is opened while both listen.</param>
    /// <param name="ages">How old their processes are.</param>
    /// <param name="rates">How the rate of each of the cluster's workloads changes.</param>
    /// <param name="roundTripSeconds">The round trip between ztunnels.</param>
    /// <param name="sigterms">When they get SIGTERM.</param>
    /// <param name="tails">What is kept of integrals over rates that change.</param>
    public static NodeTheory Of(
        NodeClass nodes, ListenerChoice choice, ProcessAges ages, IReadOnlyList<ChangingRate?> rates, double roundTripSeconds,
        SigtermTimes sigterms, RateTails tails)
    {
        double streams = nodes.StreamsPerSecond(
            w => rates[w] is { } rate ? sigterms.Few.Sum(at => at.Weight * rate.At(at.Seconds)) : 1);
        return new(
            nodes.Loads.Select((load, i) => (
                new Flow(load.OpenedPerSecond, load.Lifetime, ages.For(ages.OfNodes(nodes.Members), load), rates[nodes.Workloads[i]]),
                choice.Of(nodes.Crossings[i], nodes.Workloads[i]))),
            choice.Overlaps, streams * roundTripSeconds, sigterms, tails);
    }

    /// <summary>The theory of connections of some workloads that each pick their process.</summary>
    public static NodeTheory Of(IEnumerable<Flow> flows, ListenerChoice choice, SigtermTimes sigterms, RateTails tails) => new(
        flows.Select(flow => (flow, choice.OfAccepted)), choice.Overlaps, 0, sigterms, tails);

    /// <summary>The law of the time for which both processes listen.</summary>
    public (double Weight, double Seconds)[] Overlaps => _overlaps;

    /// <summary>The expected number of streams that hang until the drain's end.</summary>
    public double MeanHung => _hung;

    /// <summary>The mean number of the old process's connections still open: E[Lambda(t)], which at G is R(G).</summary>
    /// <param name="secondsAfterSigterm">t, at least 0.</param>
    public double MeanStillOpen(double secondsAfterSigterm) =>
        _flows.Sum(f => MeanStillOpen(f.Flow, secondsAfterSigterm, f.NewShare));

    /// <summary>The same for some connections, of which the new process gets a given share while both listen.</summary>
    public double MeanStillOpen(Flow flow, double secondsAfterSigterm, double newShare) =>
        MeanStillOpen(flow, secondsAfterSigterm, newShare, flow.IsAlways ? SigtermTimes.Any.All : _sigterms.All);

    /// <summary>
    /// The same at the earlier one of two nodes whose SIGTERMs are so far apart, or at either one where they come together.
    /// </summary>
    public double MeanStillOpenAtEarlier(Flow flow, double secondsAfterSigterm, double newShare, double apartSeconds) =>
        MeanStillOpen(flow, secondsAfterSigterm, newShare, flow.IsAlways ? SigtermTimes.Any.All : _sigterms.EarlierOf(apartSeconds));

    /// <summary>
    /// The number still open given what the nodes of a rollout share: with the probability of that, its mean, and what a random overlap
    /// adds to the variance beyond the mean.
    /// </summary>
    /// <param name="secondsAfterSigterm">t, at least 0.</param>
    public IEnumerable<(double Weight, double Mean, double Spread)> InRollouts(double secondsAfterSigterm)
    {
        foreach ((double weight, (double Weight, double Seconds)[] overlaps) in _inRollouts)
        {
            double[] lambdas = new double[overlaps.Length];
            foreach ((double share, double at) in _sigterms.Few)
            {
                foreach ((Flow flow, double newShare) in _flows)
                    AddLambdas(lambdas, overlaps, flow, secondsAfterSigterm, newShare, at, share);
            }
            double mean = 0, square = 0;
            for (int i = 0; i < lambdas.Length; i++)
            {
                mean += overlaps[i].Weight * lambdas[i];
                square += overlaps[i].Weight * lambdas[i] * lambdas[i];
            }
            yield return (weight, mean, Math.Max(0, square - mean * mean));
        }
    }

    /// <summary>P(D &gt; t), the probability that the old process still drains t after SIGTERM.</summary>
    /// <param name="secondsAfterSigterm">t, at least 0.</param>
    /// <param name="drainBudgetSeconds">G: nothing drains longer.</param>
    public double DrainSurvival(double secondsAfterSigterm, double drainBudgetSeconds)
    {
        if (secondsAfterSigterm >= drainBudgetSeconds) return 0;
        return _drains.Length == 0
            ? Survival(secondsAfterSigterm, at: 0)
            : _drains.Sum(d => d.Weight * d.Drain.At(secondsAfterSigterm));
    }

    /// <summary>P(D &gt; t) of a drain without a budget that begins at the one instant of SIGTERM.</summary>
    public double Survival(double seconds) => Survival(seconds, _sigterms.FirstSeconds);

    /// <summary>E[D] in seconds: the integral of P(D &gt; t) from 0 to G.</summary>
    /// <param name="drainBudgetSeconds">G in seconds, above 0.</param>
    /// <remarks>Stated accuracy: a relative error under 1e-8, and under 1e-4 where rates change.</remarks>
    public double MeanDrainSeconds(double drainBudgetSeconds) => DrainMoment(drainBudgetSeconds, 1);

    /// <summary>The moments of D.</summary>
    /// <param name="drainBudgetSeconds">G in seconds, above 0.</param>
    public DrainMoments DrainMoments(double drainBudgetSeconds) =>
        new(DrainMoment(drainBudgetSeconds, 1), DrainMoment(drainBudgetSeconds, 2), DrainMoment(drainBudgetSeconds, 3));

    /// <summary>E[D^n]: the integral of n t^(n - 1) P(D &gt; t) from 0 to G.</summary>
    /// <remarks>
    /// Panels double, since what happens soon after SIGTERM happens on a scale that has nothing to do with G; whole ones serve all budgets.
    /// </remarks>
    private double DrainMoment(double drainBudgetSeconds, int n)
    {
        if (_drains.Length > 0) return _drains.Sum(d => d.Weight * d.Drain.Moment(drainBudgetSeconds, n));
        int last = Math.ILogB(drainBudgetSeconds), first = last - DrainPanels;
        // Below 2^-40 of G, a span that the stated accuracy does not see, the integrand is at most its factor.
        double from = Math.ScaleB(1, first);
        double sum = Math.Pow(from, n) * DrainSurvival(from, drainBudgetSeconds);
        for (int panel = first; panel < last; panel++)
        {
            sum += _drainPanels.GetOrAdd((panel, n), key =>
                DrainMoment(Math.ScaleB(1, key.Panel), Math.ScaleB(1, key.Panel + 1), key.Moment));
        }
        return sum + DrainMoment(Math.ScaleB(1, last), drainBudgetSeconds, n);
    }

    /// <summary>The part of E[D^n] between two times, the budget apart: adaptive Gauss-Kronrod quadrature.</summary>
    private double DrainMoment(double fromSeconds, double toSeconds, int n)
    {
        if (toSeconds <= fromSeconds) return 0;
        return GaussKronrodRule.Integrate(
            t => Factor(t) * DrainSurvival(t, double.PositiveInfinity), fromSeconds, toSeconds, out _, out _, DrainRelativeError,
            maximumDepth: 12);

        double Factor(double t) => n switch { 1 => 1, 2 => 2 * t, _ => 3 * t * t };
    }

    /// <summary>P(D &gt; t) of a drain without a budget that begins at an instant.</summary>
    private double Survival(double seconds, double at)
    {
        Span<double> lambdas = stackalloc double[_overlaps.Length];
        foreach ((Flow flow, double newShare) in _flows) AddLambdas(lambdas, _overlaps, flow, seconds, newShare, at, 1);
        double survival = 0;
        for (int i = 0; i < lambdas.Length; i++) survival += _overlaps[i].Weight * -NearOne.ExpM1(-lambdas[i] - _hung);
        return survival;
    }

    private double MeanStillOpen(Flow flow, double seconds, double newShare, IEnumerable<(double Weight, double Seconds)> sigterms)
    {
        Span<double> lambdas = stackalloc double[_overlaps.Length];
        foreach ((double weight, double at) in sigterms) AddLambdas(lambdas, _overlaps, flow, seconds, newShare, at, weight);
        double mean = 0;
        for (int i = 0; i < lambdas.Length; i++) mean += _overlaps[i].Weight * lambdas[i];
        return mean;
    }

    /// <summary>
    /// Adds Lambda(t) of some connections, times a weight, for each overlap; what does not depend on the overlap is worked out once.
    /// </summary>
    private void AddLambdas(
        Span<double> sums, (double Weight, double Seconds)[] overlaps, Flow flow, double seconds, double newShare, double at, double weight)
    {
        Ages? ages = flow.Ages;
        double all = Tail(0);
        (double Weight, double Seconds)[] listening = ages?.At(at).SinceListening ?? [], alone = ages?.At(at).SinceAlone ?? [];
        Span<double> beyondListening = stackalloc double[listening.Length], beyondAlone = stackalloc double[alone.Length];
        for (int k = 0; k < listening.Length; k++) beyondListening[k] = Tail(listening[k].Seconds);
        for (int k = 0; k < alone.Length; k++) beyondAlone[k] = Tail(alone[k].Seconds);
        for (int i = 0; i < sums.Length; i++)
        {
            double overlap = overlaps[i].Seconds;
            double inOverlap = overlap > 0 && newShare > 0 ? Tail(overlap) : all;
            double tail = OlderThan(0, all);
            for (int k = 0; k < listening.Length; k++)
                tail -= listening[k].Weight * newShare * OlderThan(listening[k].Seconds, beyondListening[k]);
            for (int k = 0; k < alone.Length; k++)
                tail -= alone[k].Weight * (1 - newShare) * OlderThan(alone[k].Seconds, beyondAlone[k]);
            sums[i] += weight * (flow.OpenedPerSecond * Math.Max(0, tail));

            // What was opened before an age, and after it but for the new process's share of the overlap.
            double OlderThan(double age, double beyond) =>
                overlap > age && newShare > 0 ? (1 - newShare) * beyond + newShare * inOverlap : beyond;
        }

        // The connections that are so old at SIGTERM and live so much longer.
        double Tail(double age) => _tails.Tail(flow.Lifetime, flow.Rate, at, seconds, age);
    }
}

/// <summary>Connections that are opened on a node: how often, how long they live, and at a process of what age.</summary>
/// <param name="OpenedPerSecond">The mean rate.</param>
/// <param name="Lifetime">The law of their lifetimes.</param>
/// <param name="Ages">
/// The ages of the processes, at SIGTERM or, where that is at several instants, at the rollout's start; null where they play no part.
/// </param>
/// <param name="Rate">How the rate changes; null: it does not.</param>
internal readonly record struct Flow(double OpenedPerSecond, DurationLaw Lifetime, Ages? Ages = null, ChangingRate? Rate = null)
{
    /// <summary>Whether one instant is as any other.</summary>
    public bool IsAlways => Rate is null && Ages is null;

    /// <summary>A workload's, at a constant rate and at old processes.</summary>
    public static Flow Of(Workload workload) => new(workload.OpenedPerSecond, workload.Lifetime);
}
