using System.Text;
using FsCheck.Xunit;

namespace ZTunnelSim.Data.Tests;

public class ConnectionFuzzTests
{
    public static TheoryData<ConnectionFormat> Formats => [.. Enum.GetValues<ConnectionFormat>()];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Mutated_genuine_lines_are_read_or_counted_but_never_crash(ConnectionFormat format)
    {
        byte[][] genuine = [.. File.ReadAllLines(Files.GenuineLog).Select(Encoding.UTF8.GetBytes)];
        Random random = new(20261124);
        using MemoryStream all = new();
        const int Mutants = 10_000;
        for (int i = 0; i < Mutants; i++)
        {
            byte[] line = [.. genuine[i % genuine.Length]];
            for (int m = 0; m <= i % 5; m++) line[random.Next(line.Length)] = (byte)random.Next(256);
            all.Write(line.AsSpan(0, i % 7 == 0 ? random.Next(line.Length) : line.Length));
            all.WriteByte((byte)'\n');
        }
        AssertAccounted(all.ToArray(), format);
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Mutants_of_every_format_are_read_or_counted_but_never_crash(ConnectionFormat format, string sample)
    {
        byte[] genuine = Encoding.UTF8.GetBytes(sample);
        byte[] telling = [.. "\"\\{}[],:;=\t\n\r 0-.eE#\xFF"u8];
        Random random = new(20261124);
        int read = 0;
        const int Mutants = 400;
        for (int i = 0; i < Mutants; i++)
        {
            List<byte> mutant = [.. genuine];
            for (int m = 0; m <= i % 3; m++)
            {
                int at = random.Next(mutant.Count);
                if (i % 2 == 0) mutant[at] = telling[random.Next(telling.Length)];
                else mutant.Insert(at, (byte)random.Next(i % 4 == 1 ? 256 : 128));
            }
            if (i % 7 == 0) mutant.RemoveRange(random.Next(mutant.Count), 1);
            if (i % 11 == 0) mutant.RemoveRange(mutant.Count / 2, mutant.Count / 2);
            if (AssertAccounted([.. mutant], format)) read++;
        }
        // Neither are all mutants refused, nor is none.
        Assert.InRange(read, Mutants / 8, Mutants);
    }

    public static TheoryData<ConnectionFormat, string> Samples => new()
    {
        {
            ConnectionFormat.AccessLog,
            """
            {"level":"info","time":"2026-11-20T08:00:00.004973Z","scope":"access","message":"connection complete","src.workload":"shell","dst.service":"echo.default.svc.cluster.local","direction":"outbound","bytes_sent":849,"duration":"3362ms"}
            {"level":"info","timestamp":"2026-11-20T08:00:01.004973Z","target":"access","message":"connection complete","dst.service":"echo.default.svc.cluster.local","direction":"inbound","duration":"1ms","error":"connection closed due to connection drain"}
            {"level":"info","time":"2026-11-20T08:00:02.004973Z","scope":"http access","message":"request complete"}
            """
        },
        {
            ConnectionFormat.ZeekTsv,
            "#separator \\x09\n#fields\tts\tuid\tid.resp_p\tproto\tservice\tduration\tconn_state\n"
            + "1712847600.5\tC1\t443\ttcp\tssl\t12.5\tSF\n1712847601.5\tC2\t5432\ttcp\t-\t0.25\tS1\n1712847602.5\tC3\t53\tudp\tdns\t-\tSF\n"
        },
        {
            ConnectionFormat.ZeekJson,
            """
            {"ts":1712847600.5,"uid":"C1","id.resp_p":443,"proto":"tcp","service":"ssl","duration":12.5,"conn_state":"SF"}
            {"ts":"2024-04-11T15:00:01.5Z","uid":"C2","id.resp_p":5432,"proto":"tcp","duration":0.25,"conn_state":"S1"}
            """
        },
        {
            ConnectionFormat.OpenConnections,
            """[{"state":"Up","connections":{"inbound":[{"src":"10.0.0.1:1","dst":"10.0.0.2:2"}],"outbound":[]},"info":{"name":"echo-6f9d7c8b4d-x2p7k","namespace":"default"}}]"""
        },
        { ConnectionFormat.Csv, "workload;duration_s;censored;entry_s\nweb;10;no;0\nweb;20;yes;5\ndb;30.5;;\n\"a \"\"b\"\"\";1e3;1;\n" },
    };

    [Theory]
    [MemberData(nameof(Formats))]
    public void Huge_fields_are_counted_or_refused_in_bounded_memory(ConnectionFormat format)
    {
        string huge = new('x', 3_000_000);
        AssertAccounted(
            Encoding.UTF8.GetBytes($"2026-11-20T08:00:00.5Z info access connection complete dst.service=\"{huge}\" duration=\"5ms\"\n"),
            format);
        AssertAccounted(Encoding.UTF8.GetBytes($"{{\"message\":\"{huge}\",\"duration\":\"5ms\"}}\n"), format);
        AssertAccounted(Encoding.UTF8.GetBytes($"workload,duration_s\n{huge},5\nweb,{new string('9', 400)}\n"), format);
    }

    [Property(MaxTest = 300)]
    public void Random_bytes_are_counted_or_refused_but_never_crash(byte[] bytes)
    {
        foreach (ConnectionFormat format in Enum.GetValues<ConnectionFormat>()) AssertAccounted(bytes ?? [], format);
    }

    /// <returns>Whether any connection was read.</returns>
    private static bool AssertAccounted(byte[] content, ConnectionFormat format)
    {
        try
        {
            ConnectionReadOptions options = new() { Format = format, StandardInput = new MemoryStream(content) };
            ConnectionReadReport report = ConnectionFiles.Read("-", options).Report;
            Assert.Equal(report.Lines, report.Connections + report.Skipped);
            return report.Connections > 0;
        }
        catch (InputException e)
        {
            Assert.DoesNotContain('\n', e.Message);
            return false;
        }
    }
}
