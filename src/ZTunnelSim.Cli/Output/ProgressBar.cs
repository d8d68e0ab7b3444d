using System.Diagnostics;
using Spectre.Console;

namespace ZTunnelSim.Cli;

/// <summary>
/// A progress bar with the time that is left, and an estimate of what takes long; on stderr, so that stdout stays clean, and nothing at all
/// where stderr is no terminal.
/// </summary>
internal sealed class ProgressBar
{
    /// <summary>Work shorter than this needs no estimate, and work shorter than the pilot allows none.</summary>
    private const double LongSeconds = 10, PilotSeconds = 1;

    private readonly ProgressTask _task;
    private readonly IAnsiConsole _console;
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private bool _isEstimated;

    private ProgressBar(ProgressTask task, IAnsiConsole console)
    {
        (_task, _console) = (task, console);
        _task.IsIndeterminate = true;
    }

    /// <summary>Work that counts replications, or whatever a study is made of.</summary>
    public static T Show<T>(Func<IProgress<SweepProgress>?, T> work) => Show(
        "Simulating", bar => work(bar is null ? null : new Told<SweepProgress>(p => bar.Report(p.Done, p.Of))));

    /// <summary>Reading of files, by bytes; those of standard input are not known beforehand.</summary>
    public static T Reading<T>(IReadOnlyList<string> paths, Func<IProgress<long>?, T> work) => Show("Reading", bar =>
    {
        if (bar is null || LogSources.SizeOf(paths) is not { } size) return work(null);
        double read = 0;
        return work(new Told<long>(bytes => bar.Report(read += bytes, size)));
    });

    /// <summary>Work of any kind, which reports what is done and of how much; null: nobody is to be told.</summary>
    public static T Show<T>(string what, Func<ProgressBar?, T> work)
    {
        if (PlainConsole.IsErrorPiped) return work(null);
        IAnsiConsole console = PlainConsole.Animated();
        return console.Progress().AutoClear(true).HideCompleted(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(context => work(new ProgressBar(context.AddTask(what), console)));
    }

    /// <summary>So much is done.</summary>
    public void Report(double done, double of)
    {
        if (of <= 0) return;
        _task.IsIndeterminate = false;
        (_task.MaxValue, _task.Value) = (of, Math.Min(done, of));
        if (_isEstimated || _watch.Elapsed.TotalSeconds < PilotSeconds || done <= 0) return;
        _isEstimated = true;
        if (Estimate(_watch.Elapsed.TotalSeconds, done / of) is { } estimate) _console.MarkupLineInterpolated($"{estimate}");
    }

    /// <summary>How long the whole takes, where that is long; null: not worth a line.</summary>
    /// <param name="seconds">How long the first part took.</param>
    /// <param name="share">What share of the whole it was, above 0.</param>
    public static string? Estimate(double seconds, double share)
    {
        double total = seconds / share;
        // Two digits at most: it is an estimate.
        double step = total < 60 ? 5 : total < 600 ? 30 : 300;
        return total < LongSeconds ? null : $"This takes about {DurationFormat.Wait(Math.Round(total / step) * step)}.";
    }
}

/// <summary>What is reported is told at once, in the thread that reports it, and one at a time.</summary>
internal sealed class Told<T>(Action<T> tell) : IProgress<T>
{
    private readonly Lock _gate = new();

    public void Report(T value)
    {
        lock (_gate) tell(value);
    }
}
