using System.Buffers;

namespace ZTunnelSim.Data;

/// <summary>The name of what owns a pod, told from the pod's name.</summary>
/// <remarks>
/// Kubernetes names pods <c>deployment-HASH-RANDOM</c>, <c>daemonset-RANDOM</c> and <c>statefulset-ORDINAL</c>, where RANDOM has 5 and HASH
/// up to 10 characters of an alphabet without vowels and without 0, 1 and 3 (apimachinery, util/rand).
/// </remarks>
internal static class PodName
{
    private const int RandomLength = 5;
    private const int MinHashLength = 6;
    private const int MaxHashLength = 10;

    private static readonly SearchValues<byte> RandomBytes = SearchValues.Create("bcdfghjklmnpqrstvwxz2456789"u8);

    /// <summary>Cuts a pod's own suffix off; a name that has none stays as it is.</summary>
    public static ReadOnlySpan<byte> Owner(ReadOnlySpan<byte> pod)
    {
        int dash = pod.LastIndexOf((byte)'-');
        if (dash <= 0) return pod;
        ReadOnlySpan<byte> last = pod[(dash + 1)..];
        if (!last.IsEmpty && !last.ContainsAnyExceptInRange((byte)'0', (byte)'9')) return pod[..dash];
        if (last.Length != RandomLength || !IsRandom(last)) return pod;

        ReadOnlySpan<byte> owner = pod[..dash];
        dash = owner.LastIndexOf((byte)'-');
        return dash > 0 && owner.Length - dash - 1 is >= MinHashLength and <= MaxHashLength && IsRandom(owner[(dash + 1)..])
            ? owner[..dash]
            : owner;
    }

    /// <summary>Whether a name is one that a DaemonSet gives.</summary>
    public static bool IsOfDaemonSet(ReadOnlySpan<byte> pod) =>
        pod.Length > RandomLength + 1 && pod[^(RandomLength + 1)] == '-' && IsRandom(pod[^RandomLength..]);

    private static bool IsRandom(ReadOnlySpan<byte> part) => !part.ContainsAnyExcept(RandomBytes);
}
