namespace ZTunnelSim.Data;

/// <summary>Reads the rule that turns T into the drain budget.</summary>
internal static class DrainBudgetReader
{
    public static DrainBudget Read(YamlValue value) => value.IsMap
        ? DrainBudget.DeadlineOf(value.Map("deadline").Required("deadline").PositiveSeconds())
        : value.Choice(("ztunnel", DrainBudget.ZTunnel), ("nominal", DrainBudget.Nominal));
}
