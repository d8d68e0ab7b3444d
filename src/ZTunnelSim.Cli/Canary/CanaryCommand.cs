using System.CommandLine;

namespace ZTunnelSim.Cli;

/// <summary><c>ztunnelsim canary</c>: which nodes to update first, and when to stop.</summary>
internal static class CanaryCommand
{
    private const string Name = "canary";

    public static Command Create()
    {
        ScenarioSource scenario = new();
        Option<int?> period = CommonOptions.GracePeriod(
            "The T that the old pods drain by, in whole seconds. Default: that of the running pods where the scenario knows it, or else "
            + "its only one.");
        CanaryOptions rule = new();
        Option<string?> output = CommonOptions.Out("Write canary.csv and canary.json into this directory.");
        Option<OutputFormat> format = OutputOption.Create();

        Command command = new(
            Name, "Tells which nodes to update first, and from how many cut connections on to stop: the fewest nodes that find more cuts "
            + "than predicted.")
        {
            scenario.All, period, rule.All, output, format,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            Scenario given = scenario.Load(parsed, cancellationToken);
            CheckedPeriod looked = CheckedPeriod.Of(parsed.GetValue(period), given);
            if (parsed.GetValue(output) is { } into) OutputSet.Prepare(into);
            CanaryPlan plan = ProgressBar.Show(
                "Planning", _ => CanaryPlan.Of(given.Rollout.WithGracePeriod(looked.GracePeriod), rule.Read(parsed)));
            ResultDocument document = CanaryReport.Document(given, plan, looked);
            Answer.Give(
                parsed.GetValue(format), () => CanaryReport.Print(given, plan, looked), document,
                parsed.GetValue(output) is { } directory
                    ? () => OutputSet.Write(
                        directory, Name, set => set.AddBoth(Name, stream => CanaryJson.WriteCsv(plan, stream), document))
                    : null);
            return Task.FromResult(ExitCode.Success);
        });
        return command;
    }
}
