using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ZTunnelSim;

/// <summary>
/// A recorded handover where a client's and a server's ztunnel, or one that is both, have connections in the HBONE connections between
/// them; a client's side is called A and a server's B in the recordings.
/// </summary>
internal sealed record TunnelHandover(string Series, int Number, DurationLaw Law, double RatePerSecond, int T)
{
    /// <summary>Whether client and server are on one node.</summary>
    public bool IsOneNode { get; init; }

    /// <summary>Whether the client's ztunnel is replaced.</summary>
    public bool AtClient { get; init; }

    /// <summary>Whether the server's ztunnel is replaced.</summary>
    public bool AtServer { get; init; }

    /// <summary>For how long both processes listened (w), in seconds.</summary>
    public double Overlap { get; init; }

    /// <summary>How old the processes were when the new one opened its listeners; infinite for those that the ledger begins with.</summary>
    public (double Client, double Server) Ages { get; init; } = (double.PositiveInfinity, double.PositiveInfinity);

    /// <summary>The round trip between the nodes, in seconds, as recorded connects had it; some 0.2 ms where none was added.</summary>
    public double RoundTripSeconds { get; init; }

    /// <summary>Whether a round trip was added to what the machine has by itself.</summary>
    public bool HasRoundTrip { get; init; }

    /// <summary>From SIGTERM until the old server's ztunnel was seen to listen no more, in seconds.</summary>
    public double ClosedAfter { get; init; }

    /// <summary>Connections cut at the end of the drain.</summary>
    public int Cut { get; init; }

    /// <summary>Streams that got no answer.</summary>
    public int Hung { get; init; }

    /// <summary>Connections opened in the overlap whose outbound process is known, and those of them that the new one got.</summary>
    public (int All, int New) Outbound { get; init; }

    /// <summary>The same of the process at the server's side.</summary>
    public (int All, int New) Inbound { get; init; }

    /// <summary>Connections opened in the overlap, and those of them that only new processes have, on one node.</summary>
    public (int All, int New) Pairs { get; init; }

    /// <summary>From SIGTERM to the old process's end, in seconds, with the index of its node.</summary>
    public IReadOnlyList<(int Node, double Seconds)> ExitedAfter { get; init; } = [];

    public string Name => $"{Series} {Number}";

    /// <summary>The index of the server's node.</summary>
    public int ServerNode => IsOneNode ? 0 : 1;

    /// <summary>The handover as a rollout; where a node's ztunnel is not replaced there is no room for a new pod.</summary>
    public Rollout Rollout
    {
        get
        {
            Node client = NodeOf("client", AtClient, Ages.Client), server = NodeOf("server", AtServer, Ages.Server);
            Node[] nodes = IsOneNode ? [client] : [client, server];
            Cluster cluster = new(
                nodes, [Workload.Of("w", Traffic.Between("client", "server", RatePerSecond), Law)],
                [Application.OnNodes("client", nodes[0].Name), Application.OnNodes("server", nodes[^1].Name)]);
            return Rollout.Of(cluster) with
            {
                Strategy = UpdateStrategy.MaxSurge(2),
                GracePeriod = T,
                Timing = new ReplacementTiming(new Constant(0), new Constant(0), new Constant(Overlap)),
                HboneRoundTrip = TimeSpan.FromSeconds(RoundTripSeconds),
            };

            static Node NodeOf(string name, bool isReplaced, double age) => new(name)
            {
                SurgeWait = isReplaced ? TimeSpan.Zero : TimeSpan.MaxValue,
                ProcessAge = double.IsInfinity(age) ? null : TimeSpan.FromSeconds(age),
            };
        }
    }

    /// <summary>Which process gets what is opened in the overlap, by theory.</summary>
    public ListenerChoice Choice => new(Rollout.Cluster, (RollingUpdate)Rollout.Strategy, Rollout.Timing);

    /// <summary>The series whose ledgers tell which process had what: long connections between two nodes (z3), or on one (z10).</summary>
    public static IReadOnlyList<string> SeriesWithLedgers { get; } =
    [
        .. Directory.GetFiles(Recordings.Folder("ztunnel"), "events-*.jsonl.gz")
            .Select(file => Path.GetFileName(file)["events-".Length..^".jsonl.gz".Length])
            .Where(series => TableOf(series) is not null).Order(StringComparer.Ordinal),
    ];

    /// <summary>
    /// Long connections: of those between two nodes, the client's ztunnel is replaced, or the server's, or both; on one node, the one.
    /// </summary>
    public static IEnumerable<TunnelHandover> OfLong() => SeriesWithLedgers.SelectMany(OfSeries);

    /// <summary>
    /// Short connections at 50 and 200 per second with several round trips (z5): 600 saturated the lab's machine.
    /// </summary>
    public static IEnumerable<TunnelHandover> Goaway() => !Recordings.Has("ztunnel", "z5_parts")
        ? []
        : Directory.GetFiles(Path.Combine(Recordings.Folder("ztunnel"), "z5_parts"), "*.csv")
            .Where(file => !Path.GetFileName(file).StartsWith("600", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
            .SelectMany(file => RecordedTable.Read("ztunnel", Path.Combine("z5_parts", Path.GetFileName(file))).Select(row =>
                Of(row, row.Required("rate_per_s")) with
                {
                    RoundTripSeconds = row.Required("opens_per_s_times_rtt") / row.Required("rate_per_s"),
                    HasRoundTrip = row.Required("added_rtt_s") > 0,
                    ClosedAfter = row.Number("B_listener_gone_after_sigterm_s") ?? 0,
                    Hung = (int)row.Required("hung_never_echoed"),
                }));

    /// <summary>HBONE connections that were made while two of the server's processes listened, and those that the new one got.</summary>
    public static (int Made, int New) Tunnels(string series)
    {
        IReadOnlyList<RecordedRow> ledger = Ledger(series);
        string server = ServerSideOf(series);
        int made = 0, onNew = 0;
        var tunnels = ledger.Where(row => row["tunnel"].Length > 0).GroupBy(row => row["tunnel"])
            .Select(t => (
                MadeAt: t.Min(row => 1e-6 * row.Required("t_dial_us")), Process: t.First(row => row["procB"].Length > 0)["procB"]))
            .ToArray();
        foreach (Replacement handover in Replacement.Of(series).Where(r => r.Node == server))
        {
            var its = tunnels.Where(t => t.MadeAt >= handover.New.Listens && t.MadeAt < handover.Old.Sigterm).ToArray();
            made += its.Length;
            onNew += its.Count(t => t.Process == handover.New.Name);
        }
        return (made, onNew);
    }

    /// <summary>
    /// For each HBONE connection of a series, the processes at the server's side that have its streams; and how many streams that were
    /// opened in an overlap, on a connection from before it, are with the old process, and with the new one.
    /// </summary>
    public static (IReadOnlyList<int> ProcessesOfEach, int OnOld, int OnNew) Streams(string series)
    {
        RecordedRow[] ledger = [.. Ledger(series).Where(row => row["tunnel"].Length > 0 && row["procB"].Length > 0)];
        Dictionary<string, double> madeAt = ledger.GroupBy(row => row["tunnel"])
            .ToDictionary(t => t.Key, t => t.Min(row => 1e-6 * row.Required("t_dial_us")));
        int onOld = 0, onNew = 0;
        foreach (Replacement handover in Replacement.Of(series).Where(r => r.Node == ServerSideOf(series)))
        {
            foreach (RecordedRow row in ledger)
            {
                double at = 1e-6 * row.Required("t_dial_us");
                // A tunnel is established some ms after its first stream asks for it.
                if (at < handover.New.Listens || at >= handover.Old.Sigterm || madeAt[row["tunnel"]] > handover.New.Listens - 0.05)
                    continue;
                if (row["procB"] == handover.New.Name) onNew++;
                else onOld++;
            }
        }
        return ([.. ledger.GroupBy(row => row["tunnel"]).Select(t => t.Select(row => row["procB"]).Distinct().Count())], onOld, onNew);
    }

    /// <summary>The table of a series; null where there is none.</summary>
    private static string? TableOf(string series) => new[] { $"{series}.csv", $"{series}_same_node.csv" }
        .FirstOrDefault(name => Recordings.Has("ztunnel", name));

    /// <summary>The node at the server's side, as the recordings call it.</summary>
    private static string ServerSideOf(string series) => IsOnOneNode(RecordedTable.Read("ztunnel", TableOf(series)!)[0]) ? "A" : "B";

    private static bool IsOnOneNode(RecordedRow row) => row["topology"] == "same";

    private static IReadOnlyList<RecordedRow> Ledger(string series) =>
        RecordedTable.Read("ztunnel", Path.Combine("ledgers", $"{series}.csv.gz"));

    private static IEnumerable<TunnelHandover> OfSeries(string series)
    {
        double[] opened = [.. Ledger(series).Where(r => r["kind"] == "new").Select(r => 1e-6 * r.Required("t_dial_us")).Order()];
        double rate = (opened.Length - 1) / (opened[^1] - opened[0]);
        Replacement[] replacements = [.. Replacement.Of(series)];
        // Which process had what, when its line was lost but it was cut.
        Dictionary<int, RecordedRow> lost = Directory.GetFiles(Recordings.Folder("ztunnel"), "*.csv").Order(StringComparer.Ordinal)
            .Select(file => RecordedTable.Read("ztunnel", Path.GetFileName(file)))
            .Single(table => table[0].Has("A_overlap_no_log_but_cut_so_old") && table.Any(row => row["exp"] == series))
            .Where(row => row["exp"] == series).ToDictionary(row => (int)row.Required("handover"));
        foreach (RecordedRow row in RecordedTable.Read("ztunnel", TableOf(series)!))
        {
            TunnelHandover handover = Of(row, rate);
            double listens = replacements.First(r => Math.Abs(r.Old.Sigterm - SigtermOf(row)) < 0.01).New.Listens;
            RecordedRow ofLost = lost[handover.Number];
            yield return handover with
            {
                Ages = (AgeOf("A"), handover.IsOneNode ? double.PositiveInfinity : AgeOf("B")),
                Outbound = handover.AtClient ? With(handover.Outbound, ofLost.Number("A_overlap_no_log_but_cut_so_old")) : default,
                // Where both are replaced, what has no line may be cut by the client's.
                Inbound = handover is { AtServer: true, AtClient: false }
                    ? With(handover.Inbound, ofLost.Number("B_overlap_no_log_but_cut_so_old"))
                    : default,
            };

            double AgeOf(string node) => replacements.Where(r => r.Node == node && r.New.Listens < listens - 0.5)
                .Select(r => listens - r.New.Listens).DefaultIfEmpty(double.PositiveInfinity).Min();
        }

        static (int, int) With((int All, int New) known, double? old) => (known.All + (int)(old ?? 0), known.New);
    }

    private static double SigtermOf(RecordedRow row) => 1e-6 * (row.Number("A_t_term_us") ?? row.Required("B_t_term_us"));

    private static TunnelHandover Of(RecordedRow row, double rate)
    {
        string restarted = row["restarted"];
        bool isOneNode = IsOnOneNode(row);
        bool atClient = restarted is "client_side" or "both" or "the_node", atServer = restarted is "server_side" or "both" or "the_node";
        string one = atClient ? "A" : "B";
        return new(row["exp"], (int)row.Required("handover"), RecordedLaw.Of(row["law"]), rate, (int)row.Required("T_s"))
        {
            IsOneNode = isOneNode,
            AtClient = atClient,
            AtServer = atServer,
            Overlap = row.Required($"{one}_w_actual_s"),
            Cut = (int)row.Required($"{one}_cut_at_G"),
            Outbound = atClient ? InOverlap("A") : default,
            Inbound = atServer && !isOneNode ? InOverlap("B") : default,
            Pairs = isOneNode ? ((int)row.Required("A_opened_in_overlap"), NewPairs(row["overlap_out_in_pairs"])) : default,
            ExitedAfter = [.. new[] { ("A", 0), ("B", 1) }.Where(side => row.Has($"{side.Item1}_exit_after_sigterm_s"))
                .Select(side => (side.Item2, Seconds: row.Number($"{side.Item1}_exit_after_sigterm_s")))
                .Where(exit => exit.Seconds is not null).Select(exit => (exit.Item1, exit.Seconds!.Value))],
        };

        (int All, int New) InOverlap(string side)
        {
            int onNew = (int)row.Required($"{side}_overlap_to_new");
            return (onNew + (int)row.Required($"{side}_overlap_to_old"), onNew);
        }

        // As "old/old": 79; "new/new": 89; lines that an exiting process did not write are an old one's.
        static int NewPairs(string pairs) => Regex.Match(pairs, "\"new/new\": ([0-9]+)") is { Success: true } match
            ? int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)
            : 0;
    }

    /// <summary>A replacement of one node's process in a series.</summary>
    private sealed record Replacement(string Node, Process Old, Process New)
    {
        public static IEnumerable<Replacement> Of(string series)
        {
            string path = Path.Combine(Recordings.Folder("ztunnel"), $"events-{series}.jsonl.gz");
            using StreamReader reader = new(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
            while (reader.ReadLine() is { } line)
            {
                using JsonDocument json = JsonDocument.Parse(line);
                JsonElement root = json.RootElement;
                yield return new(
                    root.GetProperty("node").GetString()!, Process.Of(root.GetProperty("old")), Process.Of(root.GetProperty("new")));
            }
        }
    }

    /// <summary>A process, by the name that ledgers have for it.</summary>
    private sealed record Process(string Name, double Listens, double Sigterm)
    {
        public static Process Of(JsonElement json) => new(
            json.GetProperty("log").GetString()![..^".log".Length], Seconds(json.GetProperty("t_listen_first_us")),
            Seconds(json.GetProperty("t_term_us")));

        private static double Seconds(JsonElement microseconds) =>
            microseconds.ValueKind == JsonValueKind.Number ? 1e-6 * microseconds.GetInt64() : double.NaN;
    }
}
