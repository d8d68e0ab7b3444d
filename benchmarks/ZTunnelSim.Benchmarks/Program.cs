using BenchmarkDotNet.Running;
using ZTunnelSim;
using ZTunnelSim.Benchmarks;

if (args is ["peers"])
{
    PeerTable.Print();
    return 0;
}
if (args is ["scale"])
{
    ScaleRun.Print();
    return 0;
}
if (args is ["replay"])
{
    Console.WriteLine(ReplayFigures.Table(ReplayFigures.Of()));
    return 0;
}
if (args is ["fidelity", .. var fidelity])
{
    return FidelityRun.Print(write: fidelity is ["write"]);
}
if (args is ["accesslog"])
{
    AccessLogTable.Print();
    return 0;
}
if (args is ["accesslog", string file])
{
    AccessLogTable.Read(file);
    return 0;
}
if (args is ["coverage", .. var coverage])
{
    CoverageTable.Print(
        logs: coverage is [var logs, ..] ? int.Parse(logs) : 200, drawnLogs: coverage is [_, var drawn, ..] ? int.Parse(drawn) : 0,
        rate: 1, only: coverage is [_, _, var truth, ..] ? truth : "", window: coverage is [_, _, _, var window] ? window : "");
    return 0;
}
BenchmarkSwitcher.FromAssembly(typeof(EngineBenchmarks).Assembly).Run(args);
return 0;
