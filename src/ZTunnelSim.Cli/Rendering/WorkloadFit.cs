using ZTunnelSim.Data.Connections;
using ZTunnelSim.Data.Prometheus;
using ZTunnelSim.Lifetimes.Fitting;

namespace ZTunnelSim.Cli.Rendering;

/// <summary>A workload's lifetimes, the law that was chosen for them, and what the counters say of it, if any were given.</summary>
internal sealed record WorkloadFit(WorkloadLifetimes Workload, FitSelection Selection, WorkloadCounters? Counters)
{
    public LifetimeFit Best => Selection.Best;
}
