using System.Text;
using Spectre.Console;

namespace ZTunnelSim.Cli;

/// <summary>
/// The door to the terminal: as long as there is one, all that is printed to stdout and stderr comes through it, and hidden characters are
/// question marks there. Names are from files, logs and command lines of others, and what is piped ends on a terminal too.
/// </summary>
internal sealed class PlainConsole : IDisposable
{
    private static TextWriter? _unguardedError;
    private static Stream? _pipe;
    private readonly TextWriter _output = Console.Out, _error = Console.Error;

    /// <param name="pipe">What takes stdout's bytes in the process's place, where a caller in the process wants them.</param>
    public PlainConsole(Stream? pipe = null)
    {
        (_unguardedError, _pipe) = (_error, pipe);
        Console.SetOut(new PlainWriter(_output));
        Console.SetError(new PlainWriter(_error));
    }

    public void Dispose()
    {
        Console.SetOut(_output);
        Console.SetError(_error);
        (_unguardedError, _pipe) = (null, null);
    }

    /// <summary>Whether stdout is a pipe or a file, for another program.</summary>
    public static bool IsOutputPiped => _pipe is not null || Console.IsOutputRedirected;

    /// <summary>Whether stderr is: nothing that moves is drawn there.</summary>
    public static bool IsErrorPiped => _pipe is not null || Console.IsErrorRedirected;

    /// <summary>stdout past the door, for documents, which a program reads: each byte as it is.</summary>
    public static Stream OpenOutput() => _pipe ?? Console.OpenStandardOutput();

    /// <summary>
    /// stderr for what moves, such as progress bars: these are drawn with escape sequences of the tool's own, so that texts in them have to
    /// be plain already.
    /// </summary>
    public static IAnsiConsole Animated() => AnsiConsole.Create(new AnsiConsoleSettings { Out = new ErrorOutput() });

    /// <summary>stderr past the door. Spectre knows it as a terminal only by the writer that the console has.</summary>
    private sealed class ErrorOutput : IAnsiConsoleOutput
    {
        private readonly AnsiConsoleOutput _known = new(Console.Error);

        public TextWriter Writer => _unguardedError ?? Console.Error;

        public bool IsTerminal => _known.IsTerminal;

        public int Width => _known.Width;

        public int Height => _known.Height;

        public void SetEncoding(Encoding encoding) => _known.SetEncoding(encoding);
    }

    private sealed class PlainWriter(TextWriter inner) : TextWriter
    {
        private static readonly string Kept = $"\t{Environment.NewLine}";

        public override Encoding Encoding => inner.Encoding;

        public override void Write(char value) => inner.Write(PlainText.IsHidden(value) ? PlainText.Shown([value], Kept) : [value]);

        public override void Write(string? value) => Write(value.AsSpan());

        public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

        public override void Write(ReadOnlySpan<char> buffer) => inner.Write(PlainText.Shown(buffer, Kept));

        public override void Flush() => inner.Flush();
    }
}
