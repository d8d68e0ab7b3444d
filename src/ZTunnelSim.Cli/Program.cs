using ZTunnelSim.Cli;

ToolName.UseInHelp();
return await CommandLineHost.RunAsync(Commands.Create(), args);
