using System.Text;

namespace ZTunnelSim.Data;

/// <summary>A YAML text, a byte order mark included; its documents, the names that its aliases use, and its file.</summary>
internal sealed record SyntaxText(string File, string Text, IReadOnlyList<SyntaxNode> Documents, IReadOnlySet<string> Aliases)
{
    // Without a mark of its own, so that the one of a text is kept.
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The line, from 1, of the first {{ of a Go template in a text; null where there is none.</summary>
    public static int? TemplateIn(string text) => text.IndexOf("{{", StringComparison.Ordinal) is >= 0 and int at
        ? 1 + text.AsSpan(0, at).Count('\n')
        : null;

    /// <summary>The documents that are not empty.</summary>
    public IEnumerable<SyntaxNode> Filled => Documents.Where(d => d is not ScalarSyntax { IsNull: true });

    /// <summary>The one document.</summary>
    /// <exception cref="InputException">There is none, or more than one.</exception>
    public YamlValue Only => Documents.Count switch
    {
        1 => new YamlValue(Documents[0], new(File), ""),
        0 => throw new InputException("the file is empty.", File),
        _ => throw new InputException("the file holds several documents ('---'), but one is expected.", File),
    };

    /// <summary>
    /// Reads a file, or standard input where the path is a dash. A byte order mark may tell another encoding than UTF-8 if any is wanted; a
    /// text that is to be written again has to be UTF-8, and keeps its mark.
    /// </summary>
    /// <exception cref="InputException">It can't be read, is no UTF-8 or is no YAML.</exception>
    public static SyntaxText Load(string path, bool inAnyEncoding = false, Stream? standardInput = null)
    {
        if (Directory.Exists(path)) throw new InputException("is a folder, but a file is expected.", path);
        if (path != InputFile.StandardInput) FilesRead.Note(path);
        try
        {
            using Stream stream = path == InputFile.StandardInput
                ? standardInput ?? Console.OpenStandardInput()
                : System.IO.File.OpenRead(path);
            using StreamReader reader = new(stream, inAnyEncoding ? Encoding.UTF8 : Strict, inAnyEncoding);
            return SyntaxReader.Read(reader.ReadToEnd(), path);
        }
        catch (DecoderFallbackException e)
        {
            throw new InputException("is no UTF-8 text; save it as UTF-8.", path, inner: e);
        }
        catch (Exception e) when (InputFile.IsReadFailure(e))
        {
            throw new InputException($"can't be read: {e.Message}", path, inner: e);
        }
    }

    /// <summary>An error about a node as it is written: about an alias, not what it stands for.</summary>
    public InputException Error(SyntaxNode node, string key, string message) =>
        new(message, File, node.Line, key.Length == 0 ? null : key);
}
