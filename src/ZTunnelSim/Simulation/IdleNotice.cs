namespace ZTunnelSim.Simulation;

/// <summary>A draining process or a terminating pod holds no connection any more.</summary>
/// <param name="Time">Since when.</param>
/// <param name="Index">The node of the process, or the pod.</param>
/// <param name="IsPod">Whether it is a pod.</param>
internal readonly record struct IdleNotice(double Time, int Index, bool IsPod);
