using BenchmarkDotNet.Running;
using ZTunnelSim.Benchmarks;
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
BenchmarkSwitcher.FromAssembly(typeof(EngineBenchmarks).Assembly).Run(args);
