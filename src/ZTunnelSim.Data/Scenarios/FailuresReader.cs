namespace ZTunnelSim.Data;

/// <summary>Reads how likely it is that a new ztunnel pod never gets Ready.</summary>
internal static class FailuresReader
{
    public const string Key = "neverReadyShare";

    /// <summary>
    /// Reads <c>10%</c>, <c>{ share: 10%, deletedAfter: 15m }</c> or, as it was counted, <c>{ failed: 2, of: 20, deletedAfter: 15m }</c>.
    /// </summary>
    public static ReadyFailures Read(YamlValue value)
    {
        if (!value.IsMap) return ReadyFailures.Of(value.ShareBelowOne());
        YamlMap map = value.Map("share", "failed", "of", "deletedAfter");
        (string given, YamlValue first) = map.ExactlyOne("share", "failed");
        ReadyFailures failures;
        if (given == "share")
        {
            map.Refuse(["of"], "it goes with 'failed'.");
            failures = ReadyFailures.Of(first.ShareBelowOne());
        }
        else
        {
            int failed = first.Integer(0);
            YamlValue all = map.Required("of");
            int of = all.Integer(1);
            if (failed > of) throw all.Error($"of {of} pods {failed} can't have failed.");
            failures = ReadyFailures.Counted(failed, of);
        }
        return failures with { DeletedAfterSeconds = map.Optional("deletedAfter")?.PositiveSeconds() };
    }
}
