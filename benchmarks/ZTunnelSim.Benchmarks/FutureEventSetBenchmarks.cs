using BenchmarkDotNet.Attributes;

namespace ZTunnelSim.Benchmarks;

/// <summary>
/// The real event mix of one node: Poisson arrivals, lognormal lifetimes, so many open at any time; what each
/// future-event set makes of it, and what it costs without one, when each step of the node's replacement sweeps over
/// what is open. All draw the same random numbers.
/// </summary>
[Config(typeof(ShortRuns))]
public class FutureEventSetBenchmarks
{
    private const int Connections = 200_000;
    private static readonly DurationLaw Lifetime = Scenarios.Lifetime;

    /// <summary>The mean number of open connections.</summary>
    [Params(1_000, 10_000, 100_000)]
    public int Open { get; set; }

    private double Interarrival => Lifetime.MeanSeconds / Open;

    [Benchmark(OperationsPerInvoke = Connections)]
    public long BinaryPriorityQueue()
    {
        PriorityQueue<int, double> set = new(Open);
        return Hold(
            end => set.Enqueue(0, end), () => set.TryPeek(out _, out double next) ? next : double.PositiveInfinity, () => set.Dequeue());
    }

    [Benchmark(OperationsPerInvoke = Connections)]
    public long HandMadeHeap()
    {
        FourAryHeap set = new(Open);
        return Hold(end => set.Push(end, 0), () => set.NextTime, () => set.Pop());
    }

    [Benchmark(OperationsPerInvoke = Connections)]
    public long Calendar()
    {
        CalendarQueue set = new(1 / Interarrival, Open);
        return Hold(set.Push, () => set.NextTime, () => set.Pop());
    }

    /// <summary>What the event engine does: four sweeps in all, as a replacement has four steps.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Connections)]
    public long SweepAtEachStep()
    {
        OpenEnds open = new(Open, numbered: false);
        RandomStream random = new(1);
        for (int i = 0; i < Open; i++) open.Add(Lifetime.SampleResidual(ref random));
        long closed = 0;
        double arrival = 0;
        for (int step = 1; step <= 4; step++)
        {
            double until = step * (Connections / 4) * Interarrival;
            closed += open.CloseUntil(until);
            for (; arrival <= until; arrival += Interarrival * random.NextExponential())
            {
                double end = arrival + Lifetime.Sample(ref random);
                if (end > until) open.Add(end);
                else closed++;
            }
        }
        return closed;
    }

    private long Hold(Action<double> push, Func<double> next, Action pop)
    {
        RandomStream random = new(1);
        for (int i = 0; i < Open; i++) push(Lifetime.SampleResidual(ref random));
        long closed = 0;
        double now = 0;
        for (int i = 0; i < Connections; i++)
        {
            now += Interarrival * random.NextExponential();
            for (; next() <= now; closed++) pop();
            push(now + Lifetime.Sample(ref random));
        }
        return closed;
    }
}
