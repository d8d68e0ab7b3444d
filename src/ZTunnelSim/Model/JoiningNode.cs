namespace ZTunnelSim;

/// <summary>A node that an autoscaler adds while a rollout is under way; see <see cref="Rollout.JoiningNodes"/>.</summary>
/// <param name="Node">Its name, which the cluster does not have.</param>
/// <param name="After">How long after the rollout's start it is there, at least 0.</param>
public readonly record struct JoiningNode(string Node, TimeSpan After);
