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
        app.MapGet("/resets", (int t, CancellationToken cancelled) =>
        {
            Progress<SweepProgress> progress = new(p => done = p.Done);
            SweepOptions options = new() { Replications = 50 };
            SweepResult sweep = SweepAndDraw.Example.Sweep([t], options, progress, cancelled);
            return new { GracePeriod = t, sweep.Candidates[0].Predicted.Resets };
        });
        await app.StartAsync();
        using HttpClient client = new();
        Console.WriteLine($"GET /resets?t=300: {await client.GetStringAsync($"{app.Urls.First()}/resets?t=300")}");
        await app.StopAsync();
    }
}
