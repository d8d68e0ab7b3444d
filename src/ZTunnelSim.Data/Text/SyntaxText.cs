namespace ZTunnelSim.Data;

/// <summary>A YAML text, a byte order mark included; its documents, the names that its aliases use, and its file.</summary>
internal sealed record SyntaxText(string File, string Text, IReadOnlyList<SyntaxNode> Documents, IReadOnlySet<string> Aliases)
{
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

    /// <summary>Reads a file, or standard input where the path is a dash; a byte order mark is kept.</summary>
    /// <exception cref="InputException">It can't be read, is too large, is no UTF-8 or is no YAML.</exception>
    public static SyntaxText Load(string path, Stream? standardInput = null)
    {
        if (Directory.Exists(path)) throw new InputException("is a folder, but a file is expected.", path);
        try
        {
            using Stream stream = path == InputFile.StandardInput
                ? standardInput ?? Console.OpenStandardInput()
                : FilesRead.Open(path);
            return Read(Utf8Text.ReadWhole(stream, path, SyntaxReader.MostCharacters).Span, path);
        }
        catch (Exception e) when (InputFile.IsReadFailure(e))
        {
            throw new InputException($"can't be read: {e.Message}", path, inner: e);
        }
    }

    /// <summary>Reads the bytes of a file.</summary>
    /// <inheritdoc cref="Load" path="/exception"/>
    public static SyntaxText Read(ReadOnlySpan<byte> text, string path) => SyntaxReader.Read(Utf8Text.Decode(text, path), path);

    /// <summary>An error about a node as it is written: about an alias, not what it stands for.</summary>
    public InputException Error(SyntaxNode node, string key, string message) =>
        new(message, File, node.Line, key.Length == 0 ? null : key);
}
