using System.Text;
using FsCheck.Xunit;

namespace ZTunnelSim.Data.Tests;

public class CounterFuzzTests
{
    private const string Scrape = """
        # TYPE istio_tcp_connections_opened_total counter
        istio_tcp_connections_opened_total{reporter="source",source_workload="shell",destination_service="echo.default.svc.cluster.local",response_flags="-"} 1200 1795161600000
        istio_tcp_connections_closed_total{reporter="source",source_workload="sh\"ell",destination_service="echo.default.svc.cluster.local",response_flags="-"} 1180 1795161600000
        istio_tcp_connections_closed_total{reporter="source",source_workload="shell"} 5
        process_start_time_seconds 1795000000
        istio_build{component="ztunnel",tag="1.24"} 1
        """;

    [Fact]
    public void Mutated_scrapes_and_replies_are_read_or_refused_but_never_crash()
    {
        Random random = new(20261124);
        byte[] reply = File.ReadAllBytes(Files.Counters)[..2000];
        int read = 0;
        foreach (byte[] genuine in (byte[][])[Encoding.UTF8.GetBytes(Scrape), [.. reply, .. "]}]}}"u8], Encoding.UTF8.GetBytes(Whole)])
        {
            for (int i = 0; i < 1_000; i++)
            {
                byte[] mutant = [.. genuine];
                for (int m = 0; m <= i % 4; m++)
                    mutant[random.Next(mutant.Length)] = i % 2 == 0 ? (byte)random.Next(256) : (byte)"\"\\{}[],:0-9eE. \n"[random.Next(15)];
                if (Survives(i % 7 == 0 ? mutant[..random.Next(mutant.Length)] : mutant)) read++;
            }
        }
        Assert.InRange(read, 300, 2_900);
    }

    [Property(MaxTest = 300)]
    public void Random_bytes_are_refused_but_never_crash(byte[] bytes) => Survives(bytes ?? []);

    private const string Whole = """{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"__name__":"istio_tcp_connections_opened_total","node":"n"},"values":[[1000,"10"],[1060,"20"]]},{"metric":{"__name__":"istio_tcp_connections_closed_total","node":"n"},"values":[[1000,"9"],[1060,"18"]]}]}}""";

    private static bool Survives(byte[] content)
    {
        try
        {
            CounterData data = CounterFiles.Read(["-"], new() { StandardInput = new MemoryStream(content) });
            Assert.All(data.Workloads, w => Assert.True(w.MeanOpen >= 0 && double.IsFinite(w.Opened)));
            return true;
        }
        catch (InputException e)
        {
            Assert.DoesNotContain('\n', e.Message);
            return false;
        }
    }
}
