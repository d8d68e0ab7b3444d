using Spectre.Console;

namespace ZTunnelSim.Cli;

/// <summary>A progress bar on stderr, so that stdout stays clean; nothing at all where stderr is no terminal.</summary>
internal static class ProgressBar
{
    public static T Show<T>(Func<IProgress<SweepProgress>?, T> work)
    {
        if (Console.IsErrorRedirected) return work(null);
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return console.Progress().AutoClear(true).HideCompleted(true).Start(context =>
        {
            ProgressTask task = context.AddTask("Simulating");
            return work(new Reporter(task));
        });
    }

    private sealed class Reporter(ProgressTask task) : IProgress<SweepProgress>
    {
        public void Report(SweepProgress value)
        {
            task.MaxValue = value.Of;
            task.Value = value.Done;
        }
    }
}
