using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ZTunnelSim.Collecting.Tests;

/// <summary>
/// A Prometheus on loopback, with three days of counters of two ztunnels that promtool made: 2 connections a minute on each node, each open
/// for 5 minutes; the second node's process was replaced in the middle.
/// </summary>
public sealed class RealPrometheus : IAsyncLifetime
{
    private const int Days = 3, StepSeconds = 60, OpenedPerStep = 2, HeldSteps = 5;

    private readonly string _folder = Directory.CreateTempSubdirectory("ztunnelsim-test-").FullName;
    private Process? _process;

    public static bool IsHere => Find("prometheus") is not null && Find("promtool") is not null;

    public Uri Address { get; private set; } = new("http://127.0.0.1");

    public async ValueTask InitializeAsync()
    {
        if (!IsHere) return;
        string text = Path.Combine(_folder, "counters.txt"), data = Path.Combine(_folder, "data");
        await File.WriteAllTextAsync(text, Counters());
        using (Process make = Start("promtool", "tsdb", "create-blocks-from", "openmetrics", text, data))
        {
            string errors = await make.StandardError.ReadToEndAsync();
            await make.WaitForExitAsync();
            Assert.True(make.ExitCode == 0, errors);
        }
        string configuration = Path.Combine(_folder, "prometheus.yml");
        await File.WriteAllTextAsync(configuration, "global: {}\n");
        for (int attempt = 0; attempt < 3; attempt++)
        {
            int port = FreePort();
            Address = new Uri($"http://127.0.0.1:{port}");
            _process = Start(
                "prometheus", $"--config.file={configuration}", $"--storage.tsdb.path={data}", $"--web.listen-address=127.0.0.1:{port}",
                "--storage.tsdb.retention.time=30d", "--log.level=error", "--query.max-samples=150000");
            _process.BeginErrorReadLine();
            _process.BeginOutputReadLine();
            if (await IsReadyAsync()) return;
        }
        Assert.Fail("Prometheus did not start.");
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            if (!_process.HasExited) _process.Kill();
            await _process.WaitForExitAsync();
            _process.Dispose();
        }
        Directory.Delete(_folder, recursive: true);
    }

    private static string Counters()
    {
        long end = DateTimeOffset.UtcNow.ToUnixTimeSeconds(), steps = Days * 86_400 / StepSeconds;
        StringBuilder text = new();
        foreach (string name in (string[])["opened", "closed"])
        {
            text.Append("# TYPE istio_tcp_connections_").Append(name).Append(" counter\n");
            foreach (int node in (int[])[1, 2])
            {
                for (long step = 0; step <= steps; step++)
                {
                    // A process that is replaced counts from 0 again, under the name of another pod.
                    bool isSecond = node == 2 && step > steps / 2;
                    long opened = OpenedPerStep * (isSecond ? step - steps / 2 : step);
                    long value = name == "opened" ? opened : Math.Max(0, opened - OpenedPerStep * HeldSteps);
                    text.Append("istio_tcp_connections_").Append(name)
                        .Append("_total{app=\"ztunnel\",pod=\"ztunnel-").Append(isSecond ? "zzzz" : "bbbb").Append(node + 3)
                        .Append("\",node=\"worker-").Append(node).Append("\",instance=\"10.244.").Append(node)
                        .Append(".2:15020\",reporter=\"source\",source_workload=\"frontend\",source_workload_namespace=\"shop\",")
                        .Append("destination_service=\"cart.shop.svc.cluster.local\",destination_workload=\"cart\",")
                        .Append("destination_workload_namespace=\"shop\",response_flags=\"-\",team=\"x\"} ")
                        .Append(value.ToString(CultureInfo.InvariantCulture)).Append(' ')
                        .Append((end - (steps - step) * StepSeconds).ToString(CultureInfo.InvariantCulture)).Append('\n');
                }
            }
            // A sidecar's, which is nobody's here.
            text.Append("istio_tcp_connections_").Append(name).Append("_total{app=\"web\",pod=\"web-1\",reporter=\"source\",")
                .Append("destination_service=\"db.shop.svc.cluster.local\"} 7 ")
                .Append(end.ToString(CultureInfo.InvariantCulture)).Append('\n');
        }
        return text.Append("# EOF\n").ToString();
    }

    private async Task<bool> IsReadyAsync()
    {
        using HttpClient client = new();
        for (Stopwatch clock = Stopwatch.StartNew(); clock.Elapsed.TotalSeconds < 30 && !_process!.HasExited; await Task.Delay(100))
        {
            try
            {
                using HttpResponseMessage ready = await client.GetAsync(new Uri(Address, "/-/ready"));
                if (ready.IsSuccessStatusCode) return true;
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }
        }
        return false;
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string? Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    private static Process Start(string program, params string[] arguments) => Process.Start(new ProcessStartInfo(Find(program)!, arguments)
    {
        RedirectStandardError = true,
        RedirectStandardOutput = true,
    })!;
}
