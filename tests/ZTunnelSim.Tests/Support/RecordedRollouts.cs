using System.Globalization;

namespace ZTunnelSim.Tests;

/// <summary>One node of a recorded rollout; times in seconds since the template was changed, null where it did not happen.</summary>
internal sealed record RecordedNode(string Name, IReadOnlyDictionary<string, string> Row)
{
    public bool OldWasReady => Row["old_ready_at_patch"] == "1";

    public bool IsNeverReady => Row["new_never_ready"] == "1";

    public double? RoomFrom => Seconds("unsched_until_s");

    public double? Created => Seconds("t_new_created");

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
                Ready: Seconds("t_new_ready") - bound ?? Seconds("start_s"),
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
    public string StallKind => Row.GetValueOrDefault("stall_kind", IsStalled ? "lost_wakeup" : "");

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

    /// <summary>The clean rollouts of the quiet groups (r, u, q) and those of the wake-up test (la, lb) in a folder.</summary>
    public static IReadOnlyList<RecordedRollout> Quiet(string folder) =>
    [
        .. Read(folder, "daemonset").Where(r => r.IsClean && r.Id[0] is 'r' or 'u' or 'q'),
        .. Read(folder, "daemonset-special-wakeup"),
    ];

    /// <summary>All rollouts of the files with a prefix, their nodes in the order in which the controller turned to them.</summary>
    public static IEnumerable<RecordedRollout> Read(string folder, string prefix)
    {
        ILookup<string, RecordedNode> nodes = CsvRows.Read(Path.Combine(folder, $"{prefix}-nodes.csv"))
            .Where(row => row["node"].Length > 0)
            .ToLookup(row => row["id"], row => new RecordedNode(row["node"], row));
        return CsvRows.Read(Path.Combine(folder, $"{prefix}-scenarios.csv"))
            .OrderBy(row => row["id"], StringComparer.Ordinal)
            .Select(row => new RecordedRollout(row, [.. nodes[row["id"]].OrderBy(n => n.TurnAt).ThenBy(n => n.Name, StringComparer.Ordinal)]));
    }

    private double Number(string column) => CsvRows.Number(Row[column])!.Value;
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
