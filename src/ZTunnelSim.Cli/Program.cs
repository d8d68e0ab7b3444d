using System.CommandLine;
using ZTunnelSim.Cli;
using ZTunnelSim.Cli.Commands;

RootCommand root = new(
    "Predicts, before you update ztunnel, how many connections will be reset and how long the rollout takes "
    + "for each candidate terminationGracePeriodSeconds.")
{
    SweepCommand.Create(),
    FitCommand.Create(),
    ApplyCommand.Create(),
};
return await CommandLineHost.RunAsync(root, args);
