using System.Text.Json;
using ZTunnelSim;

/// <summary>An endpoint that answers with a sweep, tells of its progress and stops when its client goes.</summary>
internal static class ServeOverHttp
{
    public static async Task RunAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using WebApplication app = builder.Build();
        int done = 0;
        app.MapGet("/resets", async (int t, CancellationToken cancelled) =>
        {
            Progress<SweepProgress> progress = new(p => done = p.Done);
            SweepOptions options = new() { Replications = 50 };
            SweepResult sweep = await SweepAndDraw.Example.SweepAsync([t], options, progress, cancelled);
            return Results.Text(sweep.ToJson(), "application/json");
        });
        await app.StartAsync();
        using HttpClient client = new();
        using JsonDocument answer = JsonDocument.Parse(await client.GetStringAsync($"{app.Urls.First()}/resets?t=300"));
        JsonElement candidate = answer.RootElement.GetProperty("Candidates")[0];
        Console.WriteLine($"GET /resets?t=300: {candidate.GetProperty("Predicted").GetProperty("Resets").GetDouble():0.0}");
        await app.StopAsync();
    }
}
