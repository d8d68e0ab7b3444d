using MathNet.Numerics.Distributions;

namespace ZTunnelSim.Tests;

public class CountVerdictTests
{
    public static TheoryData<int, double> Studies => new() { { 200, 0.95 }, { 400, 0.95 }, { 50, 0.95 }, { 200, 0.5 }, { 100, 0.99 } };

    [Theory]
    [MemberData(nameof(Studies))]
    public void The_verdict_is_that_of_all_replications_whatever_the_true_share(int replications, double confidence)
    {
        foreach (CountVerdict verdict in new[]
        {
            CountVerdict.OfTest(replications, confidence, 0.001), CountVerdict.OfQuantile(replications, confidence),
        })
        {
            Stops stops = new(verdict);
            double worst = Enumerable.Range(1, 199).Max(i => stops.At(i / 200.0).Other);
            Assert.True(worst <= 2e-4, $"{verdict}: {worst}");
        }
    }

    [Fact]
    public void What_clearly_holds_or_clearly_does_not_takes_a_part_of_the_replications()
    {
        CountVerdict verdict = CountVerdict.OfTest(400, 0.95, 0.001);
        Assert.InRange(new Stops(verdict).At(0.99).Replications, 20, 150);
        Assert.InRange(new Stops(verdict).At(0.5).Replications, 20, 60);
        Assert.False(verdict.After(20, 0));
        Assert.Null(verdict.After(20, 20));
        Assert.True(verdict.After(400, verdict.Needed));
        Assert.False(verdict.After(400, verdict.Needed - 1));
    }

    [Theory]
    [MemberData(nameof(Studies))]
    public void What_is_settled_is_what_the_test_says_of_the_replications_done(int replications, double confidence)
    {
        CountVerdict verdict = CountVerdict.OfTest(replications, confidence, 0.001);
        Assert.True(Binomial.CDF(confidence, replications, verdict.Needed) >= 0.001);
        Assert.True(verdict.Needed == 0 || Binomial.CDF(confidence, replications, verdict.Needed - 1) < 0.001);
        foreach (int done in Enumerable.Range(1, replications).Where(Precision.IsLook))
        {
            for (int held = 0; held <= done; held++)
            {
                SimulatedCheck check = new(new GracePeriod(30), done, [held], null, held, replications);
                if (verdict.After(done, held) is { } settled)
                    Assert.True(settled == RecommendExtensions.IsConfirmed(check, confidence), $"{verdict}: {held} of {done}");
            }
        }
    }

    [Fact]
    public void A_quantile_is_within_a_limit_where_enough_values_are()
    {
        double[] sorted = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
        foreach (double probability in new[] { 0.05, 0.5, 0.95, 1 })
        {
            CountVerdict verdict = CountVerdict.OfQuantile(10, probability);
            foreach (double limit in new[] { 0.5, 1, 5, 9.5, 10 })
                Assert.Equal(SampleQuantile.Of(sorted, probability) <= limit, verdict.After(10, sorted.Count(v => v <= limit)));
        }
    }

    /// <summary>Where a study stops, and what it says there.</summary>
    private sealed class Stops(CountVerdict verdict)
    {
        private readonly (int Done, bool?[] ByHeld)[] _looks =
        [
            .. Enumerable.Range(1, verdict.Replications)
                .Where(done => Precision.IsLook(done) || done == verdict.Replications)
                .Select(done => (done, Enumerable.Range(0, done + 1).Select(held => verdict.After(done, held)).ToArray())),
        ];

        /// <summary>
        /// The exact probability that the verdict at the stop is another one than that of all replications, and the mean number of these at
        /// the stop, for a true share: how many hold is followed from look to look.
        /// </summary>
        public (double Other, double Replications) At(double share)
        {
            int all = verdict.Replications, before = 0;
            double other = 0, replications = 0;
            double[] chances = [1];
            foreach ((int done, bool?[] byHeld) in _looks)
            {
                double[] more = [.. Enumerable.Range(0, done - before + 1).Select(n => Binomial.PMF(share, done - before, n))];
                double[] next = new double[done + 1];
                for (int held = 0; held <= before; held++)
                {
                    for (int n = 0; n < more.Length; n++) next[held + n] += chances[held] * more[n];
                }
                for (int held = 0; held <= done; held++)
                {
                    if (byHeld[held] is not { } settled) continue;
                    int missing = verdict.Needed - held;
                    double fails = missing <= 0 ? 0 : done == all ? 1 : Binomial.CDF(share, all - done, missing - 1);
                    other += next[held] * (settled ? fails : 1 - fails);
                    replications += next[held] * done;
                    next[held] = 0;
                }
                (chances, before) = (next, done);
            }
            return (other, replications);
        }
    }
}
