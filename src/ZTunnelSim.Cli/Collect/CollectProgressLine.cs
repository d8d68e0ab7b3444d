using Spectre.Console;
using ZTunnelSim.Collecting;

namespace ZTunnelSim.Cli;

/// <summary>A line on stderr that says what is being read; nothing at all where stderr is no terminal.</summary>
internal static class CollectProgressLine
{
    public static async Task<T> ShowAsync<T>(Func<IProgress<CollectProgress>?, Task<T>> work)
    {
        if (PlainConsole.IsErrorPiped) return await work(null);
        IAnsiConsole console = PlainConsole.Animated();
        return await console.Status().StartAsync("Collecting", context => work(new Reporter(context)));
    }

    private sealed class Reporter(StatusContext context) : IProgress<CollectProgress>
    {
        public void Report(CollectProgress value)
        {
            string of = value.Of is { } all ? $" of {all:#,0}" : "";
            context.Status = Markup.Escape(PlainText.OneLine($"Collecting {value.What}: {value.Done:#,0}{of}"));
        }
    }
}
