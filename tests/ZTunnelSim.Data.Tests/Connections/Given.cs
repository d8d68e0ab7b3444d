using System.Text;

namespace ZTunnelSim.Data.Tests;

/// <summary>Inputs for the readers' tests, given as standard input so that no file is written.</summary>
internal static class Given
{
    public static string GenuineLog => TestDataPath("ztunnel-access-genuine.log");

    public static string[] GenuineLines => File.ReadAllLines(GenuineLog);

    public static string TestDataPath(string name) => Path.Combine(AppContext.BaseDirectory, "TestData", name);

    public static ConnectionData Read(string text, ConnectionReadOptions? options = null) =>
        Read(Encoding.UTF8.GetBytes(text), options);

    public static ConnectionData Read(byte[] bytes, ConnectionReadOptions? options = null) =>
        ConnectionFiles.Read("-", (options ?? new()) with { StandardInput = new MemoryStream(bytes) });

    public static List<ConnectionRecord> Records(string text, ConnectionReadOptions? options = null)
    {
        List<ConnectionRecord> records = [];
        RecordVisitor.Visit(
            records.Add, (options ?? new()) with { StandardInput = new MemoryStream(Encoding.UTF8.GetBytes(text)) });
        return records;
    }

    public static ConnectionRecord Record(string text) => Assert.Single(Records(text));

    public static InputException Rejected(string text, ConnectionReadOptions? options = null) =>
        Assert.Throws<InputException>(() => Read(text, options));

    public static void EveryLineIsAccountedFor(ConnectionReadReport report)
    {
        Assert.Equal(report.Lines, report.Connections + report.Skipped);
        Assert.Equal(report.Lines, report.Files.Sum(f => f.Lines));
    }
}
