using System.Text;
using System.Text.Json.Nodes;

namespace ZTunnelSim.Benchmarks;

/// <summary>The shipped files and the cases of the tests, cut to what is quick to read.</summary>
internal sealed class Corpus
{
    private const int MostInList = 3;

    private readonly string _root = Root();

    /// <summary>Files by a pattern below the repository's root.</summary>
    public IReadOnlyList<string> Files(string folder, string pattern) =>
        [.. Directory.GetFiles(Path.Combine(_root, folder), pattern).Order(StringComparer.Ordinal)];

    public string Text(string path) => File.ReadAllText(Path.Combine(_root, path));

    /// <summary>Whole files of YAML or JSON.</summary>
    public IEnumerable<Seed> Trees(params IEnumerable<string> paths) =>
        paths.Select(path => Seed.OfTree(File.ReadAllBytes(Path.Combine(_root, path))));

    /// <summary>Files of JSON with fewer elements in their lists.</summary>
    public IEnumerable<Seed> Thinned(params IEnumerable<string> paths) =>
        paths.Select(path => Seed.OfTree(Thin(path)));

    /// <summary>The beginning of each file, and some lines from within it.</summary>
    public IEnumerable<Seed> Lines(params IEnumerable<string> paths) =>
        paths.SelectMany(path => Windows(Unpacked(path)).Select(Seed.OfLines));

    /// <summary>A small file whole.</summary>
    public Seed AllLines(string path) => Seed.OfLines(Text(path));

    /// <summary>A list keeps of each kind of objects the first ones, and the last of all.</summary>
    public string Thin(string path)
    {
        JsonNode root = JsonNode.Parse(Unpacked(path))!;
        Thin(root);
        return root.ToJsonString();
    }

    /// <summary>The first lines of a file.</summary>
    public string Head(string path, int lines) => string.Concat(Unpacked(path).Split('\n').Take(lines).Select(line => line + "\n"));

    private string Unpacked(string path)
    {
        using PeekStream stream = InputFile.Open(Path.Combine(_root, path), standardInput: null);
        using StreamReader reader = new(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    private static IEnumerable<string> Windows(string text)
    {
        const int Begin = 8, Within = 5;
        string[] lines = text.Split('\n');
        yield return Joined(lines.Take(Begin));
        if (lines.Length <= Begin) yield break;
        foreach (int at in (int[])[lines.Length / 3, Math.Max(Begin, lines.Length - Within - 1)])
            yield return Joined(lines.Skip(at).Take(Within));

        static string Joined(IEnumerable<string> lines) => string.Concat(lines.Select(line => line + "\n"));
    }

    private static void Thin(JsonNode? node)
    {
        if (node is JsonArray { Count: > MostInList } list)
        {
            JsonNode?[] kept =
            [
                .. list.Index().Where((item, i) => i >= list.Count - 1).Concat(
                    list.Index().GroupBy(item => $"{(item.Item as JsonObject)?["kind"]}").SelectMany(kind => kind.Take(MostInList - 1)))
                    .DistinctBy(item => item.Index).OrderBy(item => item.Index).Select(item => item.Item?.DeepClone()),
            ];
            list.Clear();
            foreach (JsonNode? item in kept) list.Add(item);
        }
        switch (node)
        {
            case JsonArray items:
                foreach (JsonNode? item in items) Thin(item);
                break;
            case JsonObject map:
                foreach ((_, JsonNode? value) in map) Thin(value);
                break;
        }
    }

    private static string Root()
    {
        DirectoryInfo? above = new(AppContext.BaseDirectory);
        while (above is not null && !File.Exists(Path.Combine(above.FullName, "ZTunnelSim.sln"))) above = above.Parent;
        return above?.FullName ?? throw new DirectoryNotFoundException($"The repository is not above {AppContext.BaseDirectory}.");
    }
}
