using System.Text;
using FsCheck.Xunit;
using ZTunnelSim.Data.Connections;
using ZTunnelSim.Data.Tests.Support;

namespace ZTunnelSim.Data.Tests.Connections;

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

    [Property(MaxTest = 300)]
    public void Random_bytes_are_counted_or_refused_but_never_crash(byte[] bytes)
    {
        foreach (ConnectionFormat format in Enum.GetValues<ConnectionFormat>()) AssertAccounted(bytes ?? [], format);
    }

    private static void AssertAccounted(byte[] content, ConnectionFormat format)
    {
        string path = Files.Temporary("fuzz", content);
        try
        {
            ConnectionReadReport report = ConnectionFiles.Read(path, new ConnectionReadOptions { Format = format }).Report;
            Assert.Equal(report.Lines, report.Connections + report.Skipped);
        }
        catch (InputException e)
        {
            Assert.DoesNotContain('\n', e.Message);
        }
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }
}
