namespace ZTunnelSim.Tests;

/// <summary>
/// Counters of a steady M/M/inf queue, read at some instants: the interval of the mean lifetime has to contain it in 95 of 100
/// cases. 1000 runs of a fixed seed: one standard deviation is 0.7 percentage points.
/// </summary>
public class LittlesLawCoverageTests(ITestOutputHelper output)
{
    private const int Runs = 1000;
    private const double Period = 3600;

    // From lifetimes far below the time between two scrapes, of which hardly any is met open, to ones of half the period.
    [Theory]
    [InlineData(0.5, 0.05, 61)]
    [InlineData(0.5, 6, 61)]
    [InlineData(0.5, 120, 61)]
    [InlineData(0.5, 120, 11)]
    [InlineData(0.2, 600, 61)]
    public void The_mean_lifetime_is_in_its_interval_as_often_as_it_says(double rate, double mean, int samples)
    {
        Exponential law = new(mean);
        int covered = 0;
        for (int run = 0; run < Runs; run++)
        {
            LittlesLaw estimate = Play(rate, law, samples, run);
            if (estimate.MeanLifetimeSeconds.Low <= mean && mean <= estimate.MeanLifetimeSeconds.High) covered++;
        }
        // Garwood's interval is never too short, and too long for small numbers.
        output.WriteLine($"{covered}");
        Assert.InRange(covered, 0.925 * Runs, Runs);
        if (mean > 60) Assert.InRange(covered, 0.925 * Runs, 0.98 * Runs);
    }

    private static LittlesLaw Play(double rate, Exponential law, int samples, long run)
    {
        RandomStream random = new(seed: 5, run);
        double[] open = new double[samples];
        double opened = 0, closed = 0;
        void Add(double start, double end)
        {
            if (start > 0) opened++;
            if (end <= Period) closed++;
            double step = Period / (samples - 1);
            for (int i = Math.Max(0, (int)Math.Ceiling(start / step)); i < samples && i * step < end; i++) open[i]++;
        }
        for (long i = random.NextPoisson(rate * law.MeanSeconds); i > 0; i--) Add(0, law.Sample(ref random));
        for (double start = random.NextExponential() / rate; start < Period; start += random.NextExponential() / rate)
            Add(start, start + law.Sample(ref random));
        double area = 0.5 * (open[0] + open[^1]) + open[1..^1].Sum();
        return LittlesLaw.Of(opened, closed, area / (samples - 1), Period, samples: samples);
    }
}
