using System.Text;

namespace ZTunnelSim.Data;

/// <summary>A YAML text, its documents, and the file that it comes from.</summary>
/// <param name="File">The file, for messages.</param>
/// <param name="Text">The text, a byte order mark included.</param>
/// <param name="Documents">The documents that are not empty; their positions are those in <paramref name="Text"/>.</param>
/// <param name="Aliases">The names that aliases of the text use.</param>
internal sealed record SyntaxText(string File, string Text, IReadOnlyList<SyntaxNode> Documents, IReadOnlySet<string> Aliases)
{
    /// <summary>Reads a file, or standard input where the path is a dash.</summary>
    /// <exception cref="InputException">It can't be read, is no UTF-8 or is no YAML.</exception>
    public static SyntaxText Load(string path)
    {
        byte[] bytes;
        try
        {
            using Stream stream = path == "-" ? Console.OpenStandardInput() : System.IO.File.OpenRead(path);
            using MemoryStream buffer = new();
            stream.CopyTo(buffer);
            bytes = buffer.ToArray();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new InputException($"can't be read: {e.Message}", path, inner: e);
        }
        try
        {
            return SyntaxReader.Read(new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(bytes), path);
        }
        catch (DecoderFallbackException e)
        {
            throw new InputException("is no UTF-8 text; save it as UTF-8.", path, inner: e);
        }
    }

    public InputException Error(SyntaxNode node, string key, string message) =>
        new(message, File, node.Line, key.Length == 0 ? null : key);
}
