using System.Text;

namespace ZTunnelSim.Benchmarks;

/// <summary>
/// Access logs of any size, in the form of the genuine lines that the tests hold: each connection as its outbound and its
/// inbound line, one in ten without a service, and some HTTP requests and lines of other scopes among them.
/// </summary>
internal sealed class SyntheticLog(Stream stream, bool json)
{
    private readonly Random _random = new(1);
    private DateTime _time = new(2026, 11, 20, 8, 0, 0);

    private string Time => _time.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", null);

    /// <summary>Writes whole lines until the size is reached.</summary>
    public void Write(long bytes)
    {
        byte[] buffer = new byte[4096];
        long written = 0;
        while (written < bytes)
        {
            _time = _time.AddMicroseconds(_random.Next(20_000));
            string lines = _random.Next(400) switch
            {
                < 2 => OtherScope(),
                < 10 => Request(),
                _ => Connection(),
            };
            int length = Encoding.UTF8.GetBytes(lines, buffer);
            stream.Write(buffer, 0, length);
            written += length;
        }
    }

    private string Connection()
    {
        int number = _random.Next(40);
        string service = $"{(number % 3) switch { 0 => "profile-controller", 1 => "details", _ => "checkout-api" }}-{number}";
        (string Name, string Value)[] target = _random.Next(10) == 0 ? [] :
        [
            ("dst.service", $"{service}.shop.svc.cluster.local"), ("dst.workload", $"{service}-6f9d7c8b4d-x2p7k"),
            ("dst.namespace", "shop"), ("dst.identity", $"spiffe://cluster.local/ns/shop/sa/{service}"),
        ];
        (string from, string to) = ($"10.244.2.{_random.Next(256)}:{_random.Next(32_768, 61_000)}", $"10.244.1.{_random.Next(256)}");
        string client = $"{(_random.Next(3) switch { 0 => "shell", 1 => "productpage-v1", _ => "prometheus" })}-6d8bcd654d-t88gp";
        (string sent, string received) = ($"{_random.Next(40, 90_000)}", $"{_random.Next(40, 4_000_000)}");
        // Lognormal: median 200 ms, sigma 2.
        double normal = Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
        string duration = $"{(long)(200 * Math.Exp(2 * normal))}ms";
        string Side(string direction, int port) => Line("access", "connection complete",
        [
            ("src.addr", from), ("src.workload", client), ("src.namespace", "shop"),
            ("src.identity", "spiffe://cluster.local/ns/shop/sa/default"),
            ("dst.addr", $"{to}:{port}"), ("dst.hbone_addr", $"{to}:8080"),
            .. target, ("direction", direction), ("bytes_sent", sent), ("bytes_recv", received), ("duration", duration),
        ]);
        return Side("outbound", 15008) + Side("inbound", 8080);
    }

    private string Request() => Line("http access", "request complete",
    [
        ("src.addr", $"10.129.0.21:{_random.Next(32_768, 61_000)}"), ("src.workload", "productpage-v1-59c74584cf-95tqx"),
        ("src.namespace", "bookinfo-frontends"), ("method", "GET"), ("path", "/details/0"), ("duration", "3ms"),
    ]);

    private string OtherScope() => Line("xds::client", "received response", [("type_url", "type.googleapis.com/istio.workload.Address")]);

    private string Line(string scope, string message, IEnumerable<(string Name, string Value)> fields) => json
        ? $$"""{"level":"info","time":"{{Time}}","scope":"{{scope}}","message":"{{message}}",{{string.Join(',', fields.Select(f => $"\"{f.Name}\":{Quoted(f)}"))}}}""" + "\n"
        : $"{Time}\tinfo\t{scope}\t{message}\t{string.Join(' ', fields.Select(f => $"{f.Name}={Quoted(f)}"))}\n";

    // As ztunnel does: numbers bare, addresses bare in text, all else in quotes.
    private string Quoted((string Name, string Value) field) =>
        field.Name.StartsWith("bytes", StringComparison.Ordinal) || (!json && field.Name.EndsWith("addr", StringComparison.Ordinal))
            ? field.Value : $"\"{field.Value}\"";
}
