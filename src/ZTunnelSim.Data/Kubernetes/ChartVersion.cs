using System.Globalization;

namespace ZTunnelSim.Data;

/// <summary>What ztunnel's chart learned in which minor version of Istio 1. Source: istio/istio, manifests/charts/ztunnel.</summary>
internal static class ChartVersion
{
    /// <summary>updateStrategy is a value (commit 8d7c0f9, tag 1.26.0); before, maxSurge 1 is all there is.</summary>
    public const int KnowsStrategy = 26;

    /// <summary>T is passed on to ztunnel (commit 23fc23c, tag 1.23.0); before, it drains for 5 s whatever T is.</summary>
    public const int PassesGracePeriod = 23;

    /// <summary>Whether a version such as v1.22.3 is known to come before a minor version of Istio 1.</summary>
    public static bool IsBefore(string? version, int minor)
    {
        string[] parts = version?.TrimStart('v').Split('.') ?? [];
        return parts is ["1", var second, ..]
            && int.TryParse(
                string.Concat(second.TakeWhile(char.IsAsciiDigit)), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && number < minor;
    }
}
