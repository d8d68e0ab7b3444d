using System.Globalization;

namespace ZTunnelSim.Cli.Tests;

/// <summary>Where the ends of a service's connections are.</summary>
internal enum Ends
{
    /// <summary>Both in the mesh, each on any node.</summary>
    Inside,

    /// <summary>Both in the mesh, on one node.</summary>
    SameNode,

    /// <summary>The client is outside the mesh: only the server's ztunnel sees it.</summary>
    ClientOutside,

    /// <summary>The server is outside the mesh: only the client's ztunnel sees it.</summary>
    ServerOutside,
}

/// <summary>A service whose connections are known: a rate in the whole cluster, a law, and where their ends are.</summary>
internal sealed record KnownService(string Name, Ends Ends, double PerSecond, DurationLaw Lifetime);

/// <summary>A cluster whose traffic is known, the access logs that its ztunnels write, and what a rollout of it resets.</summary>
/// <remarks>
/// In a steady state connections end as a Poisson process of the rate at which they begin, and the lives of those that end
/// are independent of it and follow the law of fresh ones (the departures of M/G/infinity).
/// </remarks>
internal sealed record KnownTruth(int Nodes, double WindowSeconds, params KnownService[] Services)
{
    /// <summary>From one SIGTERM to the next with a scenario's defaults: startup 10 s, ready 5 s, overlap 1 s.</summary>
    private const double CycleSeconds = 16;

    /// <summary>Writes the log of each ztunnel, as kubectl logs --prefix shows them, into one file.</summary>
    public void WriteLog(string path, ulong seed)
    {
        DateTime begin = new(2026, 11, 20, 8, 0, 0, DateTimeKind.Utc);
        List<(double End, string Line)> lines = [];
        for (int s = 0; s < Services.Length; s++)
        {
            KnownService service = Services[s];
            RandomStream random = new(seed, workload: s);
            for (double end = random.NextExponential() / service.PerSecond; end < WindowSeconds; end += random.NextExponential() / service.PerSecond)
            {
                double seconds = service.Lifetime.Sample(ref random);
                int client = random.NextInt(Nodes), server = service.Ends == Ends.SameNode ? client : random.NextInt(Nodes);
                string time = begin.AddSeconds(end).ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture);
                string Line(int node, string direction) =>
                    $"[pod/ztunnel-{node}/istio-proxy] {time}\tinfo\taccess\tconnection complete\t"
                    + (service.Ends == Ends.ClientOutside
                        ? "src.addr=192.0.2.1:4000 "
                        : $"src.addr=10.0.{client}.1:4000 src.workload=\"client-{client}\" src.namespace=\"default\" ")
                    + $"dst.addr=10.1.{server}.1:80 dst.service=\"{service.Name}.default.svc.cluster.local\" "
                    + (service.Ends == Ends.ServerOutside ? "" : $"dst.workload=\"{service.Name}-{server}\" dst.namespace=\"default\" ")
                    + $"direction=\"{direction}\" bytes_sent=1 bytes_recv=1 duration=\"{(long)(1000 * seconds)}ms\"";
                if (service.Ends != Ends.ClientOutside) lines.Add((end, Line(client, "outbound")));
                if (service.Ends != Ends.ServerOutside) lines.Add((end, Line(server, "inbound")));
            }
        }
        File.WriteAllLines(path, lines.OrderBy(l => l.End).Select(l => l.Line));
    }

    /// <summary>The resets of a service's connections that a rollout makes in the mean, each counted once.</summary>
    /// <remarks>
    /// On each node that they cross, rate times the mean of the two integrated tails at G and G + 1 s (the new process gets
    /// half of what begins in the overlap); less those between two nodes that outlive the drains of both. Of N nodes in
    /// random order two are r places apart with the probability 2 (N - r) / (N (N - 1)).
    /// </remarks>
    public double Resets(KnownService service, int gracePeriod)
    {
        double budget = gracePeriod > 10 ? gracePeriod - 5 : gracePeriod - 1;
        double once = Outliving(budget);
        if (service.Ends != Ends.Inside || Nodes == 1) return once;
        double apart = 1 - 1.0 / Nodes;
        double twice = Enumerable.Range(1, Nodes - 1)
            .Sum(r => 2.0 * (Nodes - r) / (Nodes * (Nodes - 1.0)) * Outliving(budget + r * CycleSeconds));
        return (1 + apart) * once - apart * twice;

        double Outliving(double seconds) =>
            service.PerSecond * 0.5 * (service.Lifetime.IntegratedTail(seconds) + service.Lifetime.IntegratedTail(seconds + 1));
    }
}
