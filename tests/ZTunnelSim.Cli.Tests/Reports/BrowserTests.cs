using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ZTunnelSim.Cli.Tests;

/// <summary>The page in a browser, where the machine has one. Set ZTUNNELSIM_SCREENSHOTS to a folder to look at what was seen.</summary>
public sealed class BrowserTests(Chromium browser) : IClassFixture<Chromium>, IAsyncLifetime
{
    private const int ArrowRight = 39, PageUp = 33, Home = 36;

    private readonly Chromium _browser = browser;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(Chromium.Path is not null, "There is no Chromium at any of its usual places on this machine.");
        await _browser.NewPageAsync();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task The_slider_shows_what_was_worked_out_for_each_grace_period()
    {
        ReportModel report = Reported.Example;
        await OpenAsync(report);
        Assert.False((bool)(await _browser.EvaluateAsync("document.getElementById('explore').hidden"))!);
        int start = SliderData.Start(report);
        await AssertShows(report, start);

        await _browser.EvaluateAsync("document.getElementById('slider').focus()");
        await _browser.PressAsync("Home", Home);
        await AssertShows(report, 0);
        await _browser.PressAsync("ArrowRight", ArrowRight, times: 3);
        await AssertShows(report, 3);
        await _browser.PressAsync("PageUp", PageUp);
        await AssertShows(report, 13);
        await _browser.EvaluateAsync("document.querySelectorAll('button[data-point]')[4].click()");
        await AssertShows(report, report.Curves.Points.Index().First(p => p.Item.GracePeriod.Seconds == 300).Index);
        Assert.Contains("T = 300 s: ", (string?)await _browser.EvaluateAsync("document.getElementById('spoken').textContent"));
        Assert.Equal(
            "true",
            (string?)await _browser.EvaluateAsync("document.querySelectorAll('button[data-point]')[4].getAttribute('aria-pressed')"));
        AssertQuiet();
    }

    [Theory]
    [InlineData(1280, "light")]
    [InlineData(1280, "dark")]
    [InlineData(360, "light")]
    [InlineData(360, "dark")]
    public async Task The_page_fits_its_window_and_can_be_read(int width, string scheme)
    {
        await _browser.LookAsync(width, 800, scheme);
        await OpenAsync(Reported.Example);
        Assert.Equal(width, (int)(await _browser.EvaluateAsync("document.documentElement.scrollWidth"))!);
        Assert.Equal("[]", (await _browser.EvaluateAsync(Contrast))!.ToJsonString());
        string paper = (string)(await _browser.EvaluateAsync("getComputedStyle(document.body).backgroundColor"))!;
        Assert.Equal(scheme == "light" ? "rgb(255, 255, 255)" : "rgb(20, 23, 27)", paper);
        AssertQuiet();
        await KeepScreenshotAsync($"{scheme}-{width}.png");
    }

    [Theory]
    [InlineData(1280, "light", "rgb(238, 245, 252)")]
    [InlineData(1280, "dark", "rgb(22, 34, 47)")]
    [InlineData(360, "light", "rgb(238, 245, 252)")]
    public async Task The_hours_of_a_week_have_shades_and_scroll_where_there_is_no_room(int width, string scheme, string lightest)
    {
        await _browser.LookAsync(width, 800, scheme);
        await OpenAsync(ReportWhenTests.Hours);
        Assert.Equal(width, (int)(await _browser.EvaluateAsync("document.documentElement.scrollWidth"))!);
        Assert.Equal("[]", (await _browser.EvaluateAsync(Contrast))!.ToJsonString());
        Assert.Equal(lightest, (string?)await _browser.EvaluateAsync("getComputedStyle(document.querySelector('.starts .heat-0')).fill"));
        Assert.Equal(
            width == 360, (bool)(await _browser.EvaluateAsync("(b => b.scrollWidth > b.clientWidth)(document.querySelector('.scroll'))"))!);
        AssertQuiet();
        await KeepScreenshotAsync($"when-{scheme}-{width}.png");
    }

    [Fact]
    public async Task On_paper_it_is_light_and_has_no_slider()
    {
        await _browser.LookAsync(1280, 800, "dark");
        await OpenAsync(Reported.Example);
        await _browser.SendAsync("Emulation.setEmulatedMedia", new JsonObject { ["media"] = "print" });
        Assert.Equal("none", (string?)await _browser.EvaluateAsync("getComputedStyle(document.getElementById('explore')).display"));
        Assert.Equal("none", (string?)await _browser.EvaluateAsync("getComputedStyle(document.querySelector('.marker')).display"));
        Assert.Equal("rgb(255, 255, 255)", (string?)await _browser.EvaluateAsync("getComputedStyle(document.body).backgroundColor"));
        JsonNode printed = await _browser.SendAsync(
            "Page.printToPDF", new JsonObject { ["preferCSSPageSize"] = true, ["printBackground"] = true });
        byte[] pdf = Convert.FromBase64String((string)printed["data"]!);
        Assert.Equal("%PDF"u8.ToArray(), pdf[..4]);
        Keep("paper.pdf", pdf);
    }

    [Fact]
    public async Task Without_JavaScript_the_tables_and_charts_are_there_and_the_slider_is_not()
    {
        await _browser.SendAsync("Emulation.setScriptExecutionDisabled", new JsonObject { ["value"] = true });
        await OpenAsync(Reported.Example);
        Assert.True((bool)(await _browser.EvaluateAsync("document.getElementById('explore').hidden"))!);
        Assert.Equal("none", (string?)await _browser.EvaluateAsync("getComputedStyle(document.querySelector('.marker')).display"));
        // The eight candidates of the scenario, and the recommended one.
        Assert.Equal(9, (int)(await _browser.EvaluateAsync("document.querySelector('table').tBodies[0].rows.length"))!);
        Assert.Equal(
            2,
            (int)(await _browser.EvaluateAsync(
                "[...document.querySelectorAll('svg.chart')].filter(c => c.getBoundingClientRect().height > 200).length"))!);
    }

    [Fact]
    public async Task A_harmful_name_is_shown_and_not_run()
    {
        ReportModel report = Reported.Undecided;
        await OpenAsync(report);
        Assert.Contains(Reported.Harmful, (string?)await _browser.EvaluateAsync("document.body.innerText"));
        Assert.Equal(2, (int)(await _browser.EvaluateAsync("document.scripts.length"))!);
        Assert.DoesNotContain(_browser.Events, e => (string?)e["method"] == "Page.javascriptDialogOpening");
        // The content policy stops what escaping would let through.
        Assert.Equal("not run", (string?)await _browser.EvaluateAsync(
            "window.ran = 'not run'; var s = document.createElement('script'); s.textContent = \"window.ran = 'run'\"; "
                + "document.body.append(s); window.ran"));
    }

    private async Task OpenAsync(ReportModel report)
    {
        string file = Path.Combine(Directory.CreateTempSubdirectory("ztunnelsim-test-").FullName, "report.html");
        await File.WriteAllTextAsync(file, HtmlReport.Render(report), Encoding.UTF8, TestContext.Current.CancellationToken);
        await _browser.OpenAsync(file);
    }

    private async Task AssertShows(ReportModel report, int index)
    {
        using JsonDocument data = JsonDocument.Parse(SliderData.Json(report, [ResetsSvg.Of(report)]));
        JsonElement point = data.RootElement.GetProperty("points")[index];
        Assert.Equal(
            point.GetProperty("spoken").GetString(),
            (string?)await _browser.EvaluateAsync("document.getElementById('slider').getAttribute('aria-valuetext')"));
        JsonNode shown = (await _browser.EvaluateAsync(
            "Object.fromEntries([...document.querySelectorAll('[data-value]')].map(e => [e.getAttribute('data-value'), e.textContent]))"))!;
        Assert.Equal(
            point.GetProperty("values").EnumerateObject().Select(v => (v.Name, v.Value.GetString())).Order(),
            shown.AsObject().Select(v => (v.Key, (string?)v.Value)).Order());
    }

    /// <summary>Nothing was fetched but the page, nothing went wrong in it.</summary>
    private void AssertQuiet()
    {
        string[] requests = [.. _browser.Events.Where(e => (string?)e["method"] == "Network.requestWillBeSent").Select(
            e => (string)e["params"]!["request"]!["url"]!)];
        Assert.All(requests, url => Assert.StartsWith("file:", url));
        Assert.Single(requests);
        Assert.DoesNotContain(_browser.Events, e => (string?)e["method"] is "Runtime.exceptionThrown" or "Log.entryAdded");
    }

    private async Task KeepScreenshotAsync(string name)
    {
        if (Environment.GetEnvironmentVariable("ZTUNNELSIM_SCREENSHOTS") is null) return;
        JsonNode size = (
            await _browser.EvaluateAsync(
                "({ width: document.documentElement.scrollWidth, height: document.documentElement.scrollHeight })"))!;
        JsonObject clip =
            new() { ["x"] = 0, ["y"] = 0, ["scale"] = 1, ["width"] = (double)size["width"]!, ["height"] = (double)size["height"]! };
        JsonNode shot = await _browser.SendAsync(
            "Page.captureScreenshot", new JsonObject { ["captureBeyondViewport"] = true, ["clip"] = clip });
        Keep(name, Convert.FromBase64String((string)shot["data"]!));
    }

    private static void Keep(string name, byte[] content)
    {
        if (Environment.GetEnvironmentVariable("ZTUNNELSIM_SCREENSHOTS") is { } folder)
            File.WriteAllBytes(Path.Combine(folder, name), content);
    }

    /// <summary>Texts whose contrast to what is behind them is below 4.5 : 1 (WCAG 2.1, AA), and curves below 3 : 1.</summary>
    private const string Contrast = """
        (() => {
          const parse = c => c.match(/[\d.]+/g).map(Number);
          const linear = v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
          const luminance = c => 0.2126 * linear(c[0]) + 0.7152 * linear(c[1]) + 0.0722 * linear(c[2]);
          const behind = e => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor); if (c.length === 3 || c[3] === 1) return c; } return [255, 255, 255]; };
          const ratio = (a, b) => { const [x, y] = [luminance(a), luminance(b)].sort((p, q) => q - p); return (x + 0.05) / (y + 0.05); };
          const bad = [];
          for (const e of document.querySelectorAll('body *')) {
            const style = getComputedStyle(e);
            const own = [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
            if (own && e.getClientRects().length && !['SCRIPT', 'STYLE'].includes(e.tagName)) {
              const colour = parse(e.ownerSVGElement ? style.fill : style.color);
              if (ratio(colour, behind(e)) < 4.5) bad.push(e.tagName + ': ' + e.textContent.slice(0, 30));
            }
            if (e.matches('.series, .dot, .interval, .axis') && ratio(parse(e.matches('.dot') ? style.fill : style.stroke), behind(e)) < 3) bad.push(e.getAttribute('class'));
          }
          return bad;
        })()
        """;
}
