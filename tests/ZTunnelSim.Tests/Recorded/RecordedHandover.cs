using System.Text.Json;

namespace ZTunnelSim;

/// <summary>A recorded handover of the real ztunnel on one node: what was given, and what the client's ledger tells of it.</summary>
internal sealed record RecordedHandover(string Series, int Number, DurationLaw Law, double RatePerSecond, int T, int Budget)
{
    /// <summary>For how long both processes listened (w), in seconds.</summary>
    public double Overlap { get; init; }

    /// <summary>The old process's age at SIGTERM in seconds; infinite for the first of a series, whose ledger begins stationary.</summary>
    public double Age { get; init; } = double.PositiveInfinity;

    /// <summary>The old process's overlap with the one before.</summary>
    public double PredecessorOverlap { get; init; }

    /// <summary>Connections cut at the end of the drain.</summary>
    public int Cut { get; init; }

    /// <summary>Connections on the old process at SIGTERM; null where it is not known which process had them.</summary>
    public int? OpenAtSigterm { get; init; }

    /// <summary>Connections opened in the overlap, and those of them that the new process got; null where that is not known.</summary>
    public (int All, int New)? InOverlap { get; init; }

    /// <summary>From SIGTERM to the first cut, with which the drain ends, in seconds.</summary>
    public double DrainedAfter { get; init; }

    /// <summary>From SIGTERM to the old process's end, in seconds.</summary>
    public double ExitedAfter { get; init; }

    /// <summary>From the new process's listeners to its pod Ready, in seconds; only where there is a kubelet.</summary>
    public double ReadyAfter { get; init; } = double.NaN;

    /// <summary>For how long after its listeners ztunnel was made to wait for what it needs to be ready, in seconds.</summary>
    public double NeedsSeconds { get; init; }

    public string Name => $"{Series} {Number}";

    /// <summary>The handover as a rollout of one node.</summary>
    public Rollout Rollout => Rollout.Of(Cluster.OfSize(1, Workload.Of("w", Traffic.PerNode(RatePerSecond), Law))) with
    {
        GracePeriod = T,
        Timing = new ReplacementTiming(new Constant(0), new Constant(0), new Constant(Overlap)),
        ProcessAge = double.IsInfinity(Age) ? null : new Constant(Age - Overlap),
        PredecessorOverlap = new Constant(PredecessorOverlap),
        HboneRoundTrip = TimeSpan.Zero,
    };

    /// <summary>The handovers between two processes on a bridge, with the ledger's account of each (z2).</summary>
    public static IEnumerable<RecordedHandover> Between()
    {
        foreach (IGrouping<string, RecordedRow> series in RecordedTable.Read("ztunnel", "z2_outbound.csv").GroupBy(r => r["ledger"]))
        {
            double rate = Rate("ztunnel", series.Key, out _);
            double term = double.NaN, overlap = 0;
            foreach (RecordedRow row in series)
            {
                double w = row.Required("w_actual_s"), previous = term;
                term = 1e-6 * row.Required("t_term_us");
                int onNew = (int)row.Required("overlap_to_new");
                yield return new(
                    series.Key, (int)row.Required("handover"), RecordedLaw.Of(row["law"]), rate, (int)row.Required("T_s"),
                    (int)row.Required("G_rule_s"))
                {
                    Overlap = w,
                    // The old process listened w' before its predecessor's SIGTERM.
                    Age = double.IsNaN(previous) ? double.PositiveInfinity : term - previous + overlap,
                    PredecessorOverlap = overlap,
                    Cut = (int)row.Required("cut"),
                    OpenAtSigterm = (int)row.Required("open_at_sigterm_old"),
                    InOverlap = (onNew + (int)row.Required("overlap_to_old"), onNew),
                    DrainedAfter = row.Required("first_cut_after_sigterm_s"),
                    ExitedAfter = row.Required("exit_after_sigterm_s"),
                };
                overlap = w;
            }
        }
    }

    /// <summary>Rollouts on a node with the real kubelet and controllers.</summary>
    public static IEnumerable<RecordedHandover> OnNode()
    {
        string folder = Recordings.Folder("node");
        foreach (string file in Directory.EnumerateFiles(folder, "rows-*.json").Order())
        {
            double rate = Rate("node", $"ledger-{Path.GetFileNameWithoutExtension(file)[5..]}.csv.gz", out double[] cuts);
            double listened = double.NaN, overlap = 0;
            using JsonDocument rows = JsonDocument.Parse(File.ReadAllText(file));
            foreach (JsonElement row in rows.RootElement.EnumerateArray())
            {
                double listens = Seconds("t_new_listen_us"), term = Seconds("t_old_listen_gone_us");
                int budget = row.GetProperty("G_rule_s").GetInt32();
                double[] own = [.. cuts.Where(at => at > term + budget - 0.5 && at < Seconds("t_old_terminated_us") + 0.5)];
                yield return new(
                    Path.GetFileName(file), row.GetProperty("rollout").GetInt32(),
                    RecordedLaw.Of(row.GetProperty("law").GetString()!), rate, row.GetProperty("T_s").GetInt32(), budget)
                {
                    Overlap = term - listens,
                    Age = double.IsNaN(listened) ? double.PositiveInfinity : term - listened,
                    PredecessorOverlap = overlap,
                    Cut = own.Length,
                    DrainedAfter = own.Min() - term,
                    ExitedAfter = Seconds("t_old_terminated_us") - term,
                    ReadyAfter = Seconds("t_new_ready_condition_us") - listens,
                    NeedsSeconds = row.TryGetProperty("cni_snapshot_delay_s", out JsonElement delay) ? delay.GetDouble() : 0,
                };
                (listened, overlap) = (listens, term - listens);

                double Seconds(string name) => 1e-6 * row.GetProperty(name).GetInt64();
            }
        }
    }

    /// <summary>How many connections the ledger opens per second, and when its cuts came.</summary>
    private static double Rate(string folder, string ledger, out double[] cuts)
    {
        IReadOnlyList<RecordedRow> rows = RecordedTable.Read(folder, Path.Combine("ledgers", ledger));
        cuts = [.. rows.Where(r => r["how"] == "eof").Select(r => 1e-6 * r.Required("t_end_us"))];
        double[] opened = [.. rows.Where(r => r["kind"] == "new").Select(r => 1e-6 * r.Required("t_dial_us")).Order()];
        return (opened.Length - 1) / (opened[^1] - opened[0]);
    }
}
