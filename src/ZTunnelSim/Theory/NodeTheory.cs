using System.Collections.Concurrent;
using MathNet.Numerics.Integration;

namespace ZTunnelSim;

/// <summary>The exact theory of one node's drain, for Poisson arrivals and a stationary start (M/G/infinity).</summary>
/// <remarks>
/// With arrival rate L, integrated tail I(u) = integral of S from u to infinity, overlap w and new share q, the number of the old process's
/// connections that are open a time t after SIGTERM is Poisson with mean <c>Lambda(t) = L [(1 - q) I(t) + q I(t + w)]</c>: those opened
/// before the overlap have t + w still to live from its beginning, and of those opened in it the old process got the share 1 - q. The
/// resets' mean is R(G) = Lambda(G). A random overlap is averaged over; the count is then Poisson given the overlap. A process of age A,
/// whose predecessor still listened for w', lacks what was opened before it listened, and 1 - q of what was opened while both did:
/// <c>L [(1 - q) I(t + A - w') + q I(t + A)]</c> less. Streams that hang, Poisson as well, keep it from exiting early.
/// </remarks>
internal sealed class NodeTheory
{
    private const double DrainRelativeError = 1e-9;
    private const int DrainPanels = 40;
    private readonly (Workload Load, double NewShare, Ages? Ages)[] _workloads;
    private readonly double _hung;
    private readonly OverlapQuadrature _quadrature;
    private readonly (double Weight, double Seconds)[] _overlaps;

    /// <summary>By the panel, from 2 to the power of it to twice that, in seconds.</summary>
    private readonly ConcurrentDictionary<(int Panel, int Moment), double> _drainPanels = [];

    /// <summary>The theory of a node on which each connection picks its process.</summary>
    /// <param name="workloads">The workloads on it.</param>
    /// <param name="plan">The rolling update; without a surge there is no overlap.</param>
    /// <param name="timing">The timing; only what makes the overlap matters here.</param>
    public NodeTheory(IEnumerable<Workload> workloads, RollingUpdate plan, ReplacementTiming timing)
        : this(workloads.Select(load => (load, timing.NewShare, default(Ages))), new OverlapQuadrature(plan, timing), 0)
    {
    }

    private NodeTheory(IEnumerable<(Workload, double, Ages?)> workloads, OverlapQuadrature overlaps, double hung) =>
        (_workloads, _quadrature, _overlaps, _hung) = ([.. workloads], overlaps, overlaps.Overlaps, hung);

    /// <summary>The theory of the nodes of a class.</summary>
    /// <param name="nodes">The nodes.</param>
    /// <param name="choice">Which process gets what is opened while both listen.</param>
    /// <param name="ages">How old their processes are.</param>
    /// <param name="roundTripSeconds">The round trip between ztunnels.</param>
    public static NodeTheory Of(NodeClass nodes, ListenerChoice choice, ProcessAges ages, double roundTripSeconds) => new(
        nodes.Loads.Select((load, i) =>
            (load, choice.Of(nodes.Crossings[i], nodes.Workloads[i]), ages.For(ages.OfNodes(nodes.Members), load))),
        choice.Overlaps, nodes.StreamsPerSecond * roundTripSeconds);

    /// <summary>The theory of connections of some workloads that each pick their process.</summary>
    public static NodeTheory Of(IEnumerable<Workload> workloads, ListenerChoice choice) => new(
        workloads.Select(load => (load, choice.OfAccepted, default(Ages))), choice.Overlaps, 0);

    /// <summary>The law of the time for which both processes listen.</summary>
    public (double Weight, double Seconds)[] Overlaps => _overlaps;

    /// <summary>The expected number of streams that hang until the drain's end.</summary>
    public double MeanHung => _hung;

    /// <summary>The mean number of the old process's connections still open: E[Lambda(t)], which at G is R(G).</summary>
    /// <param name="secondsAfterSigterm">t, at least 0.</param>
    public double MeanStillOpen(double secondsAfterSigterm) =>
        _workloads.Sum(w => MeanStillOpen(w.Load.OpenedPerSecond, w.Load.Lifetime, secondsAfterSigterm, w.NewShare, w.Ages));

    /// <summary>
    /// The same for connections of a given arrival rate and lifetime, of which the new process gets a given
    /// share while both listen, at processes of given ages.
    /// </summary>
    public double MeanStillOpen(
        double arrivalsPerSecond, DurationLaw lifetime, double secondsAfterSigterm, double newShare, Ages? ages = null)
    {
        Span<double> lambdas = stackalloc double[_overlaps.Length];
        AddLambdas(lambdas, _overlaps, arrivalsPerSecond, lifetime, secondsAfterSigterm, newShare, ages);
        double mean = 0;
        for (int i = 0; i < lambdas.Length; i++) mean += _overlaps[i].Weight * lambdas[i];
        return mean;
    }

    /// <summary>
    /// The number still open given what the nodes of a rollout share: with the probability of that, its mean, and what a random overlap
    /// adds to the variance beyond the mean.
    /// </summary>
    /// <param name="secondsAfterSigterm">t, at least 0.</param>
    public IEnumerable<(double Weight, double Mean, double Spread)> InRollouts(double secondsAfterSigterm)
    {
        foreach ((double weight, (double Weight, double Seconds)[] overlaps) in _quadrature.InRollouts)
        {
            double[] lambdas = new double[overlaps.Length];
            AddLambdas(lambdas, overlaps, secondsAfterSigterm);
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
        Span<double> lambdas = stackalloc double[_overlaps.Length];
        AddLambdas(lambdas, _overlaps, secondsAfterSigterm);
        double survival = 0;
        for (int i = 0; i < lambdas.Length; i++) survival += _overlaps[i].Weight * -NearOne.ExpM1(-lambdas[i] - _hung);
        return survival;
    }

    /// <summary>E[D] in seconds: the integral of P(D &gt; t) from 0 to G.</summary>
    /// <param name="drainBudgetSeconds">G in seconds, above 0.</param>
    /// <remarks>Stated accuracy: a relative error under 1e-8.</remarks>
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

    /// <summary>Adds Lambda(t) of all workloads, for each overlap.</summary>
    private void AddLambdas(Span<double> sums, (double Weight, double Seconds)[] overlaps, double seconds)
    {
        foreach ((Workload load, double newShare, Ages? ages) in _workloads)
            AddLambdas(sums, overlaps, load.OpenedPerSecond, load.Lifetime, seconds, newShare, ages);
    }

    /// <summary>Adds Lambda(t) of some connections, for each overlap; what does not depend on the overlap is worked out once.</summary>
    private static void AddLambdas(
        Span<double> sums, (double Weight, double Seconds)[] overlaps, double arrivalsPerSecond, DurationLaw lifetime, double seconds,
        double newShare, Ages? ages)
    {
        double all = lifetime.IntegratedTail(seconds);
        (double Weight, double Seconds)[] listening = ages?.SinceListening ?? [], alone = ages?.SinceAlone ?? [];
        Span<double> beyondListening = stackalloc double[listening.Length], beyondAlone = stackalloc double[alone.Length];
        for (int k = 0; k < listening.Length; k++) beyondListening[k] = lifetime.IntegratedTail(seconds + listening[k].Seconds);
        for (int k = 0; k < alone.Length; k++) beyondAlone[k] = lifetime.IntegratedTail(seconds + alone[k].Seconds);
        for (int i = 0; i < sums.Length; i++)
        {
            double overlap = overlaps[i].Seconds;
            double inOverlap = overlap > 0 && newShare > 0 ? lifetime.IntegratedTail(seconds + overlap) : all;
            double tail = OlderThan(0, all);
            for (int k = 0; k < listening.Length; k++)
                tail -= listening[k].Weight * newShare * OlderThan(listening[k].Seconds, beyondListening[k]);
            for (int k = 0; k < alone.Length; k++)
                tail -= alone[k].Weight * (1 - newShare) * OlderThan(alone[k].Seconds, beyondAlone[k]);
            sums[i] += arrivalsPerSecond * Math.Max(0, tail);

            // What was opened before an age, and after it but for the new process's share of the overlap.
            double OlderThan(double age, double beyond) =>
                overlap > age && newShare > 0 ? (1 - newShare) * beyond + newShare * inOverlap : beyond;
        }
    }
}
