using System.CommandLine;
using ZTunnelSim.Cli;

RootCommand root = new(
    "Predicts, before you update ztunnel, how many connections will be reset and how long the rollout takes "
    + "for each candidate terminationGracePeriodSeconds.")
{
    InitCommand.Create(),
    SweepCommand.Create(),
    CompareCommand.Create(),
    TraceCommand.Create(),
    CollectCommand.Create(),
    FitCommand.Create(),
    RecommendCommand.Create(),
    CheckCommand.Create(),
    SensitivityCommand.Create(),
    ApplyCommand.Create(),
    ReportCommand.Create(),
    BacktestCommand.Create(),
    LogsCommand.Create(),
};
return await CommandLineHost.RunAsync(root, args);
