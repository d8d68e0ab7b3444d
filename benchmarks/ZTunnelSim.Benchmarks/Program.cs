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
if (args is ["compare", .. var compare])
{
    CompareRun.Print(nodes: compare is [var nodes, ..] ? int.Parse(nodes) : 1000, replications: compare is [_, var n] ? int.Parse(n) : 50);
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
if (args is ["fuzz", .. var fuzz])
{
    return FuzzRun.Run(fuzz);
}
if (args is ["coverage", .. var coverage])
{
    CoverageRun.Print(coverage);
    return 0;
}
BenchmarkSwitcher.FromAssembly(typeof(EngineBenchmarks).Assembly).Run(args);
return 0;
