namespace ZTunnelSim.Data;

/// <summary>Reads a node.</summary>
internal static class InventoryNodeReader
{
    public static InventoryNode Read(YamlValue node)
    {
        YamlValue metadata = node["metadata"], spec = node["spec"], status = node["status"];
        return new InventoryNode
        {
            Name = metadata["name"].RequiredText(),
            Labels = metadata["labels"].Texts(),
            Unschedulable = spec["unschedulable"].Flag(),
            IsReady = PodReader.HasCondition(status, "Ready", "True") ?? true,
            AllocatableMilliCpu = Allocatable("cpu").Thousandths,
            AllocatableMemoryBytes = Allocatable("memory").Units,
            AllocatablePods = Allocatable("pods").Units,
            Taints = [.. spec["taints"].Items().Select(
                t => new NodeTaint(t["key"].RequiredText(), t["value"].OptionalText() ?? "", t["effect"].RequiredText()))],
        };

        Quantity Allocatable(string resource) =>
            Quantity.Read(status["allocatable"][resource])
            ?? throw status["allocatable"][resource].Error("a quantity is expected, but nothing was given.");
    }
}
