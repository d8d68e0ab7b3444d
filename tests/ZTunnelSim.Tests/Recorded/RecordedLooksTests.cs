namespace ZTunnelSim.Tests;

/// <summary>When kubectl said of a node's pods that they had gone, against when it can have looked for them.</summary>
public class RecordedLooksTests
{
    [Fact]
    public void Kubectl_sees_the_last_pod_of_a_node_when_its_client_lets_it_look()
    {
        ILookup<string, RecordedRow> evictions = RecordedTable.Read("kubernetes", "drain-evictions.csv")
            .Where(e => e["code"] == "201").ToLookup(e => $"{e["id"]} {e["node"]}");
        Dictionary<(string Drain, string Uid), double> goneAt = RecordedTable.Read("kubernetes", "drain-pods.csv")
            .Where(p => p.Number("t_gone") is not null).ToDictionary(p => (p["id"], p["uid"]), p => p.Required("t_gone"));
        List<RecordedFigure> drains = [];
        foreach (var lines in RecordedTable.Read("kubernetes", "drain-kubectl-lines.csv").GroupBy(l => $"{l["id"]} {l["node"]}"))
        {
            double[] seen =
            [
                .. lines.Where(l => l["line"].StartsWith("pod/", StringComparison.Ordinal)
                    && l["line"].EndsWith(" evicted", StringComparison.Ordinal)).Select(l => l.Required("t_s")),
            ];
            RecordedRow[] evicted = [.. evictions[lines.Key]];
            // Where one has not gone, kubectl gave up.
            if (seen.Length == 0 || seen.Length != evicted.Length) continue;
            drains.Add(RecordedFigure.Near(lines.Key, seen.Max(), LastSeen(evicted, goneAt), 0.1));
        }
        Fidelity looks = new("kubectl sees the last pod go", "drains within 0.1 s", drains);
        Assert.True(looks.HoldsAsOften, $"{looks}");
        if (Recordings.AreOthers) return;
        Assert.InRange(looks.Figures.Count, 101, int.MaxValue);
        Assert.InRange(looks.Inside, 0.95 * looks.Figures.Count, looks.Figures.Count);
    }

    /// <summary>The looks for a pod begin with the answer to its eviction.</summary>
    private static double LastSeen(RecordedRow[] evicted, Dictionary<(string Drain, string Uid), double> goneAt) => PodLooksTests.LastSeen(
        new PodLooks(evicted.Min(e => e.Required("t_s"))),
        [.. evicted.Select(e => e.Required("t_s") + e.Required("server_ms") / 1000)], [.. evicted.Select(e => goneAt[(e["id"], e["uid"])])]);
}
