using System.Globalization;
using System.Text.RegularExpressions;

namespace ZTunnelSim;

/// <summary>One node of a recorded rollout; times in seconds since the template was changed, null where it did not happen.</summary>
internal sealed record RecordedNode(string Name, RecordedRow Row)
{
    public bool OldWasReady => Row["old_ready_at_patch"] == "1";

    public bool IsNeverReady => Row["new_never_ready"] == "1";

    public double? RoomFrom => Row.Number("unsched_until_s");

    public double? Created => Row.Number("t_new_created");

    public double? Ready => Row.Number("t_new_ready");

    public double? Deleted => Row.Number("t_old_deletion");

    public double? Gone => Row.Number("t_old_gone");

    /// <summary>When the controller turned to it: never, as the last.</summary>
    public double TurnAt => Math.Min(Created ?? double.PositiveInfinity, Deleted ?? double.PositiveInfinity);

    /// <summary>How long the old pod drained: measured, or as it was ordered to.</summary>
    public double DrainSeconds(double gracePeriod) =>
        Row.Number("t_old_terminal") - Deleted ?? Math.Min(Row.Required("drain_s"), gracePeriod);

    /// <summary>The measured times of its replacement, and what was ordered where nothing was measured.</summary>
    public GivenTimes Times
    {
        get
        {
            double? bound = Row.Number("t_new_bound");
            return new(
                Startup: RoomFrom is null ? bound - Created ?? 0.01 : 0.01,
                Ready: Ready - bound ?? Row.Number("start_s"),
                RoomFrom: RoomFrom is null ? null : Math.Max(RoomFrom.Value, bound - 0.01 ?? 0),
                Removal: Gone - Row.Number("t_old_terminal") ?? 0.01);
        }
    }

}

/// <summary>A recorded rollout.</summary>
internal sealed record RecordedRollout(RecordedRow Row, IReadOnlyList<RecordedNode> Nodes)
{
    /// <summary>The folder of recordings of the controllers.</summary>
    public const string Folder = "kubernetes";

    public string Id => Row["id"];

    public bool IsSurge => Row["strategy"] == "maxSurge";

    public int MinReadySeconds => (int)Row.Required("min_ready_seconds");

    public bool IsStalled => Row["stalled"] == "1";

    /// <summary>Why it stalled: <c>never_ready</c> is wanted, <c>lost_wakeup</c> is the controller's.</summary>
    public string StallKind => Row.Has("stall_kind") ? Row["stall_kind"]
        : !IsStalled ? ""
        : Row.Required("never_ready") > 0 ? "never_ready" : "lost_wakeup";

    public bool IsClean => !Row.Has("clean") || Row["clean"] == "1";

    /// <summary>Whether the controller checked that it had seen its own last write: not in the recordings lb.</summary>
    public bool HasGate => !Id.StartsWith("lb", StringComparison.Ordinal);

    public double? EndSeconds { get; init; } = Row.Number("end_s");

    /// <summary>What is special about it: the rule that it tells of.</summary>
    public string Class
    {
        get
        {
            string strategy = IsSurge ? "S" : "U";
            if (char.IsAsciiLetterLower(Id[1])) return Id[..2];
            return MinReadySeconds > 0 ? $"{strategy} minReadySeconds"
                : Row.Required("never_ready") > 0 ? $"{strategy} never ready"
                : Row.Required("unschedulable_nodes") > 0 ? $"{strategy} no room"
                : Row.Required("broken_old") > 0 ? $"{strategy} broken old"
                : $"{strategy} plain";
        }
    }

    public double GracePeriodSeconds => Row.Required("terminationGracePeriodSeconds");

    public int Limit => Plan.ConcurrentNodes(Nodes.Count);

    public RollingUpdate Plan
    {
        get
        {
            if (!IntOrPercent.TryParse(Row["value"], out IntOrPercent limit))
                throw new FormatException($"{Id}: '{Row["value"]}' is no limit.");
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
    /// template in those with one (xc).
    /// </summary>
    public static IReadOnlyList<RecordedRollout> Quiet() =>
    [
        .. Read("daemonset").Where(r => r.IsClean && r.Id[0] is 'r' or 'u' or 'q'),
        .. Read("daemonset-special-wakeup"),
        .. RecordedSecondChange.Read(),
    ];

    /// <summary>All rollouts of the files with a prefix; none where the recordings have no such files.</summary>
    public static IEnumerable<RecordedRollout> Read(string prefix)
    {
        if (!File.Exists(Path.Combine(Recordings.Folder(Folder), $"{prefix}-scenarios.csv"))) return [];
        ILookup<string, RecordedNode> nodes = RecordedTable.Read(Folder, $"{prefix}-nodes.csv")
            .Where(row => row["node"].Length > 0)
            .ToLookup(row => row["id"], row => new RecordedNode(row["node"], row));
        return RecordedTable.Read(Folder, $"{prefix}-scenarios.csv")
            .OrderBy(row => row["id"], StringComparer.Ordinal)
            .Select(row => new RecordedRollout(row, InTurn(nodes[row["id"]])));
    }

    /// <summary>Nodes in the order in which the controller turned to them.</summary>
    public static IReadOnlyList<RecordedNode> InTurn(IEnumerable<RecordedNode> nodes) =>
        [.. nodes.OrderBy(n => n.TurnAt).ThenBy(n => n.Name, StringComparer.Ordinal)];
}

/// <summary>
/// A change of the template during a rollout, recorded: what follows is a rollout of its own, from the state in which the change finds the
/// nodes. A pod of the middle generation that is not available beside its old one goes at once, and the node is as if it had none; where it
/// is alone it is the old pod, broken if it is not Ready. A node whose old pod is being deleted, with none after it, is as one whose old
/// pod is broken and goes at once.
/// </summary>
internal static partial class RecordedSecondChange
{
    private static readonly string[] Columns =
    [
        "old_ready_at_patch", "new_never_ready", "unsched_until_s", "start_s", "drain_s", "t_new_created", "t_new_bound", "t_new_ready",
        "t_old_deletion", "t_old_terminal", "t_old_gone",
    ];

    public static IEnumerable<RecordedRollout> Read()
    {
        const string Pods = "daemonset-special-pods.csv";
        if (!File.Exists(Path.Combine(Recordings.Folder(RecordedRollout.Folder), Pods))) yield break;
        ILookup<string, RecordedRow> pods = RecordedTable.Read(RecordedRollout.Folder, Pods).ToLookup(pod => pod["id"]);
        foreach (RecordedRollout first in RecordedRollout.Read("daemonset-special"))
        {
            if (Change().Match(first.Row["note"]) is not { Success: true } change) continue;
            double at = double.Parse(change.Groups[1].Value, CultureInfo.InvariantCulture);
            IEnumerable<RecordedNode> nodes = pods[first.Id].GroupBy(pod => pod["node"])
                .Select(on => Node(on.Key, [.. on.OrderBy(pod => pod.Number("t_created"))], change.Groups[2].Value, at))
                .OfType<RecordedNode>();
            yield return new(first.Row, RecordedRollout.InTurn(nodes))
            {
                // The status may call it complete for what the change before it has brought.
                EndSeconds = first.EndSeconds - at is > 1 and var seconds ? seconds : null,
            };
        }
    }

    /// <summary>A node as the change finds it; null where its pod has the wanted version already.</summary>
    private static RecordedNode? Node(string name, RecordedRow[] pods, string version, double at)
    {
        RecordedRow[] there = [.. pods.Where(p => p.Number("t_created") <= at && !(p.Number("t_deletion") <= at))];
        if (there.Any(p => p["v"] == version)) return null;
        // An old pod beside a new one that is available is on its way, though it may be deleted a few ms after the change.
        if (there.Length == 2 && there[1].Number("t_ready") <= at) there = there[1..];
        RecordedRow? next = pods.FirstOrDefault(p => p["v"] == version && p.Number("t_created") > at);
        RecordedRow old = there.Length > 0 ? there[0] : pods.Last(p => p.Number("t_created") <= at);
        bool isReady = there.Length > 0 && old.Number("t_ready") <= at;
        return new(name, new RecordedRow(Columns,
        [
            isReady ? "1" : "0", next is not null && next["t_ready"].Length == 0 ? "1" : "0", "", old["start_s"], old["drain_s"],
            Since(next, "t_created"), Since(next, "t_bound"), Since(next, "t_ready"),
            there.Length > 0 ? Since(old, "t_deletion") : "0", Since(old, "t_terminal"), Since(old, "t_gone"),
        ]));

        string Since(RecordedRow? pod, string column) =>
            (pod?.Number(column) - at)?.ToString(CultureInfo.InvariantCulture) ?? "";
    }

    [GeneratedRegex(@"hooks\(t:what\) ([0-9.]+):v ([0-9]+)")]
    private static partial Regex Change();
}
