namespace ZTunnelSim.Simulation;

/// <summary>
/// What the DaemonSet controller sees of one node. Pods with a deletion timestamp do not exist for it: it skips them.
/// </summary>
/// <param name="OldExists">There is a pod of the old version, not marked deleted.</param>
/// <param name="OldIsAvailable">It is available.</param>
/// <param name="NewExists">There is a pod of the new version.</param>
/// <param name="NewIsAvailable">It has been Ready for minReadySeconds.</param>
internal readonly record struct NodePods(bool OldExists, bool OldIsAvailable, bool NewExists, bool NewIsAvailable);
