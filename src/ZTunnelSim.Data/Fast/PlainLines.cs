using System.Runtime.CompilerServices;

namespace ZTunnelSim.Data;

/// <summary>
/// The short way into an access log, which a reader asks first: it knows the plain lines that nearly all of a log consists of, and leaves
/// all others to <see cref="AccessLogText"/> and <see cref="AccessLogJson"/>.
/// </summary>
/// <remarks>
/// This folder is all of the code that is written for speed; without it a log is read to the same result, more slowly
/// (benchmarks/README.md). Outside of it only those attributes are left that tell how to compile what every line goes through: the reader
/// of lines and of the log, the context, the window and the set of lifetimes. Without these six files' attributes a log took 17 % (text)
/// and 14 % (JSON) more of the processor.
/// </remarks>
internal sealed class PlainLines
{
    private readonly PlainLine _text = new(isJson: false), _json = new(isJson: true);

    /// <inheritdoc cref="PlainLine.TryParse(ReadOnlySpan{byte}, int, ref RawConnection, out int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryParse(ReadOnlySpan<byte> text, int available, ref RawConnection connection, out int taken) =>
        Of(text).TryParse(text, available, ref connection, out taken);

    public void Learn(ReadOnlySpan<byte> line, long endTicks) => Of(line).Learn(line, endTicks);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private PlainLine Of(ReadOnlySpan<byte> text) => !text.IsEmpty && text[0] == '{' ? _json : _text;
}
