namespace ZTunnelSim;

/// <summary>Where a pod of an application runs when the rollout begins.</summary>
/// <param name="Application">The application's index in its cluster.</param>
/// <param name="Node">The node's index in its cluster.</param>
public readonly record struct Pod(int Application, int Node);
