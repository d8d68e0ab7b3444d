using ZTunnelSim;

/// <summary>What a consumer asserts in unit tests: the same seed, the same run; theory and simulation agree.</summary>
internal static class TestTheModel
{
    public static void Run()
    {
        RolloutResult a = SweepAndDraw.Example.Simulate(seed: 7), b = SweepAndDraw.Example.Simulate(seed: 7);
        bool isSame = a.Resets.Total == b.Resets.Total && a.DurationSeconds.Equals(b.DurationSeconds);
        Console.WriteLine($"Same seed, same run: {isSame}");

        SweepOptions options = new() { Engine = Engine.Events, Replications = 20, Seed = 3 };
        SweepResult sweep = SweepAndDraw.Example.Sweep([30, 300], options);
        bool agrees = sweep.Candidates.All(c =>
            Math.Abs(c.Under(Pacing.Kubernetes).Resets.Mean / c.Predicted.Resets - 1) < 0.05);
        Console.WriteLine($"Theory and simulation agree: {agrees}");
    }
}
