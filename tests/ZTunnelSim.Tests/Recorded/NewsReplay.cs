using System.Globalization;
using System.Text.RegularExpressions;
using static System.FormattableString;

namespace ZTunnelSim;

/// <summary>
/// A recorded rollout that met a node that joins or a second change of the template, played by the simulator as a whole, pod by pod.
/// </summary>
internal sealed partial class NewsReplay
{
    /// <summary>From a new pod being Ready to the old one's deletion in these recordings, in the median, in seconds.</summary>
    private const double Latency = 0.01;

    private readonly RecordedRollout _recorded;

    /// <summary>The recorded pods of each node, in the order of their creation: each is a process of that number there.</summary>
    private readonly RecordedRow[][] _pods;
    private readonly Drains _drains;

    private NewsReplay(RecordedRollout recorded, string kind, double at, ILookup<string, RecordedRow> podsByNode)
    {
        _recorded = recorded;
        string[] names = [.. recorded.Nodes.Select(n => n.Name)];
        string[] there = [.. recorded.Nodes.Where(n => n.Row["old_ready_at_patch"].Length > 0).Select(n => n.Name)];
        string[] joining = [.. names.Except(there)];
        _pods = [.. there.Concat(joining).Select(name => podsByNode[name].OrderBy(p => p.Number("t_created")).ToArray())];
        bool joins = kind == "addnode", rollsBack = kind == "v 1";
        string last = rollsBack ? "1" : "3";
        // What is known of a joining node is its laws, as the others have times of their own.
        GivenTimes late = joins ? TimesOf(_pods[^1][0]) : new(0, 0, null);
        // The change is seen when no pod of the version between is created any more.
        double seen = _pods.SelectMany(pods => pods).Where(p => p["v"] == "2").Max(p => p.Number("t_created")) + Latency ?? 0;
        if (!joins) at = Math.Max(at, seen);
        double reaction = recorded.Nodes.Min(n => n.TurnAt);
        Rollout rollout = Rollout.Of(new Cluster(
            there.Select((name, n) => new Node(name)
            {
                Times = TimesOf(_pods[n].FirstOrDefault(p => p["v"] == "2")),
                TimesAfterSecondChange = TimesOf(_pods[n].FirstOrDefault(p => p["v"] == last && p.Number("t_created") > 0)),
            }),
            [Workload.Of("none", Traffic.OpenPerNode(0), new Exponential(1))])) with
        {
            Strategy = recorded.Plan,
            NodeOrder = NodeOrder.AsListed,
            GracePeriod = (int)recorded.GracePeriodSeconds,
            SecondChange = joins ? null : new SecondChange(TimeSpan.FromSeconds(at - reaction), rollsBack),
            Timing = new ReplacementTiming(new Constant(late.Startup!.Value), new Constant(late.Ready!.Value), new Constant(Latency))
            {
                Reaction = new Constant(reaction),
                Removal = new Constant(0.015),
            },
        };
        // The played controller does at once for what the recorded one takes its time: what that one saw together comes before it.
        if (joins) rollout = rollout.WithJoining(new JoiningNode(joining[0], TimeSpan.FromSeconds(at - 2 * Latency)));
        rollout = rollout.WithNeverReady(recorded.Nodes.Where(n => n.IsNeverReady).Select(n => n.Name));
        _drains = new(_pods, recorded.GracePeriodSeconds);
        RunContext run = new(rollout, seed: 1, replication: 0, recorder: null, CancellationToken.None)
        {
            RecordedOrder = change => InTurn(there.Length, isFirst: change == 0, joins, rollsBack, at),
        };
        Played = new RolloutRun(run, Engine.Boundary, _drains).Play();
    }

    /// <summary>What the simulator did.</summary>
    public RolloutResult Played { get; }

    public RecordedRollout Recorded => _recorded;

    public string Id => _recorded.Id;

    /// <summary>All recorded rollouts of a kind: <c>addnode</c>, or <c>v 3</c> and <c>v 1</c> for second changes.</summary>
    public static IEnumerable<NewsReplay> All(Func<string, bool> kind)
    {
        const string Pods = "daemonset-special-pods.csv";
        if (!File.Exists(Path.Combine(Recordings.Folder(RecordedRollout.Folder), Pods))) yield break;
        ILookup<string, RecordedRow> pods = RecordedTable.Read(RecordedRollout.Folder, Pods).ToLookup(pod => pod["id"]);
        foreach (RecordedRollout recorded in RecordedRollout.Read("daemonset-special"))
        {
            if (News().Match(recorded.Row["note"]) is not { Success: true } news || !kind(news.Groups[2].Value)) continue;
            double at = double.Parse(news.Groups[1].Value, CultureInfo.InvariantCulture);
            yield return new(recorded, news.Groups[2].Value, at, pods[recorded.Id].ToLookup(pod => pod["node"]));
        }
    }

    /// <summary>
    /// For each pod and each of bound, deleted and terminal, what was recorded and what was played; null: it did not happen.
    /// </summary>
    public IEnumerable<(string What, double? Recorded, double? Played, double Tolerance)> Events
    {
        get
        {
            for (int node = 0; node < _pods.Length; node++)
            {
                for (int process = 0; process < _pods[node].Length; process++)
                {
                    RecordedRow pod = _pods[node][process];
                    bool isFirst = pod.Number("t_created") < 0;
                    double latest = new[] { pod.Number("t_deletion") ?? 0, pod.Number("t_bound") ?? 0 }.Max();
                    int steps = _recorded.Nodes.Count(n => n.TurnAt < latest) / _recorded.Limit;
                    double tolerance = 0.3 + 0.1 * steps;
                    string name = Invariant($"{pod["node"]} v{pod["v"]}");
                    if (!isFirst) yield return ($"{name} bound", pod.Number("t_bound"), OpenedAt(node, process), tolerance);
                    yield return ($"{name} deleted", pod.Number("t_deletion"), Drains.At(_drains.Closed, node, process), tolerance);
                    yield return ($"{name} terminal", pod.Number("t_terminal"), Drains.At(_drains.Ended, node, process), tolerance);
                }
            }
        }
    }

    public static bool IsWithin((string What, double? Recorded, double? Played, double Tolerance) e) =>
        e.Recorded is { } recorded && e.Played is { } played
            ? Math.Abs(recorded - played) <= e.Tolerance
            : e.Recorded is null && e.Played is null;

    private double? OpenedAt(int node, int process) => node < Played.Timelines.Count
        ? Drains.At(_drains.Opened, node, process)
        : Played.Joined![node - Played.Timelines.Count].ListeningAt;

    private static GivenTimes TimesOf(RecordedRow? pod) => pod is null ? new(0, 0, null) : new(
        Startup: pod.Number("t_bound") - pod.Number("t_created") ?? 0.01,
        Ready: pod.Number("t_ready") - pod.Number("t_bound") ?? pod.Required("start_s"),
        RoomFrom: null);

    /// <summary>The nodes in the order in which the controller turned to them before or after a time.</summary>
    private int[] InTurn(int nodes, bool isFirst, bool joins, bool rollsBack, double at)
    {
        string version = isFirst ? "2" : rollsBack ? "1" : "3";
        return [.. Enumerable.Range(0, nodes).OrderBy(node => Turns(node).DefaultIfEmpty(double.PositiveInfinity).Min())];

        IEnumerable<double> Turns(int node) => _recorded.IsSurge
            ? _pods[node].Where(pod => pod["v"] == version).Select(pod => pod.Number("t_created")).OfType<double>().Where(t => t > 0)
            : _pods[node].Select(pod => pod.Number("t_deletion")).OfType<double>().Where(t => joins || t < at == isFirst);
    }

    [GeneratedRegex(@"hooks\(t:what\) ([0-9.]+):(v [0-9]+|addnode)")]
    private static partial Regex News();

    /// <summary>Processes that drain as long as it was recorded, and what is done with them.</summary>
    private sealed class Drains(RecordedRow[][] pods, double gracePeriod) : ITraffic
    {
        public Dictionary<(int, int), double> Opened { get; } = [];

        public Dictionary<(int, int), double> Closed { get; } = [];

        public Dictionary<(int, int), double> Ended { get; } = [];

        public static double? At(Dictionary<(int, int), double> of, int node, int process) =>
            of.TryGetValue((node, process), out double at) ? at : null;

        public void OpenListeners(int node, int process, double time) => Opened[(node, process)] = time;

        public double CloseListeners(int node, int process, double time, double budgetSeconds)
        {
            Closed[(node, process)] = time;
            RecordedRow? pod = pods[node].ElementAtOrDefault(process);
            return time + (pod?.Number("t_terminal") - pod?.Number("t_deletion") ?? Math.Min(pod?.Number("drain_s") ?? 0, gracePeriod));
        }

        public void EndProcess(int node, int process, double time) => Ended[(node, process)] = time;

        public TrafficTotals Finish(double time) => new();
    }
}
