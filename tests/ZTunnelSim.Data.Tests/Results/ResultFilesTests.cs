using System.Globalization;
using System.Text.Json;
using CsvHelper;

namespace ZTunnelSim.Data.Tests;

public class ResultFilesTests
{
    private static readonly SweepResult Result = Rollout.Of(
        Cluster.OfSize(
            3, Workload.Of("a, \"b\"", Traffic.OpenPerNode(5), new Exponential(60)),
            Workload.Of("c", Traffic.PerNode(1), new Constant(3)))).Sweep(
        [new GracePeriod(10), new GracePeriod(60)],
        new SweepOptions { Replications = 20 });

    [Fact]
    public void The_CSV_has_a_row_for_each_candidate_pacing_and_workload()
    {
        using MemoryStream stream = new();
        ResultCsv.Write(Result, stream);
        stream.Position = 0;
        using CsvReader csv = CsvReader.Create(stream, new CsvReaderOptions { HasHeader = false });
        List<string[]> rows = [];
        while (csv.Read()) rows.Add(csv.Current.ToArray());
        string Field(int row, string column) => rows[row][Array.IndexOf(rows[0], column)];

        Assert.Equal(1 + 2 * 2 * 3, rows.Count);
        Assert.Equal(["(all)", "a, \"b\"", "c"], Enumerable.Range(1, 3).Select(row => Field(row, "Workload")));
        Assert.Equal(Result.Candidates[0].Predicted.Resets, double.Parse(Field(1, "ResetsTheory"), CultureInfo.InvariantCulture));
        Assert.Equal(
            Result.Candidates[1].Pacings[1].DurationP95Seconds,
            double.Parse(Field(rows.Count - 1, "DurationP95Seconds"), CultureInfo.InvariantCulture));
    }

    [Fact]
    public void The_JSON_says_the_same()
    {
        using MemoryStream stream = new();
        ResultJson.Of(Result, "scenario.yaml").Write(stream);
        using JsonDocument json = JsonDocument.Parse(stream.ToArray());
        JsonElement candidate = json.RootElement.GetProperty("candidates")[1];
        Assert.Equal(60, candidate.GetProperty("terminationGracePeriodSeconds").GetInt32());
        Assert.Equal(Result.Candidates[1].Predicted.Resets, candidate.GetProperty("resetsTheory").GetDouble());
        Assert.Equal(
            Result.Candidates[1].Pacings[0].Resets.Upper,
            candidate.GetProperty("pacings")[0].GetProperty("resets").GetProperty("upper").GetDouble());
        Assert.Equal("boundary", json.RootElement.GetProperty("engine").GetString());
    }

    [Fact]
    public void A_file_is_written_whole_or_not_at_all()
    {
        string directory = Directory.CreateTempSubdirectory("ztunnelsim-test-").FullName;
        string path = Path.Combine(directory, "f.txt");
        AtomicFile.Write(path, s => s.WriteByte(1));
        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(path, s =>
        {
            s.WriteByte(2);
            throw new InvalidOperationException();
        }));
        Assert.Equal([1], File.ReadAllBytes(path));
        Assert.Single(Directory.GetFiles(directory));
    }
}
