namespace ZTunnelSim.Data.Tests;

/// <summary>A duration is spelled alike wherever one is asked for.</summary>
public class DurationTests
{
    private static readonly (string Text, double Seconds)[] Spellings =
    [
        ("500ns", 5e-7), ("100us", 1e-4), ("100µs", 1e-4), ("250ms", 0.25), ("90s", 90), ("300s", 300), ("1.5s", 1.5),
        (".5s", 0.5), ("5m", 300), ("5min", 300), ("5 min", 300), ("5 minutes", 300), ("2h", 7200), ("0.5h", 1800),
        ("1d", 86_400), ("9m52.392s", 592.392), ("0m0.565s", 0.565), ("1h30m", 5400), ("1h 30min", 5400),
        ("2 d 4 h", 187_200), ("00:09:52", 592), ("0:00:01.5", 1.5), ("30:00:00", 108_000), ("90S", 90), ("1e3ms", 1),
    ];

    private static readonly string[] Junk =
    [
        "soon", "5x", "-5s", "5m30", "5s5s", "30m1h", "1:30", "00:60:00", "00:00:60", "1:2:3", "s", "NaN",
        "1..5s", "1.2.3s", "Infinity", "5,5s", "::", "1e400s", "36526d", "876601:00:00", "3155760001s", "1e300s",
    ];

    /// <summary>Each place that asks for a duration: its name, and what it reads.</summary>
    private static readonly Dictionary<string, Func<string, double>> Places = new()
    {
        ["scenario key"] = text => Scenario
            .Parse(ScenarioTexts.Valid.Replace("ready: 2.5", $"ready: '{text}'"), "f.yaml").Rollout.Timing.Ready.MeanSeconds,
        ["scenario drain budget"] = text => Scenario
            .Parse(ScenarioTexts.Valid.Replace("nominal", $"{{ deadline: '{text}' }}"), "f.yaml")
            .Rollout.DrainBudget.SecondsFor(new GracePeriod(int.MaxValue)),
        ["manifest variable"] = text => ZTunnelSettingsReader.Parse(
            Manifests.DaemonSet.Replace(
                "- name: RUST_LOG",
                $"- name: CONNECTION_TERMINATION_DEADLINE\n          value: '{text}'\n        - name: RUST_LOG"),
            "f.yaml").DrainBudget!.SecondsFor(new GracePeriod(int.MaxValue)),
        ["CSV column"] = text => Given.Record($"duration\n{text}\n").DurationSeconds,
        ["CSV entry column"] = text => Given.Record($"duration,entry\n30000d,{text}\n").EntrySeconds,
        ["log as text"] = text => Given.Record(
            $"2026-11-20T08:00:00Z info access connection complete bytes_sent=1 duration=\"{text}\"\n").DurationSeconds,
        ["log as JSON"] = text => Given.Record(
            "{\"level\":\"info\",\"time\":\"2026-11-20T08:00:00Z\",\"scope\":\"access\",\"message\":\"connection complete\","
            + $"\"bytes_sent\":1,\"duration\":\"{text}\"}}\n").DurationSeconds,
        ["Zeek"] = text => Given.Record($"#fields\tts\tduration\n1712847600.5\t{text}\n").DurationSeconds,
    };

    public static TheoryData<string> PlaceNames => [.. Places.Keys];

    [Theory]
    [MemberData(nameof(PlaceNames))]
    public void Every_spelling_means_the_same_in_every_place(string place)
    {
        foreach ((string text, double seconds) in Spellings)
        {
            double read = Places[place](text);
            Assert.True(Math.Abs(read - seconds) <= 1e-12 * seconds, $"{place}: {text} was read as {read:R} s");
        }
        foreach (string text in Junk) Assert.ThrowsAny<Exception>(() => Places[place](text));
    }

    [Fact]
    public void What_is_accepted_is_accepted()
    {
        string[] words = DurationFormat.Accepted.Split([' ', ',', '(', ')'], StringSplitOptions.RemoveEmptyEntries);
        Assert.All(words.Where(word => word != "or"), text => Assert.True(DurationFormat.TryParse(text, out _), text));
        Assert.False(DurationFormat.TryParse(" 5m", out _) || DurationFormat.TryParse("5m ", out _));
    }

    [Fact]
    public void A_bare_number_counts_seconds_where_one_is_allowed()
    {
        Assert.Equal(2.5, Places["scenario key"]("2.5"));
        Assert.Equal(1e3, Places["scenario key"]("1e3"));
        Assert.Equal(20, Places["manifest variable"]("20"));
        Assert.Equal(2.5, Places["Zeek"]("2.5"));
        Assert.Contains("has no unit", Given.Rejected("duration\n15\n").Message);
        Assert.ThrowsAny<Exception>(() => Places["log as text"]("15"));
    }

    [Fact]
    public void A_column_with_a_unit_takes_durations_that_say_several()
    {
        Assert.Equal(592, Given.Record("duration_s\n9m52s\n").DurationSeconds);
        Assert.Equal(592, Given.Record("duration_ms\n00:09:52\n").DurationSeconds);
        Assert.Equal(300, Given.Record("duration_m\n5\n").DurationSeconds);
    }

    [Fact]
    public void What_is_printed_is_read_again_to_the_printed_precision()
    {
        Random random = new(20261127);
        for (int i = 0; i < 20_000; i++)
        {
            double seconds = Math.Pow(10, -4 + 10 * random.NextDouble());
            Check(DurationFormat.Exact((int)seconds), (int)seconds, 0);
            Check(DurationFormat.Brief(seconds), seconds, BriefStep(seconds) / 2);
            Check(DurationFormat.Tick(seconds), seconds, TickStep(seconds) / 2);
            // Hours are grouped from 1,000 of them on.
            if (seconds < 3_000_000) Check(DurationFormat.Wait(seconds), seconds, seconds < 3_600 ? 0.5 : 30);
        }

        static void Check(string text, double seconds, double error)
        {
            Assert.True(DurationFormat.TryParse(text, out double read), text);
            Assert.True(Math.Abs(read - seconds) <= error + 1e-9 * seconds, $"{seconds:R} is printed as {text}");
        }

        static double BriefStep(double seconds) => seconds switch
        {
            < 0.95 => 1e-5,
            < 9.95 => 0.1,
            < 3_599.5 => 1,
            < 86_399.5 => 2 * 60,
            _ => 2 * 3_600,
        };

        static double TickStep(double seconds) => seconds switch
        {
            < 1 => 1e-5,
            < 120 => 0.01,
            < 7_200 => 6,
            < 172_800 => 360,
            _ => 8_640,
        };
    }

    [Theory]
    [InlineData(0.0004, "0.4 ms", "0.4 ms", "0 s")]
    [InlineData(7.26, "7.3 s", "7.26 s", "7 s")]
    [InlineData(59.97, "1 min 00 s", "59.97 s", "1 min")]
    [InlineData(295, "4 min 55 s", "4.9 min", "4 min 55 s")]
    [InlineData(720, "12 min 00 s", "12 min", "12 min")]
    [InlineData(11_100, "3 h 05 min", "3.1 h", "3 h 05 min")]
    [InlineData(187_200, "2 d 4 h", "2.2 d", "52 h")]
    [InlineData(1e12, "> 1,000 years", "11574074.1 d", "277,777,777 h 47 min")]
    public void Durations_print_in_three_styles(double seconds, string brief, string tick, string wait)
    {
        Assert.Equal((brief, tick), (DurationFormat.Brief(seconds), DurationFormat.Tick(seconds)));
        Assert.Equal(wait, DurationFormat.Wait(seconds));
        Assert.Equal("-", DurationFormat.Brief(double.PositiveInfinity));
    }

    [Fact]
    public void Whole_seconds_and_points_in_time_print_exactly()
    {
        Assert.Equal(["45 s", "29 min 5 s", "1 h 10 s", "1 d"], new[] { 45, 1745, 3610, 86_400 }.Select(DurationFormat.Exact));
        Assert.Equal("1 min", DurationFormat.Tick(60, least: 1));
        Assert.Equal(
            ["0", "0.25 s", "45 s", "1:30 min", "2 min", "2:05 h", "1 d 4 h"],
            [
                DurationFormat.Clock(0, 1), DurationFormat.Clock(0.25, 0.05), DurationFormat.Clock(45, 5),
                DurationFormat.Clock(90, 30), DurationFormat.Clock(120, 60), DurationFormat.Clock(7_500, 300),
                DurationFormat.Clock(100_800, 3_600),
            ]);
    }
}
