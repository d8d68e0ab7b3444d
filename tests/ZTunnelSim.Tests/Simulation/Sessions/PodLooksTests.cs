namespace ZTunnelSim.Tests;

/// <summary>When one kubectl learns that the pods which it evicted have gone.</summary>
public class PodLooksTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(6, 1)]
    // Eight look at once, and then there are five looks a second: the others wait for their turn.
    [InlineData(8, 1.6)]
    [InlineData(9, 2)]
    public void More_than_five_pods_are_looked_for_less_often(int pods, double seen)
    {
        PodLooks looks = new(0);
        for (int pod = 0; pod < pods; pod++) looks.Begin(pod, 0);
        for (int pod = 0; pod < pods; pod++) looks.HasGone(pod, 0.5);
        looks.Until(60);
        Assert.Equal(0, looks.Count);
        Assert.Equal(seen, looks.SeenAt, 6);
    }

    [Fact]
    public void What_has_not_gone_by_the_timeout_is_given_up()
    {
        PodLooks looks = new(0);
        for (int pod = 0; pod < 3; pod++) looks.Begin(pod, 0);
        looks.HasGone(1, 29.5);
        looks.HasGone(2, 30.5);
        Assert.Equal([0, 2], looks.Abandon(30));
        Assert.Equal((30, 0), (looks.SeenAt, looks.Count));
    }

    /// <summary>Held against each look by itself, of up to forty pods and over hours.</summary>
    [Fact]
    public void Rounds_that_are_left_out_change_nothing()
    {
        RandomStream random = new(7, 0);
        for (int run = 0; run < 300; run++)
        {
            int pods = 1 + random.NextInt(40);
            double longest = new[] { 5, 60, 3_000 }[run % 3];
            double[] begins = [.. Enumerable.Range(0, pods).Select(_ => random.NextInt(3) == 0 ? 45 * random.NextOpenDouble() : 0)];
            double[] gone = [.. begins.Select(b => b + longest * random.NextOpenDouble())];
            Assert.Equal(EachLook(begins, gone), LastSeen(new PodLooks(0), begins, gone), 6);
        }
    }

    /// <summary>When all have been seen to have gone, of pods that are looked for from some times on and go at others.</summary>
    internal static double LastSeen(PodLooks looks, double[] begins, double[] gone)
    {
        var events = begins.Select((at, pod) => (At: at, Pod: pod, Begins: true))
            .Concat(gone.Select((at, pod) => (At: at, Pod: pod, Begins: false))).OrderBy(e => e.At);
        foreach ((double at, int pod, bool isBegin) in events)
        {
            if (isBegin) looks.Begin(pod, at);
            else looks.HasGone(pod, at);
        }
        looks.Until(double.MaxValue);
        return looks.SeenAt;
    }

    /// <summary>The same look by look: a bucket of ten requests, two of them taken, that gets five a second.</summary>
    private static double EachLook(double[] begins, double[] gone)
    {
        PriorityQueue<int, (double At, int Number)> wanted = new();
        int number = 0;
        foreach ((int pod, double at) in begins.Index().OrderBy(b => b.Item)) wanted.Enqueue(pod, (at, number++));
        double requests = 8, since = 0, last = 0;
        while (wanted.TryDequeue(out int pod, out (double At, int) look))
        {
            // One request is taken, at once or as a debt that the time until then pays.
            requests = Math.Min(10, requests + 5 * (look.At - since)) - 1;
            since = look.At;
            double sent = look.At + Math.Max(0, -requests) / 5;
            if (gone[pod] < sent - 1e-6) last = Math.Max(last, sent);
            else wanted.Enqueue(pod, (Math.Max(look.At + 1, sent), number++));
        }
        return last;
    }
}
