namespace ZTunnelSim.Cli;

/// <summary>A workload's lifetimes, the law that was chosen for them, and what the counters say of it, if any were given.</summary>
internal sealed record Fitted(WorkloadLifetimes Workload, WorkloadFit Fit, WorkloadCounters? Counters)
{
    public LifetimeFit Best => Fit.Fit;

    /// <summary>How the law was chosen.</summary>
    public FitSelection Selection => Fit.Selection!;
}
