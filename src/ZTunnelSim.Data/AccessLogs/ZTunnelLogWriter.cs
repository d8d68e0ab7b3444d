using System.Globalization;
using System.Text;
using System.Text.Json;

namespace ZTunnelSim.Data;

/// <summary>
/// Writes a simulated rollout as ztunnel's access log would show it: a line for each connection that ended, with its whole duration, also
/// where it began before the rollout.
/// </summary>
/// <remarks>
/// The forms are those of istio/ztunnel (src/telemetry.rs, src/proxy/metrics.rs). A connection that the end of a drain cut is logged by the
/// old process, at level error. Refused connections have no line: nobody was there to write one.
/// </remarks>
public static class ZTunnelLogWriter
{
    /// <summary>What ztunnel says of a connection that is dropped when its drain is over.</summary>
    private const string DrainError = "connection closed due to connection drain";

    /// <summary>After so many lines it is told how many there are.</summary>
    private const int ReportedLines = 4096;

    /// <summary>Writes the log of a rollout.</summary>
    /// <param name="result">A run with <see cref="SimulationOptions.Trace"/>.</param>
    /// <param name="stream">Where to; it is left open.</param>
    /// <param name="options">How; null is the default.</param>
    /// <returns>The number of lines.</returns>
    /// <exception cref="ArgumentException">The run was not traced.</exception>
    /// <exception cref="InputException">An option is outside its range.</exception>
    public static long Write(RolloutResult result, Stream stream, ZTunnelLogOptions? options = null) =>
        Write(result, stream, options ?? new(), linesWritten: null, CancellationToken.None);

    /// <summary>The same, with word of how many lines are written so far.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled, and a part is written.</exception>
    internal static long Write(
        RolloutResult result, Stream stream, ZTunnelLogOptions options, IProgress<long>? linesWritten, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(result);
        options.Validate();
        LogNames names = new(result.Rollout.Cluster);
        using StreamWriter writer = new(stream, new UTF8Encoding(false), 1 << 16, leaveOpen: true) { NewLine = "\n" };
        long lines = 0;
        foreach (TracedConnection connection in TracedConnection.Of(result))
        {
            if (connection.EndSeconds < options.FromSeconds || connection.EndSeconds >= options.ToSeconds) continue;
            WriteLine(writer, connection, names, options);
            if (++lines % ReportedLines != 0) continue;
            cancellationToken.ThrowIfCancellationRequested();
            linesWritten?.Report(lines);
        }
        return lines;
    }

    /// <summary>
    /// What the log of a time in which nothing is updated is expected to hold: a line for each connection that ends, on average as many as
    /// are opened, each as long as one of its workload that lives for its mean lifetime.
    /// </summary>
    internal static (double Lines, double Bytes) Expect(Cluster cluster, double seconds, ZTunnelLogOptions options)
    {
        LogNames names = new(cluster);
        (double allLines, double allBytes) = (0, 0);
        foreach ((int w, Workload workload) in cluster.Workloads.Index())
        {
            // One that crosses two nodes has one line, too: its client's.
            double opened = cluster.OpenedPerSecondOf(w);
            double lines = opened * seconds, life = workload.Lifetime.MeanSeconds;
            using MemoryStream written = new();
            using (StreamWriter writer = new(written, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" })
                WriteLine(writer, new(0, w, 1, ProcessSide.Old, 0, double.IsFinite(life) ? life : seconds, IsReset: false), names, options);
            (allLines, allBytes) = (allLines + lines, allBytes + lines * written.Length);
        }
        return (allLines, allBytes);
    }

    /// <summary>
    /// The traffic of a cluster before its rollout: a run in which, for the given time, no node is touched. Its trace up to then, written
    /// with <see cref="ZTunnelLogOptions.ToSeconds"/>, is the log of a quiet period.
    /// </summary>
    /// <param name="rollout">The rollout; its cluster is what matters.</param>
    /// <param name="seconds">The period's length in seconds, finite and above 0.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="replication">The replication's number, from 0; the rollout itself should be another one.</param>
    public static RolloutResult SimulateQuiet(Rollout rollout, double seconds, ulong seed, int replication) =>
        SimulateQuiet(rollout, seconds, seed, new() { Replication = replication, Trace = true }, CancellationToken.None);

    /// <summary>The same, with more said of the run, which can be cancelled.</summary>
    internal static RolloutResult SimulateQuiet(
        Rollout rollout, double seconds, ulong seed, SimulationOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rollout);
        // All nodes start their new pods at once, and these take just as long as the period does.
        Rollout quiet = rollout with
        {
            Strategy = UpdateStrategy.MaxSurge(IntOrPercent.Percent(100)),
            Pacing = Pacing.Kubernetes,
            Timing = new ReplacementTiming(new Constant(seconds), new Constant(0), new Constant(0)),
            GracePeriod = 1,
        };
        return quiet.Simulate(seed, options, cancellationToken);
    }

    private static void WriteLine(StreamWriter writer, in TracedConnection connection, LogNames names, ZTunnelLogOptions options)
    {
        if (options.PodPrefix) writer.Write($"[pod/{LogNames.ZTunnelPod(connection.Node, connection.Process)}/istio-proxy] ");
        if (options.Json) WriteJson(writer, connection, names, options);
        else WriteText(writer, connection, names, options);
        writer.WriteLine();
    }

    private static void WriteText(StreamWriter writer, in TracedConnection connection, LogNames names, ZTunnelLogOptions options)
    {
        writer.Write($"{Time(connection, options)}\t{Level(connection)}\taccess\tconnection complete\t");
        foreach ((string name, string value, bool quoted) in names.Fields(connection))
            writer.Write(quoted ? $"{name}=\"{value}\" " : $"{name}={value} ");
        (long sent, long received) = Bytes(connection);
        writer.Write(
            $"direction=\"{Direction(options)}\" bytes_sent={sent} bytes_recv={received} duration=\"{Milliseconds(connection)}ms\"");
        if (connection.IsReset) writer.Write($" error=\"{DrainError}\"");
    }

    private static void WriteJson(StreamWriter writer, in TracedConnection connection, LogNames names, ZTunnelLogOptions options)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartObject();
            json.WriteString("level", Level(connection));
            json.WriteString("time", Time(connection, options));
            json.WriteString("scope", "access");
            json.WriteString("message", "connection complete");
            foreach ((string name, string value, _) in names.Fields(connection)) json.WriteString(name, value);
            (long sent, long received) = Bytes(connection);
            json.WriteString("direction", Direction(options));
            json.WriteNumber("bytes_sent", sent);
            json.WriteNumber("bytes_recv", received);
            json.WriteString("duration", $"{Milliseconds(connection)}ms");
            if (connection.IsReset) json.WriteString("error", DrainError);
            json.WriteEndObject();
        }
        writer.Write(Encoding.UTF8.GetString(buffer.GetBuffer().AsSpan(0, (int)buffer.Length)));
    }

    private static string Level(in TracedConnection connection) => connection.IsReset ? "error" : "info";

    private static string Time(in TracedConnection connection, ZTunnelLogOptions options) =>
        options.Start.AddTicks((long)(connection.EndSeconds * TimeSpan.TicksPerSecond)).UtcDateTime
            .ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    private static string Direction(ZTunnelLogOptions options) =>
        options.Direction == ConnectionDirection.Inbound ? "inbound" : "outbound";

    private static long Milliseconds(in TracedConnection connection) =>
        (long)Math.Round(1000 * (connection.EndSeconds - connection.StartSeconds));

    /// <summary>The model has no bytes: numbers that look like some, and grow with the duration.</summary>
    private static (long Sent, long Received) Bytes(in TracedConnection connection)
    {
        ulong mixed =
            unchecked((ulong)(connection.Number + 1) * 0x9E3779B97F4A7C15 ^ (ulong)(connection.Node + 1) * 0xC2B2AE3D27D4EB4F) >> 40;
        long size = 100 + Milliseconds(connection) / 100;
        return (size + (long)(mixed % 900), 3 * size + (long)(mixed % 20_011));
    }
}
