using ZTunnelSim;

/// <summary>What a consumer asserts in unit tests: the same seed, the same run; theory and simulation agree.</summary>
internal static class TestTheModel
{
    public static void Run()
    {
        RolloutResult a = SweepAndDraw.Example.Simulate(seed: 7), b = SweepAndDraw.Example.Simulate(seed: 7);
        Console.WriteLine($"Same seed, same run: {a == b}");

        SweepOptions options = new() { Engine = Engine.Events, Replications = 20, Seed = 3 };
        SweepResult sweep = SweepAndDraw.Example.Sweep([30, 300], options);
        bool agrees = sweep.Candidates.All(c =>
            c.Under(Pacing.Kubernetes).Resets.AgreesWith(c.Predicted.Resets));
        Console.WriteLine($"Theory and simulation agree: {agrees}");
    }
}
