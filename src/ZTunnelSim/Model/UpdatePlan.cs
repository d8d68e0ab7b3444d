namespace ZTunnelSim.Model;

/// <summary>How the cluster's ztunnel pods are replaced: the DaemonSet's updateStrategy, and what people do around it.</summary>
public abstract record UpdatePlan;
