using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ZTunnelSim.Cli.Tests;

/// <summary>A headless Chromium with one page at a time, driven by the DevTools protocol. It starts with its first page.</summary>
public sealed class Chromium : IAsyncDisposable
{
    private static readonly string[] UsualPlaces =
    [
        "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/usr/bin/google-chrome-stable", "/snap/bin/chromium",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "/Applications/Chromium.app/Contents/MacOS/Chromium",
        @"C:\Program Files\Google\Chrome\Application\chrome.exe",
    ];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _profile = Directory.CreateTempSubdirectory("ztunnelsim-test-").FullName;
    private readonly ClientWebSocket _socket = new();
    private readonly List<JsonNode> _events = [];
    private Process? _process;
    private string? _session;
    private int _lastId;

    /// <summary>Where it is on this machine; null: there is none.</summary>
    public static string? Path { get; } = UsualPlaces.FirstOrDefault(File.Exists);

    /// <summary>What the page told about: requests, exceptions, log entries.</summary>
    public IReadOnlyList<JsonNode> Events => _events;

    /// <summary>Goes to a new page, which knows nothing of those before.</summary>
    public async Task NewPageAsync()
    {
        if (_process is null) await StartAsync();
        _session = null;
        JsonNode target = await SendAsync("Target.createTarget", new JsonObject { ["url"] = "about:blank" });
        JsonNode attached = await SendAsync(
            "Target.attachToTarget", new JsonObject { ["targetId"] = (string)target["targetId"]!, ["flatten"] = true });
        _session = (string)attached["sessionId"]!;
        foreach (string domain in (string[])["Page", "Runtime", "Network", "Log"]) await SendAsync($"{domain}.enable");
        _events.Clear();
    }

    /// <summary>Opens a file and waits until it has loaded.</summary>
    public async Task OpenAsync(string file)
    {
        await SendAsync("Page.navigate", new JsonObject { ["url"] = new Uri(file).AbsoluteUri });
        while (!_events.Any(e => (string?)e["method"] == "Page.loadEventFired")) await ReceiveAsync();
        _events.RemoveAll(e => (string?)e["method"] == "Page.loadEventFired");
    }

    /// <summary>What an expression of JavaScript yields in the page.</summary>
    public async Task<JsonNode?> EvaluateAsync(string expression)
    {
        JsonNode result = await SendAsync("Runtime.evaluate", new JsonObject { ["expression"] = expression, ["returnByValue"] = true });
        Assert.Null(result["exceptionDetails"]);
        return result["result"]!["value"];
    }

    /// <summary>Presses a key as a person does.</summary>
    public async Task PressAsync(string key, int code, int times = 1)
    {
        for (int i = 0; i < times; i++)
        {
            foreach (string type in (string[])["keyDown", "keyUp"])
                await SendAsync(
                    "Input.dispatchKeyEvent",
                    new JsonObject { ["type"] = type, ["key"] = key, ["code"] = key, ["windowsVirtualKeyCode"] = code });
        }
    }

    /// <summary>Sets the window's size and the colour scheme.</summary>
    public async Task LookAsync(int width, int height, string scheme)
    {
        await SendAsync(
            "Emulation.setDeviceMetricsOverride",
            new JsonObject { ["width"] = width, ["height"] = height, ["deviceScaleFactor"] = 1, ["mobile"] = width < 600 });
        await SendAsync("Emulation.setEmulatedMedia", new JsonObject
        {
            ["features"] = new JsonArray { new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = scheme } },
        });
    }

    /// <summary>Sends a command and waits for its result.</summary>
    public async Task<JsonNode> SendAsync(string method, JsonObject? parameters = null)
    {
        int id = ++_lastId;
        JsonObject message = new() { ["id"] = id, ["method"] = method, ["params"] = parameters ?? [] };
        if (_session is not null) message["sessionId"] = _session;
        using CancellationTokenSource timeout = new(Patience);
        await _socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(message), WebSocketMessageType.Text, true, timeout.Token);
        while (true)
        {
            JsonNode answer = await ReceiveAsync();
            if ((int?)answer["id"] != id) continue;
            return answer["result"] ?? throw new InvalidOperationException($"{method}: {answer["error"]}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        if (_process is not null)
        {
            if (!_process.HasExited) _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
            _process.Dispose();
        }
        try
        {
            Directory.Delete(_profile, recursive: true);
        }
        catch (IOException)
        {
            // Its helpers may take a moment longer to end; the profile lies in the folder for temporary files.
        }
    }

    private async Task StartAsync()
    {
        ProcessStartInfo start = new(Path!) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (string argument in (string[])[
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-dev-shm-usage", "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update", "--disable-sync", "--disable-extensions", "--hide-scrollbars", "--remote-debugging-port=0",
            $"--user-data-dir={_profile}", "about:blank"])
        {
            start.ArgumentList.Add(argument);
        }
        _process = Process.Start(start)!;
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();

        string portFile = System.IO.Path.Combine(_profile, "DevToolsActivePort");
        string[] lines = [];
        for (Stopwatch clock = Stopwatch.StartNew(); lines.Length < 2 && clock.Elapsed < Patience
            && !_process.HasExited; await Task.Delay(50))
        {
            if (File.Exists(portFile)) lines = await File.ReadAllLinesAsync(portFile);
        }
        // As the stub does that some distributions have in place of it.
        Assert.SkipWhen(_process.HasExited, $"{Path} ended at once: it can't be run on this machine.");
        Assert.True(lines.Length >= 2, $"{Path} did not start.");
        using CancellationTokenSource timeout = new(Patience);
        await _socket.ConnectAsync(new Uri($"ws://127.0.0.1:{lines[0]}{lines[1]}"), timeout.Token);
    }

    private async Task<JsonNode> ReceiveAsync()
    {
        using MemoryStream message = new();
        byte[] buffer = new byte[1 << 16];
        using CancellationTokenSource timeout = new(Patience);
        ValueWebSocketReceiveResult part;
        do
        {
            part = await _socket.ReceiveAsync(buffer.AsMemory(), timeout.Token);
            message.Write(buffer, 0, part.Count);
        }
        while (!part.EndOfMessage);
        JsonNode node = JsonNode.Parse(message.ToArray())!;
        if (node["method"] is not null && (string?)node["sessionId"] == _session) _events.Add(node);
        return node;
    }
}
