using System.Text;
using System.Text.RegularExpressions;

namespace ZTunnelSim.Data.Tests;

/// <summary>
/// A file's first completion is parsed the long way, those after it the short way where they are plain. Whatever a line
/// holds, it must mean the same as the first of a file and after another one.
/// </summary>
public class PlainLineTests
{
    private const string Json =
        """{"level":"info","time":"2026-11-20T08:00:00.004973Z","scope":"access","message":"connection complete","src.addr":"10.244.2.168:44986","src.workload":"shell-6d8bcd654d-t88gp","src.namespace":"default","src.identity":"spiffe://cluster.local/ns/default/sa/default","dst.addr":"10.244.1.90:15008","dst.hbone_addr":"10.244.1.90:8080","dst.service":"echo.default.svc.cluster.local","dst.workload":"echo-6f9d7c8b4d-x2p7k","dst.namespace":"default","dst.identity":"spiffe://cluster.local/ns/default/sa/echo","direction":"outbound","bytes_sent":84949,"bytes_recv":405101,"duration":"3362ms"}""";

    // Without a byte a line with an error is no connection, whose mutants there would be nothing to compare of.
    public static TheoryData<string> Lines =>
        [.. Given.GenuineLines[..6].Select(line => line.Replace("bytes_sent=0 ", "bytes_sent=76 ", StringComparison.Ordinal)).Append(Json)];

    [Theory]
    [MemberData(nameof(Lines))]
    public void A_mutated_line_means_the_same_the_short_way(string line)
    {
        // Bytes that mean something, so that most mutants are close to the edge.
        byte[] telling = [.. "\"\\= \t,:{}[]09azZ.-\r\x01\xE9"u8];
        Random random = new(20261124);
        byte[] genuine = Encoding.UTF8.GetBytes(line);
        int read = 0;
        for (int i = 0; i < 4_000; i++)
        {
            List<byte> mutant = [.. genuine];
            for (int m = 0; m <= i % 3; m++)
            {
                int at = random.Next(mutant.Count);
                switch (random.Next(4))
                {
                    case 0: mutant.RemoveAt(at); break;
                    case 1: mutant.Insert(at, telling[random.Next(telling.Length)]); break;
                    case 2: mutant.RemoveRange(at, Math.Min(random.Next(40), mutant.Count - at)); break;
                    default: mutant[at] = telling[random.Next(telling.Length)]; break;
                }
                if (mutant.Count == 0) mutant.Add((byte)'x');
            }
            read += AssertSame(genuine, [.. mutant]);
        }
        // Not all mutants may be junk: there would be nothing to compare.
        Assert.InRange(read, 400, 3_900);
    }

    [Theory]
    [InlineData("src.addr=10.0.0.1:1 ", "src.addr=\"10.0.0.1:1\"x ")]
    [InlineData("src.addr=10.0.0.1:1 ", "src.addr= ")]
    [InlineData("duration=\"5ms\"", "duration=\"5ms\" ")]
    [InlineData("duration=\"5ms\"", "duration=\"5ms\" error=\"connection closed due to connection drain\"")]
    [InlineData("duration=\"5ms\"", "duration=\"5ms\" duration=\"6ms\"")]
    [InlineData("duration=\"5ms\"", "duration=\"1.5s\"")]
    [InlineData("duration=\"5ms\"", "duration=\"99999999999999999ms\"")]
    [InlineData("direction=\"inbound\" duration=\"5ms\"", "duration=\"5ms\" direction=\"inbound\"")]
    [InlineData("direction=\"inbound\" ", "")]
    [InlineData("default", "the name of a service that is longer than sixty-four bytes, which is where the short way ends it")]
    [InlineData("default", "a \\\"quotation\\\" and a blank")]
    [InlineData("default", "de\\\\fault")]
    [InlineData("default", "de\"fault")]
    [InlineData("src.addr=10.0.0.1:1 dst.service=\"default\"", "src.addr=10.0.0.1:1\" dst.service=\"default")]
    [InlineData("\"default\" direction=\"inbound\"", "\"de\"fault\" direction=\"")]
    [InlineData("\"default\"", "\"")]
    [InlineData("dst.service=\"default\"", "dst.service=default\"\"")]
    [InlineData("duration=\"5ms\"", "duration=\"5ms\"\r")]
    [InlineData("duration=\"5ms\"", "duration=\"123456789ms\"")]
    [InlineData("duration=\"5ms\"", "duration=\"12:4ms\"")]
    [InlineData("duration=\"5ms\"", "duration=\"ms\"")]
    [InlineData("08:00:00.5", "08:00:60.5")]
    [InlineData("08:00:00.500000Z", "08:00:00.500000+01:00")]
    [InlineData("08:00:00.500000Z", "08:00:00Z")]
    public void A_line_that_is_not_quite_plain_means_the_same_too(string old, string with)
    {
        const string Plain = "2026-11-20T08:00:00.500000Z\tinfo\taccess\tconnection complete\tsrc.addr=10.0.0.1:1 dst.service=\"default\" "
            + "direction=\"inbound\" duration=\"5ms\"";
        Assert.Contains(old, Plain);
        AssertSame(Encoding.UTF8.GetBytes(Plain), Encoding.UTF8.GetBytes(Plain.Replace(old, with)));
        AssertSame(Encoding.UTF8.GetBytes(Plain.Replace(old, with)), Encoding.UTF8.GetBytes(Plain));
    }

    [Theory]
    [InlineData("84949", "084949")]
    [InlineData("84949", "")]
    [InlineData("84949", "-1")]
    [InlineData("84949", "0")]
    [InlineData("84949", "\"84949\"")]
    [InlineData("echo.default", "echo,default")]
    [InlineData("echo.default", "echo\\u002Edefault")]
    [InlineData("\"dst.hbone_addr\":\"10", "\"dst.hbone_addr\":10")]
    [InlineData(",\"direction\"", ", \"direction\"")]
    [InlineData(",\"direction\"", ",direction\"")]
    [InlineData("3362ms\"}", "3362ms\"")]
    [InlineData("3362ms\"}", "3362ms\"},")]
    [InlineData("3362ms\"}", "3362ms}")]
    public void A_line_of_JSON_that_is_not_quite_plain_means_the_same_too(string old, string with)
    {
        Assert.Contains(old, Json);
        AssertSame(Encoding.UTF8.GetBytes(Json), Encoding.UTF8.GetBytes(Json.Replace(old, with)));
    }

    [Fact]
    public void Nested_objects_in_the_head_are_not_taken_for_the_line_itself() => AssertSame(
        Encoding.UTF8.GetBytes("""{"time":"2026-11-20T08:00:00.004973Z","scope":"access","x":{"message":"connection complete","duration":"1ms"},"message":"connection complete","duration":"5ms"}"""),
        Encoding.UTF8.GetBytes("""{"time":"2026-11-20T08:00:00.004973Z","scope":"access","x":{"message":"connection complete","duration":"7ms"}"""));

    /// <returns>1 if the line is a connection.</returns>
    private static int AssertSame(byte[] before, byte[] line)
    {
        // Of two lines before it the first teaches the head and the second the order of fields. Only what ends in a line
        // break goes the short way. A log's first record says that it is in no envelope.
        (ConnectionRecord? alone, string whyAlone) = Last([.. "2026-11-20T08:00:00Z\tinfo\thttp access\trequest complete\n"u8, .. line, (byte)'\n'], 1);
        (ConnectionRecord? after, string whyAfter) = Last(
            [.. Earlier(before, '1'), (byte)'\n', .. Earlier(before, '2'), (byte)'\n', .. line, (byte)'\n'],
            linesBefore: before.Count(b => b == '\n') * 2 + 2);
        string text = Encoding.UTF8.GetString(line);
        Assert.True(alone == after, text);
        Assert.True(whyAlone == whyAfter, $"{text}: {whyAlone} alone, {whyAfter} after another");
        return alone is null ? 0 : 1;
    }

    /// <summary>The line with other microseconds: the same line twice would count once.</summary>
    private static byte[] Earlier(byte[] line, char digit) => Encoding.Latin1.GetBytes(
        Regex.Replace(Encoding.Latin1.GetString(line), @"\.\d{6}Z", $".00000{digit}Z"));

    private static (ConnectionRecord? Record, string Why) Last(byte[] content, int linesBefore = 0)
    {
        ConnectionRecord? last = null;
        long connections = 0;
        ConnectionReadReport report = RecordVisitor.Visit(
            r => (last, connections) = (r, connections + 1),
            new() { Format = ConnectionFormat.AccessLog, StandardInput = new MemoryStream(content) });
        // A line may hold a line break by mutation; only a last line that is a connection is compared as one.
        bool isLastAConnection = report.SkippedByReason.SelectMany(s => s.Examples).All(e => e.Line < report.Lines);
        return isLastAConnection ? (last, "") : (null, string.Join(", ", report.SkippedByReason
            .Where(s => s.Examples.Any(e => e.Line > linesBefore)).Select(s => s.Reason)));
    }
}
