using System.Buffers;

namespace ZTunnelSim.Data;

/// <summary>Tells from its beginning whether a file holds what an inventory is made of.</summary>
internal static class InventoryFiles
{
    private static readonly byte[][] Kinds =
    [
        .. new[] { "Node", "Pod", "PodDisruptionBudget", "Namespace", "StatefulSet" }
            .SelectMany(kind => new[] { kind, kind + "List" }).Append("List").Select(System.Text.Encoding.UTF8.GetBytes),
    ];

    private static readonly SearchValues<byte> WordEnds = SearchValues.Create("\"\r\n ,}"u8);

    /// <summary>Of no use themselves, but listed with others that are.</summary>
    private static readonly byte[][] Owners = ["Deployment"u8.ToArray(), "ReplicaSet"u8.ToArray(), "DaemonSet"u8.ToArray()];

    /// <summary>Whether a file in a folder or archive may be one, by its name: logs and much else are none.</summary>
    public static bool MayBe(string path) =>
        Path.GetExtension(path).ToLowerInvariant() is "" or ".json" or ".yaml" or ".yml" or ".gz" or ".zst" or ".txt"
        && !path.EndsWith(".log.gz", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether it is, by its beginning: an object or list of a kind that is of use, or nodes as kubectl describes them.</summary>
    public static bool Is(ReadOnlySpan<byte> head)
    {
        if (DescribedNodes.Is(head)) return true;
        if (!IsKubernetes(head)) return false;
        bool isList = head.IndexOf("\"items\""u8) >= 0 || head.IndexOf("items:"u8) >= 0, namesKind = false;
        ReadOnlySpan<byte> rest = head;
        while (TryNextKind(ref rest, out ReadOnlySpan<byte> kind))
        {
            namesKind = true;
            if (IsOneOf(Kinds, kind) || (isList && IsOneOf(Owners, kind))) return true;
        }
        // A list's own kind stands at its end, and its items may have none.
        return !namesKind && isList;
    }

    /// <summary>Whether it holds objects of Kubernetes, of whatever kind.</summary>
    public static bool IsKubernetes(ReadOnlySpan<byte> head) => head.TrimStart(" \t\r\n"u8).StartsWith("{"u8)
        ? head.IndexOf("\"apiVersion\""u8) >= 0 && (head.IndexOf("\"kind\""u8) >= 0 || head.IndexOf("\"items\""u8) >= 0)
        : InventoryYaml.IsYaml(head);

    /// <summary>Whether it holds a DaemonSet or a list of them, and no other objects before.</summary>
    public static bool IsDaemonSet(ReadOnlySpan<byte> head) => IsKubernetes(head) && TryNextKind(ref head, out ReadOnlySpan<byte> first)
        && (first.SequenceEqual("DaemonSet"u8) || first.SequenceEqual("DaemonSetList"u8));

    /// <summary>Finds the next value of a key <c>kind</c>, and goes behind it.</summary>
    private static bool TryNextKind(ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> kind)
    {
        while (rest.IndexOf("kind"u8) is >= 0 and var at)
        {
            bool isKey = at == 0 || rest[at - 1] is (byte)'"' or (byte)' ' or (byte)'\n';
            rest = rest[(at + "kind"u8.Length)..];
            ReadOnlySpan<byte> value = rest.TrimStart((byte)'"');
            if (!isKey || !value.StartsWith(":"u8)) continue;
            value = value[1..].TrimStart(" \""u8);
            if (value.IndexOfAny(WordEnds) is not (> 0 and var end)) continue;
            kind = value[..end];
            return true;
        }
        kind = default;
        return false;
    }

    private static bool IsOneOf(byte[][] kinds, ReadOnlySpan<byte> word)
    {
        foreach (byte[] kind in kinds)
        {
            if (word.SequenceEqual(kind)) return true;
        }
        return false;
    }
}
