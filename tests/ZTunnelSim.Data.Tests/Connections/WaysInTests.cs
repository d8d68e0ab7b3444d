namespace ZTunnelSim.Data.Tests;

/// <summary>From files to what the library takes, as a program goes.</summary>
public class WaysInTests
{
    private static string Example(string name) => Path.Combine(AppContext.BaseDirectory, "data", "example", name);

    [Fact]
    public void A_logs_workload_is_found_by_its_name()
    {
        ConnectionData data = ConnectionFiles.Read(Example("ztunnel.log"));
        Assert.Equal("echo.default", data["echo.default"].Workload);
        Assert.Same(data["echo.default"].Observations, data.Lifetimes("echo.default"));
        InputException error = Assert.Throws<InputException>(() => data["echo"]);
        Assert.Equal((Example("ztunnel.log"), "workload"), (error.File, error.Key));
        Assert.Contains("there is no workload 'echo'; there is ", error.Message);
        Assert.Contains("echo.default", error.Message);
    }

    [Fact]
    public void Data_without_a_lifetime_say_so()
    {
        ConnectionData data = Given.Read("nothing of interest\n", new() { Format = ConnectionFormat.AccessLog });
        InputException error = Assert.Throws<InputException>(() => data["echo.default"]);
        Assert.Contains("holds no lifetimes: 1 lines", error.Message);
    }

    [Fact]
    public void Lifetimes_are_fitted_and_two_workloads_draw_their_laws_apart()
    {
        WorkloadLifetimes lifetimes = ConnectionFiles.Read(Example("ztunnel.log"))["echo.default"];
        WorkloadFit fit = lifetimes.Fit(LawFamily.Lognormal);
        Assert.Equal($"{WorkloadFit.Of(lifetimes.Observations, LawFamily.Lognormal).Law}", $"{fit.Law}");
        Assert.Equal(Means(fit), Means(lifetimes.Fit(LawFamily.Lognormal)));
        Assert.NotEqual(Means(fit), Means(lifetimes.Fit(LawFamily.Lognormal, seed: 1)));

        static IEnumerable<double> Means(WorkloadFit fit) => fit.PlausibleLaws.Select(law => law.MeanSeconds);
    }

    [Fact]
    public void A_scenario_is_read_from_a_file_and_from_a_text()
    {
        Scenario file = Scenario.Load(Example("scenario.yaml"));
        Scenario text = Scenario.Parse(File.ReadAllText(Example("scenario.yaml")), Example("scenario.yaml"));
        Assert.Equal(file.Candidates, text.Candidates);
        Assert.Equal("scenario.yaml", Assert.Throws<InputException>(() => Scenario.Parse("cluster: 3")).File);
    }
}
