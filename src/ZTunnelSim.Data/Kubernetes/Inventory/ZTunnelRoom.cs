namespace ZTunnelSim.Data;

/// <summary>
/// What memory there is for ztunnel: of a node's allocatable memory what its other pods do not request, and at least what two ztunnels do,
/// which the scheduler keeps for them; and the limit of ztunnel's own container.
/// </summary>
internal static class ZTunnelRoom
{
    /// <summary>The room on some nodes, by name; nothing where the inventory shows no ztunnel.</summary>
    public static ZTunnelMemory Of(ClusterInventory inventory, IEnumerable<string> nodes)
    {
        InventoryPod[] ztunnels = [.. inventory.Pods.Where(p => p.IsZTunnel)];
        if (ztunnels.Length == 0) return ZTunnelMemory.Assumed;
        HashSet<string> wanted = [.. nodes];
        ILookup<string, InventoryPod> pods = inventory.Pods.ToLookup(p => p.Node);
        long requested = ztunnels.Max(p => p.RequestedMemoryBytes);
        return ZTunnelMemory.Assumed with
        {
            LimitBytes = ztunnels.Min(p => p.MemoryLimitBytes),
            RoomByNode = new(inventory.Nodes.Where(node => wanted.Contains(node.Name) && node.AllocatableMemoryBytes < long.MaxValue)
                .Select(node => KeyValuePair.Create(node.Name, RoomOn(node)))),
        };

        long RoomOn(InventoryNode node)
        {
            decimal others = pods[node.Name].Where(p => !p.IsZTunnel).Sum(p => (decimal)p.RequestedMemoryBytes);
            return (long)Math.Max(node.AllocatableMemoryBytes - others, 2 * (decimal)requested);
        }
    }
}
