using System.Globalization;
using System.Text.Json;
using CompareOptions = ZTunnelSim.CompareOptions;

namespace ZTunnelSim.Data.Tests;

public class CompareFilesTests
{
    [Fact]
    public void Both_files_say_what_was_found()
    {
        Rollout rollout = Rollout.Of(Cluster.OfSize(
            2, Workload.Of("a", Traffic.OpenPerNode(9), new Exponential(60)), Workload.Of("b", Traffic.PerNode(3), new Exponential(9))));
        CompareResult result = Compare.Run(
            [new("chart", rollout), new("drain", rollout with
            {
                Strategy = UpdateStrategy.EvacuateNodes(),
            })], new CompareOptions { Replications = 3 });
        string directory = Directory.CreateTempSubdirectory("ztunnelsim-test-").FullName;
        Assert.Equal(["compare.csv", "compare.json"], ResultFiles.WriteAll(result, "scenario.yaml", directory).Select(Path.GetFileName));

        string[][] rows = [.. File.ReadLines(Path.Combine(directory, "compare.csv")).Select(line => line.Split(','))];
        Assert.All(rows, row => Assert.Equal(rows[0].Length, row.Length));
        string Field(int row, string column) => rows[row][Array.IndexOf(rows[0], column)];
        Assert.Equal(["chart (all)", "chart a", "chart b", "drain (all)", "drain a", "drain b"],
            Enumerable.Range(1, rows.Length - 1).Select(r => $"{Field(r, "Strategy")} {Field(r, "Workload")}"));
        Assert.Equal(result.Strategies[0].Resets.Mean, double.Parse(Field(1, "ResetsMean"), CultureInfo.InvariantCulture));
        Assert.Equal(result.Strategies[0].Workloads[1].Resets.Upper, double.Parse(Field(3, "ResetsUpper95"), CultureInfo.InvariantCulture));
        Assert.Equal(result.Strategies[1].Restarts.Mean, double.Parse(Field(4, "RestartsMean"), CultureInfo.InvariantCulture));
        // Theory has no answer for a drain, and the boundary engine follows no clients.
        Assert.Equal(("", ""), (Field(4, "ResetsTheory"), Field(1, "SessionsResetMean")));

        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(Path.Combine(directory, "compare.json")));
        JsonElement drain = json.RootElement.GetProperty("strategies")[1];
        Assert.Equal("scenario.yaml", json.RootElement.GetProperty("scenario").GetString());
        Assert.Equal(result.Strategies[1].AppTerminated.Mean, drain.GetProperty("appTerminated").GetProperty("mean").GetDouble());
        Assert.Equal(JsonValueKind.Null, drain.GetProperty("resetsTheory").ValueKind);
        Assert.Equal(result.Strategies[1].Reading, drain.GetProperty("reading").GetString());
        Assert.Equal("b", drain.GetProperty("workloads")[1].GetProperty("workload").GetString());
    }

    [Fact]
    public void Every_measure_is_in_both_files_under_the_names_of_its_table()
    {
        Workload calls = Workload.Of("calls", Traffic.OpenBetween(null, "web", 40), new Exponential(60)) with
        {
            Clients = ClientBehaviour.ReconnectsWithBackoff(TimeSpan.FromSeconds(1)),
        };
        Cluster cluster = new(Cluster.NodesOfSize(3), [calls], [Application.WithReplicas("web", 2)]);
        CompareResult result = Compare.Run(
            [new("drain", Rollout.Of(cluster) with
            {
                Strategy = UpdateStrategy.EvacuateNodes(),
            })], new CompareOptions { Replications = 3 });
        using MemoryStream csv = new(), json = new();
        CompareCsv.Write(result, csv);
        CompareJson.Of(result, "scenario.yaml").Write(json);
        string[][] rows = [.. System.Text.Encoding.UTF8.GetString(csv.ToArray()).Trim().Split('\n').Select(line => line.Split(','))];
        using JsonDocument document = JsonDocument.Parse(json.ToArray());
        JsonElement strategy = document.RootElement.GetProperty("strategies")[0];

        foreach (Measure measure in Measure.All)
        {
            foreach (Figure figure in measure.Figures)
            {
                Assert.True((figure.Csv ?? figure.Json) is not null, $"A figure of {measure.Kind} is in no file.");
                double all = result.Strategies[0][measure, figure.Statistic];
                double ofWorkload = (
                    measure.Kind == MeasureKind.Rollout ? (Impact)result.Strategies[0] : result.Strategies[0].Workloads[0])[measure,
                    figure.Statistic];
                if (figure.Csv is { } column)
                {
                    if (figure.Statistic == Statistic.Interval) column += "Mean";
                    Assert.Equal(
                        [all, ofWorkload],
                        rows[1..].Select(row => double.Parse(row[Array.IndexOf(rows[0], column)], CultureInfo.InvariantCulture)));
                }
                if (figure.Json is not { } name) continue;
                Assert.Equal(all, Number(strategy, measure, name));
                if (measure.Kind != MeasureKind.Rollout)
                    Assert.Equal(ofWorkload, Number(strategy.GetProperty("workloads")[0], measure, name));
            }
        }

        static double Number(JsonElement place, Measure measure, string name)
        {
            if (measure.Kind == MeasureKind.Clients) place = place.GetProperty("clients");
            foreach (string part in name.Split('.')) place = place.GetProperty(JsonNamingPolicy.CamelCase.ConvertName(part));
            return place.ValueKind == JsonValueKind.Object ? place.GetProperty("mean").GetDouble() : place.GetDouble();
        }
    }
}
