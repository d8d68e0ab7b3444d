using System.Globalization;
using System.Text.RegularExpressions;

namespace ZTunnelSim.Tests;

/// <summary>One node of a recorded rollout; times in seconds since the template was changed, null where it did not happen.</summary>
internal sealed record RecordedNode(string Name, IReadOnlyDictionary<string, string> Row)
{
    public bool OldWasReady => Row["old_ready_at_patch"] == "1";

    public bool IsNeverReady => Row["new_never_ready"] == "1";

    public double? RoomFrom => Seconds("unsched_until_s");

    public double? Created => Seconds("t_new_created");

    public double? Ready => Seconds("t_new_ready");

    public double? Deleted => Seconds("t_old_deletion");

    public double? Gone => Seconds("t_old_gone");

    /// <summary>When the controller turned to it: never, as the last.</summary>
    public double TurnAt => Math.Min(Created ?? double.PositiveInfinity, Deleted ?? double.PositiveInfinity);

    /// <summary>How long the old pod drained: measured, or as it was ordered to.</summary>
    public double DrainSeconds(double gracePeriod) => Seconds("t_old_terminal") - Deleted ?? Math.Min(Seconds("drain_s")!.Value, gracePeriod);

    /// <summary>The measured times of its replacement, and what was ordered where nothing was measured.</summary>
    public GivenTimes Times
    {
        get
        {
            double? bound = Seconds("t_new_bound");
            return new(
                Startup: RoomFrom is null ? bound - Created ?? 0.01 : 0.01,
                Ready: Ready - bound ?? Seconds("start_s"),
                RoomFrom: RoomFrom is null ? null : Math.Max(RoomFrom.Value, bound - 0.01 ?? 0),
                Removal: Gone - Seconds("t_old_terminal") ?? 0.01);
        }
    }

    private double? Seconds(string column) => CsvRows.Number(Row[column]);
}

/// <summary>A recorded rollout.</summary>
internal sealed record RecordedRollout(IReadOnlyDictionary<string, string> Row, IReadOnlyList<RecordedNode> Nodes)
{
    public string Id => Row["id"];

    public bool IsSurge => Row["strategy"] == "maxSurge";

    public int MinReadySeconds => (int)Number("min_ready_seconds");

    public bool IsStalled => Row["stalled"] == "1";

    /// <summary>Why it stalled: <c>never_ready</c> is wanted, <c>lost_wakeup</c> is the controller's.</summary>
    public string StallKind => Row.GetValueOrDefault("stall_kind", !IsStalled ? "" : Number("never_ready") > 0 ? "never_ready" : "lost_wakeup");

    public bool IsClean => Row.GetValueOrDefault("clean", "1") == "1";

    /// <summary>Whether the controller checked that it had seen its own last write: not in the recordings lb.</summary>
    public bool HasGate => !Id.StartsWith("lb", StringComparison.Ordinal);

    public double? EndSeconds => CsvRows.Number(Row["end_s"]);

    /// <summary>What is special about it: the rule that it tells of.</summary>
    public string Class
    {
        get
        {
            string strategy = IsSurge ? "S" : "U";
            if (char.IsAsciiLetterLower(Id[1])) return Id[..2];
            return MinReadySeconds > 0 ? $"{strategy} minReadySeconds"
                : Number("never_ready") > 0 ? $"{strategy} never ready"
                : Number("unschedulable_nodes") > 0 ? $"{strategy} no room"
                : Number("broken_old") > 0 ? $"{strategy} broken old"
                : $"{strategy} plain";
        }
    }

    public double GracePeriodSeconds => Number("terminationGracePeriodSeconds");

    public int Limit => Plan.ConcurrentNodes(Nodes.Count);

    public RollingUpdate Plan
    {
        get
        {
            if (!IntOrPercent.TryParse(Row["value"], out IntOrPercent limit)) throw new FormatException($"{Id}: {Row["value"]}");
            return IsSurge ? new(limit, default, MinReadySeconds) : new(default, limit, MinReadySeconds);
        }
    }

    /// <summary>The same rollout for the simulator: with its measured times and in its order.</summary>
    /// <param name="startsAt">How long after the simulation's start the template is changed, in seconds.</param>
    public Rollout ToRollout(double startsAt)
    {
        Cluster cluster = new(
            Nodes.Select(node => new Node(node.Name) { Times = node.Times with { RoomFrom = startsAt + node.Times.RoomFrom } }),
            [Workload.Of("none", Traffic.OpenPerNode(0), new Exponential(1))]);
        double reaction = startsAt + Nodes.Min(node => node.TurnAt);
        return Rollout.Of(cluster).WithNeverReady(Nodes.Where(n => n.IsNeverReady).Select(n => n.Name))
            .WithUnavailable(Nodes.Where(n => !n.OldWasReady).Select(n => n.Name)) with
        {
            Strategy = Plan,
            NodeOrder = NodeOrder.AsListed,
            GracePeriod = (int)GracePeriodSeconds,
            StaleControllerConsistencyDaemonSet = HasGate,
            Timing = new ReplacementTiming(new Constant(0), new Constant(0), new Constant(0)) { Reaction = new Constant(reaction) },
        };
    }

    /// <summary>
    /// The clean rollouts of the quiet groups (r, u, q), those of the wake-up test (la, lb), and what followed the second change of the
    /// template in those with one (xc), in a folder.
    /// </summary>
    public static IReadOnlyList<RecordedRollout> Quiet(string folder) =>
    [
        .. Read(folder, "daemonset").Where(r => r.IsClean && r.Id[0] is 'r' or 'u' or 'q'),
        .. Read(folder, "daemonset-special-wakeup"),
        .. SecondChange.Read(folder),
    ];

    /// <summary>All rollouts of the files with a prefix, their nodes in the order in which the controller turned to them.</summary>
    public static IEnumerable<RecordedRollout> Read(string folder, string prefix)
    {
        if (!File.Exists(Path.Combine(folder, $"{prefix}-scenarios.csv"))) return [];
        ILookup<string, RecordedNode> nodes = CsvRows.Read(Path.Combine(folder, $"{prefix}-nodes.csv"))
            .Where(row => row["node"].Length > 0)
            .ToLookup(row => row["id"], row => new RecordedNode(row["node"], row));
        return CsvRows.Read(Path.Combine(folder, $"{prefix}-scenarios.csv"))
            .OrderBy(row => row["id"], StringComparer.Ordinal)
            .Select(row => new RecordedRollout(row, InTurn(nodes[row["id"]])));
    }

    /// <summary>Nodes in the order in which the controller turned to them.</summary>
    public static IReadOnlyList<RecordedNode> InTurn(IEnumerable<RecordedNode> nodes) =>
        [.. nodes.OrderBy(n => n.TurnAt).ThenBy(n => n.Name, StringComparer.Ordinal)];

    private double Number(string column) => CsvRows.Number(Row[column])!.Value;
}

/// <summary>
/// A change of the template during a rollout, recorded: what follows is a rollout of its own, from the state in which the change finds the
/// nodes. A pod of the middle generation that is not available beside its old one goes at once, and the node is as if it had none; where it
/// is alone it is the old pod, broken if it is not Ready. A node whose old pod is being deleted, with none after it, is as one whose old pod
/// is broken and goes at once.
/// </summary>
internal static partial class SecondChange
{
    public static IEnumerable<RecordedRollout> Read(string folder)
    {
        string pods = Path.Combine(folder, "daemonset-special-pods.csv"), scenarios = Path.Combine(folder, "daemonset-special-scenarios.csv");
        if (!File.Exists(pods)) yield break;
        ILookup<string, IReadOnlyDictionary<string, string>> byId = CsvRows.Read(pods).ToLookup(pod => pod["id"]);
        foreach (IReadOnlyDictionary<string, string> row in CsvRows.Read(scenarios).OrderBy(row => row["id"], StringComparer.Ordinal))
        {
            if (Hook().Match(row["note"]) is not { Success: true } hook) continue;
            double at = CsvRows.Number(hook.Groups[1].Value)!.Value;
            RecordedNode[] nodes = [.. byId[row["id"]].GroupBy(pod => pod["node"])
                .Select(on => Node(on.Key, [.. on.OrderBy(pod => CsvRows.Number(pod["t_created"]))], hook.Groups[2].Value, at)).OfType<RecordedNode>()];
            // The status may call it complete for what the change before it has brought.
            string end = CsvRows.Number(row["end_s"]) - at is { } seconds && seconds > 1 ? Text(seconds) : "";
            yield return new(new Dictionary<string, string>(row) { ["end_s"] = end }, RecordedRollout.InTurn(nodes));
        }
    }

    /// <summary>A node as the change finds it; null where its pod has the wanted version already.</summary>
    private static RecordedNode? Node(string name, IReadOnlyDictionary<string, string>[] pods, string version, double at)
    {
        IReadOnlyDictionary<string, string>[] there =
            [.. pods.Where(p => CsvRows.Number(p["t_created"]) <= at && !(CsvRows.Number(p["t_deletion"]) <= at))];
        if (there.Any(p => p["v"] == version)) return null;
        // An old pod beside a new one that is available is on its way, though it may be deleted a few ms after the change.
        if (there.Length == 2 && CsvRows.Number(there[1]["t_ready"]) <= at) there = there[1..];
        IReadOnlyDictionary<string, string>? next = pods.FirstOrDefault(p => p["v"] == version && CsvRows.Number(p["t_created"]) > at);
        IReadOnlyDictionary<string, string> old = there.Length > 0 ? there[0] : pods.Last(p => CsvRows.Number(p["t_created"]) <= at);
        bool isReady = there.Length > 0 && CsvRows.Number(old["t_ready"]) <= at;
        return new(name, new Dictionary<string, string>
        {
            ["old_ready_at_patch"] = isReady ? "1" : "0",
            ["new_never_ready"] = next is not null && next["t_ready"].Length == 0 ? "1" : "0",
            ["unsched_until_s"] = "",
            ["start_s"] = old["start_s"],
            ["drain_s"] = old["drain_s"],
            ["t_new_created"] = Since(next, "t_created"),
            ["t_new_bound"] = Since(next, "t_bound"),
            ["t_new_ready"] = Since(next, "t_ready"),
            ["t_old_deletion"] = there.Length > 0 ? Since(old, "t_deletion") : "0",
            ["t_old_terminal"] = Since(old, "t_terminal"),
            ["t_old_gone"] = Since(old, "t_gone"),
        });

        string Since(IReadOnlyDictionary<string, string>? pod, string column) =>
            pod is not null && CsvRows.Number(pod[column]) is { } seconds ? Text(seconds - at) : "";
    }

    private static string Text(double seconds) => seconds.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"hooks\(t:what\) ([0-9.]+):v ([0-9]+)")]
    private static partial Regex Hook();
}

/// <summary>The rows of a CSV file by its header; only its last column may be quoted.</summary>
internal static class CsvRows
{
    public static IEnumerable<IReadOnlyDictionary<string, string>> Read(string path)
    {
        string[] lines = File.ReadAllLines(path);
        string[] header = lines[0].Split(',');
        return lines.Skip(1).Select(line => line.Split(',', header.Length))
            .Select(cells => header.Zip(cells).ToDictionary(pair => pair.First, pair => pair.Second));
    }

    public static double? Number(string cell) => cell.Length == 0 ? null : double.Parse(cell, CultureInfo.InvariantCulture);
}
