namespace ZTunnelSim.Cli;

/// <summary>The logs of a quiet period and of the rollout after it.</summary>
/// <param name="rollout">The rollout.</param>
/// <param name="seed">The seed.</param>
/// <param name="beforeSeconds">How long the quiet period is, in seconds.</param>
/// <param name="log">How lines look; the rollout begins at its start.</param>
internal sealed class LogRehearsal(Rollout rollout, ulong seed, double beforeSeconds, ZTunnelLogOptions log)
{
    private static readonly TraceLimit Limit = new(TraceLimit.InOneGiB, NeedsTraffic: true);

    private const string Before = "before.log", During = "during.log";

    /// <summary>How much is going to be written: it may be more than a disk or a patience has room for.</summary>
    public string Expected() =>
        $"About to write {Before} with some {Size(beforeSeconds)}, and {During} with some {Size(60)} for each minute of the rollout.";

    /// <summary>Writes both files or, where it is cancelled, none.</summary>
    /// <returns>What was written.</returns>
    /// <exception cref="InputException">They need more memory than 1 GiB.</exception>
    public IReadOnlyList<WrittenFile> Write(string directory, ProgressBar? bar, CancellationToken cancellationToken)
    {
        try
        {
            return Rehearse(directory, bar, cancellationToken);
        }
        catch (InsufficientMemoryException e)
        {
            throw TraceSize.NoRoom(
                e, rollout.Cluster, "Take fewer nodes, less traffic or, where the quiet period is too long, fewer --before-minutes.",
                key: "--before-minutes");
        }
    }

    private IReadOnlyList<WrittenFile> Rehearse(string directory, ProgressBar? bar, CancellationToken cancellationToken)
    {
        (long past, long present) = (0, 0);
        // How many lines the rollout's have is known when it is over.
        double expected = ZTunnelLogWriter.Expect(rollout.Cluster, beforeSeconds, log).Lines;
        IReadOnlyList<string> written = OutputSet.Write(directory, "logs", set =>
        {
            set.Add(Before, stream =>
            {
                RolloutResult quiet = ZTunnelLogWriter.SimulateQuiet(
                    rollout, beforeSeconds, seed, new() { Replication = 1, Trace = true, TraceLimit = Limit }, cancellationToken);
                cancellationToken.ThrowIfCancellationRequested();
                past = Lines(
                    quiet, stream, log with { Start = log.Start.AddSeconds(-beforeSeconds), ToSeconds = beforeSeconds }, already: 0);
            });
            set.Add(During, stream =>
            {
                RolloutResult run = rollout.Simulate(seed, new SimulationOptions { Trace = true, TraceLimit = Limit }, cancellationToken);
                cancellationToken.ThrowIfCancellationRequested();
                present = Lines(run, stream, log, already: past);
            });
        });
        return [new(written[0], past), new(written[1], present)];

        long Lines(RolloutResult result, Stream stream, ZTunnelLogOptions options, long already)
        {
            Told<long>? written = bar is null ? null : new(lines => bar.Report(already + lines, expected));
            return ZTunnelLogWriter.Write(result, stream, options, written, cancellationToken);
        }
    }

    private string Size(double seconds)
    {
        (double lines, double bytes) = ZTunnelLogWriter.Expect(rollout.Cluster, seconds, log);
        return $"{Numbers.Whole(TraceSize.TwoDigits(lines))} lines ({Numbers.Memory(TraceSize.TwoDigits(bytes))})";
    }
}
