using ZstdSharp;

namespace ZTunnelSim.Data;

/// <summary>
/// Opens what a path names: a file, plain, gzip or Zstandard (told by its first bytes, not its name), or standard input.
/// </summary>
internal static class InputFile
{
    public const string StandardInput = "-";

    public const int PeekBytes = 64 * 1024;

    /// <summary>Opens a path for reading from its first byte after any UTF-8 byte order mark.</summary>
    /// <param name="path">The path.</param>
    /// <param name="standardInput">What a dash reads.</param>
    /// <param name="bytesRead">Is told of what is read, as it lies on the disk.</param>
    /// <param name="onCut">Is told where packed data end early, or something else follows them; null: that is an error.</param>
    /// <exception cref="InputException">It cannot be opened or is no UTF-8 text.</exception>
    public static PeekStream Open(
        string path, Stream? standardInput, IProgress<long>? bytesRead = null, Action<InputException>? onCut = null)
    {
        Stream raw = OpenRaw(path, standardInput);
        return Unpack(bytesRead is null ? raw : new CountedStream(raw, bytesRead), path, onCut);
    }

    /// <summary>The same for a stream.</summary>
    /// <param name="packed">The stream, which belongs to the result.</param>
    /// <param name="path">Its name for messages.</param>
    /// <param name="onCut">As for <see cref="Open"/>.</param>
    /// <inheritdoc cref="Open" path="/exception"/>
    public static PeekStream Unpack(Stream packed, string path, Action<InputException>? onCut = null)
    {
        onCut ??= e => throw e;
        PeekStream stream = new(packed, PeekBytes, path);
        try
        {
            if (IsGzip(stream.Peek()))
                stream = new PeekStream(new UnzippedStream(stream, path, onCut), PeekBytes, path);
            else if (IsZstandard(stream.Peek()))
                stream = new PeekStream(new DecompressionStream(stream, leaveOpen: false), PeekBytes, path);

            ReadOnlySpan<byte> head = stream.Peek();
            if (Utf8Text.OtherEncoding(head) is { } encoding) throw new InputException($"is {encoding} text; save it as UTF-8.", path);
            if (head.StartsWith<byte>([0xEF, 0xBB, 0xBF])) stream.Skip(3);
            return stream;
        }
        catch (InputException)
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Whether bytes begin what is unpacked when it is opened.</summary>
    public static bool IsPacked(ReadOnlySpan<byte> head) => IsGzip(head) || IsZstandard(head);

    private static bool IsGzip(ReadOnlySpan<byte> head) => head.StartsWith<byte>([0x1F, 0x8B]);

    private static bool IsZstandard(ReadOnlySpan<byte> head) => head.StartsWith<byte>([0x28, 0xB5, 0x2F, 0xFD]);

    /// <summary>A path as a message names it.</summary>
    public static string Spoken(string path) => path == StandardInput ? "standard input" : path;

    private static Stream OpenRaw(string path, Stream? standardInput)
    {
        try
        {
            return path == StandardInput
                ? standardInput ?? Console.OpenStandardInput()
                // Our own buffer is larger than any of FileStream's; a second one would only be copied through.
                : FilesRead.Open(path, bufferSize: 0);
        }
        catch (Exception e) when (IsReadFailure(e))
        {
            throw ReadFailure(e, path);
        }
    }

    /// <summary>Whether an exception says that a file cannot be read, rather than that the program is wrong.</summary>
    public static bool IsReadFailure(Exception e) =>
        e is IOException or UnauthorizedAccessException or InvalidDataException or ArgumentException or NotSupportedException
            or ZstdException;

    public static InputException ReadFailure(Exception e, string path) => e switch
    {
        FileNotFoundException or DirectoryNotFoundException => new("does not exist.", path, inner: e),
        UnauthorizedAccessException when Directory.Exists(path) => new("is a folder; name its files.", path, inner: e),
        UnauthorizedAccessException => new("may not be read by this user.", path, inner: e),
        EndOfStreamException => new("ends early: its data are cut.", path, inner: e),
        InvalidDataException => new("is damaged gzip data.", path, inner: e),
        ZstdException => new("is damaged Zstandard data.", path, inner: e),
        _ => new($"cannot be read: {e.Message.ReplaceLineEndings(" ")}", path, inner: e),
    };
}
