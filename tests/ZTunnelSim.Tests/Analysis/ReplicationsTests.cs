namespace ZTunnelSim.Tests;

public class ReplicationsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Results_are_taken_in_the_order_of_replications_whatever_the_threads(int threads)
    {
        List<int> taken = [];
        int count = Replications.Run(100, threads, Slow, i => Take(taken, i, until: 100), CancellationToken.None);
        Assert.Equal(100, count);
        Assert.Equal(Enumerable.Range(0, 100), taken);
        Assert.Equal(Enumerable.Range(0, 50), Replications.All(50, threads, Slow, CancellationToken.None));

        // The earlier of two neighbours takes longer, so that it ends later.
        static int Slow(int i)
        {
            if (i % 2 == 0) Thread.Sleep(1);
            return i;
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void A_taker_that_has_enough_ends_it_after_the_same_replication_whatever_the_threads(int threads)
    {
        List<int> taken = [];
        Assert.Equal(10, Replications.Run(1000, threads, i => i, i => Take(taken, i, until: 10), CancellationToken.None));
        Assert.Equal(Enumerable.Range(0, 10), taken);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void What_is_cancelled_rests_on_the_first_replications(int threads)
    {
        using CancellationTokenSource cancellation = new();
        List<int> taken = [];
        int count = Replications.Run(100_000, threads, i => i, CancelAtFive, cancellation.Token);
        Assert.InRange(count, 5, 99_999);
        Assert.Equal(Enumerable.Range(0, count), taken);
        Assert.Throws<OperationCanceledException>(() => Replications.All(5, threads, i => i, cancellation.Token));

        bool CancelAtFive(int i)
        {
            if (i == 4) cancellation.Cancel();
            return Take(taken, i, until: 100_000);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void An_exception_comes_out_as_itself_and_is_that_of_the_lowest_replication(int threads)
    {
        InvalidOperationException thrown = Assert.Throws<InvalidOperationException>(
            () => Replications.All(50, threads, Refusing, CancellationToken.None));
        Assert.Equal("7 is refused.", thrown.Message);
        Assert.Throws<InvalidOperationException>(() => Replications.Run<int>(
            50, threads, i => i, _ => throw new InvalidOperationException("Nothing is taken."), CancellationToken.None));

        static int Refusing(int i) => i < 7 ? i : throw new InvalidOperationException($"{i} is refused.");
    }

    [Fact]
    public void A_study_lets_the_refusal_of_a_run_out_as_itself()
    {
        Rollout rollout = Rollout.Of(Cluster.OfSize(3, Workload.Of("a", Traffic.OpenPerNode(10), new Exponential(60)))) with
        {
            Timing = new ReplacementTiming(new Refusing(), new Constant(1), new Constant(1), 0.5),
        };
        Assert.Throws<NotSupportedException>(() => Compare.Run([new("refusing", rollout)], new CompareOptions { Replications = 4 }));
        Assert.Throws<NotSupportedException>(
            () => rollout.Sweep([new GracePeriod(30)], new SweepOptions { Replications = 4 }));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Parts_of_a_replication_are_taken_together_and_in_order(int threads)
    {
        List<string> taken = [];
        int count = Replications.Run(100, 3, threads, Slow, Take, CancellationToken.None);
        Assert.Equal(7, count);
        Assert.Equal(Enumerable.Range(0, 7).Select(i => $"{i}.0 {i}.1 {i}.2"), taken);

        // The first part takes longest, so that it ends last.
        static string Slow(int i, int part)
        {
            if (part == 0) Thread.Sleep(2);
            return $"{i}.{part}";
        }

        bool Take(string[] parts)
        {
            taken.Add(string.Join(' ', parts));
            return taken.Count < 7;
        }
    }

    [Fact]
    public void Parts_of_one_replication_run_side_by_side()
    {
        using Barrier both = new(2);
        bool[] met = [];
        Replications.Run(1, 2, threads: 2, (_, _) => both.SignalAndWait(TimeSpan.FromSeconds(30)), Take, CancellationToken.None);
        Assert.Equal([true, true], met);

        bool Take(bool[] parts)
        {
            met = parts;
            return true;
        }
    }

    [Fact]
    public void A_replication_that_is_cancelled_between_its_parts_is_not_taken()
    {
        using CancellationTokenSource cancellation = new();
        int taken = Replications.Run(100, 3, threads: 1, CancelInThird, _ => true, cancellation.Token);
        Assert.Equal(2, taken);
        Assert.Equal("2.1", Assert.Throws<InvalidOperationException>(
            () => Replications.Run(9, 3, threads: 4, Refusing, _ => true, CancellationToken.None)).Message);

        int CancelInThird(int i, int part)
        {
            if ((i, part) == (2, 1)) cancellation.Cancel();
            return i;
        }

        static int Refusing(int i, int part) => i < 2 || part == 0 ? i : throw new InvalidOperationException($"{i}.{part}");
    }

    private static bool Take(List<int> taken, int i, int until)
    {
        taken.Add(i);
        return taken.Count < until;
    }

    private sealed class Refusing : DurationLaw
    {
        public override double MeanSeconds => 1;

        public override double Survival(double seconds) => Math.Exp(-seconds);

        public override double Quantile(double probability) => -Math.Log(1 - probability);

        public override double IntegratedTail(double seconds) => Math.Exp(-seconds);

        internal override double Sample(ref RandomStream random) => throw new NotSupportedException("Nothing is drawn.");

        public override string ToString() => "refusing";
    }
}
