using System.CommandLine;

namespace ZTunnelSim.Cli;

/// <summary><c>ztunnelsim check</c>: does a T hold the limits? For pipelines.</summary>
internal static class CheckCommand
{
    private const int DefaultReplications = 200, FewestReplications = 20;

    public static Command Create()
    {
        ScenarioSource scenario = new();
        Option<int?> period = CommonOptions.GracePeriod(
            "The T to check, in whole seconds. Default: that of the running pods where the scenario knows it, or else its only one.");
        LimitOptions limits = new();
        Option<OutputFormat> format = OutputOption.Create();
        Option<ulong?> seed = CommonOptions.Seed();
        Option<int?> replications = CommonOptions.Replications(
            "The largest number of rollouts that are simulated.", DefaultReplications, FewestReplications);
        Option<Precision?> precision = CommonOptions.Precision(
            "Stop once it is settled what all replications would say of each limit, and what is told is within this share,",
            Precision.Usual);
        Option<int?> threads = CommonOptions.Threads();

        Command command = new(
            "check", "Tells whether a T holds your limits on resets and duration. Exit code 0: it does; 3: it does not; 2: bad input.")
        {
            scenario.All, period, limits.All, format, seed, replications, precision, threads,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            Scenario given = scenario.LoadSweepable(parsed, cancellationToken);
            RolloutLimits wanted = limits.Read(parsed, given.Rollout.Cluster)
                ?? throw new InputException(
                    "there is no limit on resets: give --max-resets (such as 5%) or --workload (such as postgres=0).");
            RecommendOptions options = new()
            {
                Seed = parsed.GetValue(seed) ?? given.Simulation.Seed,
                Replications = Math.Max(
                    FewestReplications, parsed.GetValue(replications) ?? given.Simulation.Replications ?? DefaultReplications),
                Precision = (parsed.GetValue(precision) ?? given.Simulation.Precision ?? Precision.Usual).Share,
                Threads = parsed.GetValue(threads),
            };
            CheckedPeriod checkedPeriod = CheckedPeriod.Of(parsed.GetValue(period), given);
            Rollout rollout = given.Rollout.WithGracePeriod(checkedPeriod.GracePeriod) with { Pacing = limits.PacingOf(parsed) };
            LimitCheck check = ProgressBar.Show(progress => LimitCheck.Of(rollout, wanted, options, progress, cancellationToken));
            check = check with
            {
                TheoryCheck = TheoryCheck.Of(rollout.GoingThrough, [rollout.GracePeriod], options.Seed, options.Threads, cancellationToken),
            };
            Answer.Give(
                parsed.GetValue(format), () => CheckReport.Print(given, check, checkedPeriod),
                CheckReport.Document(given, check, checkedPeriod));
            return Task.FromResult(check.Holds ? ExitCode.Success : ExitCode.NothingHolds);
        });
        return command;
    }
}
