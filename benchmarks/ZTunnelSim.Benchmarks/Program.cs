using BenchmarkDotNet.Running;
using ZTunnelSim;
using ZTunnelSim.Benchmarks;

if (args is ["peers"])
{
    PeerTable.Print();
    return;
}
if (args is ["scale"])
{
    ScaleRun.Print();
    return;
}
if (args is ["replay"])
{
    Console.WriteLine(ReplayFigures.Table(ReplayFigures.Of()));
    return;
}
if (args is ["accesslog"])
{
    AccessLogTable.Print();
    return;
}
if (args is ["accesslog", string file])
{
    AccessLogTable.Read(file);
    return;
}
if (args is ["coverage", .. var coverage])
{
    CoverageTable.Print(
        logs: coverage is [var logs, ..] ? int.Parse(logs) : 200, drawnLogs: coverage is [_, var drawn, ..] ? int.Parse(drawn) : 0,
        rate: 1, only: coverage is [_, _, var truth, ..] ? truth : "", window: coverage is [_, _, _, var window] ? window : "");
    return;
}
BenchmarkSwitcher.FromAssembly(typeof(EngineBenchmarks).Assembly).Run(args);
