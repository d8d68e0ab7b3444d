using System.Text;
using ZTunnelSim.Lifetimes;

namespace ZTunnelSim.Data.Connections;

/// <summary>Reads ztunnel access logs into lifetimes by service.</summary>
/// <remarks>
/// Connections that an earlier drain closed (<c>error="connection closed due to connection drain"</c> or
/// <c>"connection failed to drain within the timeout"</c>) did not end by themselves: they are right-censored.
/// Memory: 24 bytes a connection.
/// </remarks>
public static class AccessLogReader
{
    private static readonly string[] ClusterSuffixes = [".svc.cluster.local"];

    /// <summary>Reads a log file, plain or gzip; <c>-</c> is stdin.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InputException">The file can't be read.</exception>
    public static ConnectionLog Read(string path)
    {
        ConnectionLog log = new();
        using LineReader lines = new(path);
        while (lines.TryRead(out ReadOnlySpan<byte> line))
        {
            log.Report.Lines++;
            Add(log, AccessLogLine.Parse(line), lines.LineNumber);
        }
        return log;
    }

    private static void Add(ConnectionLog log, AccessLogLine line, long number)
    {
        switch (line.Kind)
        {
            case AccessLogLineKind.HttpRequest:
                log.Report.Skip("an HTTP request, not a connection", number);
                return;
            case AccessLogLineKind.Other:
                log.Report.Skip("not a line of ztunnel's access log", number);
                return;
            case AccessLogLineKind.Malformed:
                log.Report.Skip("a connection without a readable direction and duration", number);
                return;
        }
        Span<char> name = stackalloc char[512];
        if (!TryGetName(line, name, out int length))
        {
            log.Report.Skip("a connection without a destination", number);
            return;
        }
        ServiceConnections service = log.Service(name[..length]);
        log.Report.Connections++;
        (line.IsOutbound ? service.Outbound : service.Inbound).Add(new LifetimeObservation(line.DurationSeconds, line.WasDrained));
    }

    private static bool TryGetName(AccessLogLine line, Span<char> name, out int length)
    {
        length = 0;
        if (!line.Service.IsEmpty)
        {
            if (!Encoding.UTF8.TryGetChars(line.Service, name, out length)) return false;
            foreach (string suffix in ClusterSuffixes)
            {
                if (name[..length].EndsWith(suffix)) length -= suffix.Length;
            }
            return length > 0;
        }
        if (line.Workload.IsEmpty) return !line.Address.IsEmpty && Encoding.UTF8.TryGetChars(line.Address, name, out length);
        if (!Encoding.UTF8.TryGetChars(line.Workload, name, out length)) return false;
        if (line.Namespace.IsEmpty || length == name.Length) return true;
        name[length++] = '.';
        if (!Encoding.UTF8.TryGetChars(line.Namespace, name[length..], out int more)) return false;
        length += more;
        return true;
    }
}
