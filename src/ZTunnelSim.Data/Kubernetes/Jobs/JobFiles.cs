using System.IO.Compression;
using System.Text;

namespace ZTunnelSim.Data;

/// <summary>The files of a scenario as a pod has them: below one folder, placed to each other as they are here.</summary>
internal sealed class JobFiles
{
    /// <summary>What the values of a ConfigMap may have together: Kubernetes takes no more.</summary>
    private const int MostBytes = 1 << 20;

    /// <summary>What is larger than so many times that does not become small enough by packing.</summary>
    private const int MostPacked = 32;

    /// <summary>A key of a ConfigMap may be longer; this leaves room for a number.</summary>
    private const int LongestKey = 200;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly (string Path, string Place)[] _files;

    private JobFiles((string Path, string Place)[] files) => _files = files;

    /// <summary>Where the scenario is below that folder.</summary>
    public string Scenario => _files[0].Place;

    /// <exception cref="InputException">The scenario names a file by a path that a pod does not have.</exception>
    public static JobFiles Of(ScenarioFiles files)
    {
        foreach ((string name, _) in files.Named)
        {
            if (Path.IsPathRooted(name))
            {
                throw new InputException(
                    $"names {SyntaxNode.Quote(name)}, which a pod does not have: name files by their way from the scenario.", files.Own);
            }
        }
        string[] paths = [.. files.Named.Select(file => file.Path).Prepend(files.Own).Select(Path.GetFullPath).Distinct()];
        string root = Path.GetDirectoryName(paths[0])!;
        while (!paths.All(path => IsBelow(path, root))) root = Path.GetDirectoryName(root)!;
        return new([.. paths.Select(path => (path, Path.GetRelativePath(root, path).Replace('\\', '/')))]);
    }

    /// <summary>The keys of a ConfigMap with what is in the files, and where a volume made of it puts each.</summary>
    /// <exception cref="InputException">They are too large for one, or can't be read.</exception>
    public (MapChange Text, MapChange Binary, ListChange Items) AsConfigMap()
    {
        List<(string, Change)> text = [], binary = [];
        List<Change> items = [];
        byte[][] contents = Contents();
        foreach ((int number, (_, string place)) in _files.Index())
        {
            string key = Key(number, place);
            byte[] content = contents[number];
            if (TextOf(content) is { } lines) text.Add((key, ScalarChange.Text(lines)));
            else binary.Add((key, ScalarChange.Text(Convert.ToBase64String(content))));
            items.Add(new MapChange(("key", ScalarChange.Text(key)), ("path", ScalarChange.Text(place))));
        }
        return (new(text), new(binary), new(items));
    }

    /// <summary>
    /// What is in the files. Where they are too large, data are packed, the largest first: who reads them tells from their first bytes that
    /// they are. The scenario itself stays legible.
    /// </summary>
    private byte[][] Contents()
    {
        long size = _files.Sum(file => new FileInfo(file.Path) is { Exists: true } info ? info.Length : 0);
        if (size > MostBytes * MostPacked) throw TooLarge(size, "");
        byte[][] contents = [.. _files.Select(file => Read(file.Path))];
        foreach (int i in Enumerable.Range(1, contents.Length - 1).OrderByDescending(i => contents[i].Length).ToArray())
        {
            if (contents.Sum(content => content.Length) > MostBytes && !InputFile.IsPacked(contents[i])) contents[i] = Packed(contents[i]);
        }
        int packed = contents.Sum(content => content.Length);
        return packed <= MostBytes ? contents : throw TooLarge(size, $", and {packed:#,0} packed");
    }

    private InputException TooLarge(long size, string packed) => new(
        $"with the files that it names it has {size:#,0} bytes{packed}, but a ConfigMap holds {MostBytes:#,0}: put them on a volume, and "
        + "name its claim with --data-claim.", _files[0].Path);

    private static byte[] Packed(byte[] content)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.SmallestSize)) gzip.Write(content);
        return packed.ToArray();
    }

    private static bool IsBelow(string path, string folder) =>
        path.StartsWith(folder.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    /// <summary>A key that ConfigMaps accept, and that tells the file.</summary>
    private static string Key(int number, string place)
    {
        string name = string.Concat(Path.GetFileName(place).Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' ? c : '_'));
        return $"{number}-{name[Math.Max(0, name.Length - LongestKey)..]}";
    }

    private static byte[] Read(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (InputFile.IsReadFailure(e))
        {
            throw InputFile.ReadFailure(e, path);
        }
    }

    /// <summary>What is UTF-8, as text; null for anything else.</summary>
    private static string? TextOf(byte[] content)
    {
        try
        {
            return Strict.GetString(content);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
