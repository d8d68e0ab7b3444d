using BenchmarkDotNet.Running;
using ZTunnelSim.Benchmarks;
using ZTunnelSim.Benchmarks.AccessLogs;
using ZTunnelSim.Benchmarks.Peers;

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
BenchmarkSwitcher.FromAssembly(typeof(EngineBenchmarks).Assembly).Run(args);
