using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace ZTunnelSim.Data;

/// <summary>A YAML file with one document, whose values know their place.</summary>
internal static class YamlFile
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="InputException">There is no such file, it is empty, holds several documents, or is no YAML.</exception>
    public static YamlValue Load(string path)
    {
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new InputException($"can't be read: {e.Message}", path, inner: e);
        }
        return Parse(text, path);
    }

    /// <summary>Reads a text, as if from a file of the given name.</summary>
    public static YamlValue Parse(string text, string file)
    {
        YamlStream stream = [];
        try
        {
            stream.Load(new StringReader(text));
        }
        catch (YamlException e)
        {
            // Duplicate keys come this way too.
            throw new InputException($"not valid YAML: {e.Message}", file, (int)e.Start.Line, inner: e);
        }
        catch (InvalidOperationException e)
        {
            // YamlDotNet's parser loses its way so in some texts, and does not say where.
            throw new InputException("not valid YAML.", file, inner: e);
        }
        return stream.Documents.Count switch
        {
            1 => new YamlValue(stream.Documents[0].RootNode, file, ""),
            0 => throw new InputException("the file is empty.", file),
            _ => throw new InputException("the file holds several documents ('---'), but one is expected.", file),
        };
    }
}
