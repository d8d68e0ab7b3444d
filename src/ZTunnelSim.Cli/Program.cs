using ZTunnelSim.Cli;

return await CommandLineHost.RunAsync(() => Commands.Create(), args);
