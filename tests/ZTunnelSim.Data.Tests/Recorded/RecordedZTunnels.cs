using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using ZTunnelSim.Data;

namespace ZTunnelSim;

/// <summary>The recorded handovers of a real ztunnel, found by the patterns of their files' names.</summary>
internal static class RecordedZTunnels
{
    private static readonly DateTimeOffset Epoch = DateTimeOffset.UnixEpoch;

    public static string Folder => Recordings.Folder("ztunnel");

    /// <summary>Series of several handovers on one node: <c>handovers-NODE.json</c>.</summary>
    public static IEnumerable<LoggedHandover> OneNode() =>
        Directory.GetFiles(Folder, "handovers-*.json").Order(StringComparer.Ordinal).SelectMany(file =>
        {
            string node = Path.GetFileNameWithoutExtension(file)["handovers-".Length..];
            string ledger = Directory.GetFiles(Path.Combine(Folder, "ledgers"), $"ledger-*-{node}.csv.gz").Single();
            return JsonDocument.Parse(File.ReadAllText(file)).RootElement.EnumerateArray().Select(h => Handover(h, node, ledger));
        });

    /// <summary>Series with both ends of tunnels: <c>SERIES.csv</c>, <c>events-SERIES.jsonl.gz</c>, and logs of nodes A and B.</summary>
    public static IEnumerable<string> TwoNodes() =>
        Directory.GetFiles(Folder, "events-*.jsonl.gz").Select(f => Path.GetFileName(f)["events-".Length..^".jsonl.gz".Length])
            .Where(series => Logs($"{series}_B-g*").Length > 0).Order(StringComparer.Ordinal);

    public static IEnumerable<LoggedHandover> Of(string series) =>
        Lines(Path.Combine(Folder, $"events-{series}.jsonl.gz")).Select(line => Handover(
            JsonDocument.Parse(line).RootElement, series, Path.Combine(Folder, "ledgers", $"{series}.csv.gz")));

    /// <summary>Series of several flows with one handover in the middle: <c>SERIES_events.json</c>.</summary>
    public static IEnumerable<string> OfFlows() =>
        Directory.GetFiles(Folder, "*_events.json").Select(f => Path.GetFileName(f)[..^"_events.json".Length])
            .Order(StringComparer.Ordinal);

    public static JsonElement EventsOf(string series) =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, $"{series}_events.json"))).RootElement;

    public static LoggedHandover OfFlows(string series) => Handover(EventsOf(series), series, "");

    public static string[] Logs(string pattern) =>
        [.. Directory.GetFiles(Path.Combine(Folder, "logs"), pattern + ".log.gz").Order(StringComparer.Ordinal)];

    /// <summary>The rows of a ledger by column.</summary>
    public static IEnumerable<Dictionary<string, string>> Ledger(string file)
    {
        string[]? names = null;
        foreach (string line in Lines(file))
        {
            string[] values = line.Split(',');
            if (names is null) names = values;
            else yield return names.Zip(values).ToDictionary(p => p.First, p => p.Second);
        }
    }

    public static IEnumerable<string> Lines(string file)
    {
        using StreamReader reader = new(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
        while (reader.ReadLine() is { } line) yield return line;
    }

    /// <summary>A flow's name says where it goes: <c>f1-web1-shop-hbone</c>; what is outside the mesh has no name in the log.</summary>
    public static string WorkloadOf(string flow) => flow.Split('-')[2] is "ext" ? "unknown" : $"{flow.Split('-')[2]}.zlab";

    public static DateTimeOffset Time(JsonElement microseconds) => Epoch.AddMicroseconds(microseconds.GetInt64());

    private static LoggedHandover Handover(JsonElement json, string series, string ledger)
    {
        JsonElement old = json.GetProperty("old");
        string log = old.GetProperty("log").GetString()!;
        string[] files = Logs("*_" + log[..^".log".Length]);
        string own = files.Length == 1 ? files[0]
            : files.Single(f => Path.GetFileName(f).StartsWith(series + "_", StringComparison.Ordinal));
        return new(
            series, own, ledger, Time(old.GetProperty("t_start_us")), Time(json.GetProperty("new").GetProperty("t_listen_first_us")),
            Time(old.GetProperty("t_term_us")), Time(old.GetProperty("t_exit_us")), old.GetProperty("T_s").GetInt32());
    }
}

/// <summary>One recorded handover with the logs of its processes.</summary>
/// <param name="Series">The name of its series.</param>
/// <param name="Log">The old process's log.</param>
/// <param name="Ledger">The client's truth.</param>
/// <param name="Start">When the old process started.</param>
/// <param name="NewListens">When the new one opened its listeners.</param>
/// <param name="Sigterm">When the old one was told to end.</param>
/// <param name="Exit">When it was gone.</param>
/// <param name="GracePeriod">T.</param>
internal sealed record LoggedHandover(
    string Series, string Log, string Ledger, DateTimeOffset Start, DateTimeOffset NewListens, DateTimeOffset Sigterm, DateTimeOffset Exit,
    int GracePeriod)
{
    public double BudgetSeconds => DrainBudget.ZTunnel.SecondsFor(new GracePeriod(GracePeriod));

    public double AgeSeconds => (Sigterm - Start).TotalSeconds;

    public double OverlapSeconds => (Sigterm - NewListens).TotalSeconds;

    /// <summary>How many connections clients saw cut when the drain was over: those that ended by nobody's plan.</summary>
    public long Cuts() => RecordedZTunnels.Ledger(Ledger).Count(row => row["how"] == "eof"
        && Math.Abs(long.Parse(row["t_end_us"], CultureInfo.InvariantCulture) / 1e6 - CutAt) < 1);

    private double CutAt => (Sigterm - DateTimeOffset.UnixEpoch).TotalSeconds + BudgetSeconds;

    /// <summary>The backtest of this handover, by the old process's log and those of others.</summary>
    /// <param name="change">What becomes of a line.</param>
    /// <param name="isBoth">Whether it does in the log of the rollout too, and not only in the one before.</param>
    /// <param name="others">Logs of ztunnels that were not replaced.</param>
    public (BacktestData Data, BacktestResult Result) Backtest(
        Func<string, string>? change = null, bool isBoth = false, params string[] others)
    {
        string folder = Directory.CreateTempSubdirectory("ztunnelsim-test-").FullName;
        string before = Directory.CreateDirectory(Path.Combine(folder, "before")).FullName;
        string during = Directory.CreateDirectory(Path.Combine(folder, "during")).FullName;
        foreach (string log in others.Prepend(Log)) Split(log, before, during, change ?? (line => line), isBoth);
        BacktestData data = BacktestLogs.Read(
            Directory.GetFiles(before), Directory.GetFiles(during), new BacktestLogOptions { DrainBudgetSeconds = BudgetSeconds });
        Directory.Delete(folder, recursive: true);
        return (data, Run(data.Input));
    }

    /// <summary>The comparison of what logs told, by this handover's own overlap.</summary>
    public BacktestResult Run(BacktestInput input) => ZTunnelSim.Backtest.Run(input, new BacktestOptions
    {
        DrainBudgetSeconds = BudgetSeconds,
        Timing = new ReplacementTiming(new Constant(1), new Constant(0), new Constant(OverlapSeconds)),
    });

    /// <summary>Before the new process listened, and from then to half a minute after the old one was gone.</summary>
    private void Split(string log, string before, string during, Func<string, string> change, bool isBoth)
    {
        string from = Text(NewListens), to = Text(Exit.AddSeconds(30)), name = Path.GetFileNameWithoutExtension(log);
        using StreamWriter first = new(Path.Combine(before, name)), second = new(Path.Combine(during, name));
        bool isBefore = true, isDuring = false;
        foreach (string line in RecordedZTunnels.Lines(log))
        {
            // A line without a time goes on from the one before.
            if (line.StartsWith("20", StringComparison.Ordinal))
            {
                isBefore = string.CompareOrdinal(line, from) < 0;
                isDuring = !isBefore && string.CompareOrdinal(line, to) < 0;
            }
            if (isBefore) first.WriteLine(change(line));
            else if (isDuring) second.WriteLine(isBoth ? change(line) : line);
        }
    }

    private static string Text(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff", CultureInfo.InvariantCulture);
}
