using System.Text;
using System.Text.Json;

namespace ZTunnelSim.Data;

/// <summary>
/// Reads what <c>kubectl get nodes,pods,pdb -A -o json</c> (or <c>-o yaml</c>) prints: one List of mixed kinds, or several Lists or objects
/// after each other, in one file or in several; plain or gzip. A folder or an archive stands for all files of this kind in it, as a
/// must-gather or a bug report has them.
/// </summary>
/// <example><c>ClusterInventory cluster = InventoryReader.Load("cluster.json");</c></example>
internal static class InventoryReader
{
    /// <summary>A large cluster's file is held in memory as it is, not as a tree.</summary>
    private const int MostBytes = 1 << 30;

    /// <summary>Reads files.</summary>
    /// <param name="paths">The files; <c>-</c> is standard input.</param>
    /// <exception cref="InputException">A file can't be read, is no JSON, or a value is wrong; or there is no node.</exception>
    public static ClusterInventory Load(params IReadOnlyList<string> paths) => Gather(paths).Build(paths);

    /// <summary>Reads the ztunnel pods of files, which need hold no nodes: what <c>kubectl get pods -o json</c> prints will do.</summary>
    /// <param name="paths">The files; <c>-</c> is standard input.</param>
    /// <exception cref="InputException">As for <see cref="Load"/>, or there is no ztunnel pod.</exception>
    public static ZTunnelPods LoadZTunnels(params IReadOnlyList<string> paths)
    {
        ZTunnelPods pods = Gather(paths).ZTunnels(paths);
        return pods.Pods.Count > 0 ? pods : throw new InputException(
            "there is no ztunnel pod; get all of it with: kubectl get nodes,pods -A -o json", paths.Count == 1 ? paths[0] : null);
    }

    /// <summary>Reads a text.</summary>
    /// <param name="json">The text, in UTF-8.</param>
    /// <param name="file">The file that it stands for, for messages.</param>
    /// <exception cref="InputException">As for <see cref="Load"/>.</exception>
    public static ClusterInventory Parse(ReadOnlySpan<byte> json, string file)
    {
        Utf8Text.Require(json, file);
        InventoryBuilder builder = new();
        Read(json, file, builder);
        return builder.Build([file]);
    }

    private static InventoryBuilder Gather(IReadOnlyList<string> paths)
    {
        InventoryBuilder builder = new();
        foreach (string path in paths)
        {
            bool isEmpty = true;
            InputException? cut = null;
            foreach (TreeFile file in FileTree.Open(path, standardInput: null, InventoryFiles.MayBe, onCut: e => cut = e))
            {
                using PeekStream stream = file.Stream;
                try
                {
                    if (!file.IsNamed && !InventoryFiles.Is(stream.Peek())) continue;
                    isEmpty = false;
                    Read(stream, file.Name, builder);
                    if (cut is not null) throw cut;
                }
                catch (InputException e) when (!file.IsNamed || cut is not null)
                {
                    // That it is cut says more than what is missing then. One damaged file of hundreds hides nothing of the others.
                    if (file.IsNamed) throw cut ?? e;
                    builder.SkipFile(cut ?? e);
                }
                finally
                {
                    cut = null;
                }
            }
            // An archive's own end comes after its last file.
            if (cut is not null) throw cut;
            if (isEmpty) throw new InputException(
                "holds no nodes and pods as kubectl prints them; get all of it with: kubectl get nodes,pods,pdb -A -o json", path);
        }
        return builder;
    }

    private static void Read(PeekStream stream, string file, InventoryBuilder builder) =>
        Read(Utf8Text.ReadWhole(stream, file, MostBytes).Span, file, builder);

    // Item by item, so that of a large cluster's file no more than its text is in memory.
    private static void Read(ReadOnlySpan<byte> json, string file, InventoryBuilder builder)
    {
        if (DescribedNodes.Is(json))
        {
            DescribedNodes.Read(json, file, builder);
            return;
        }
        if (InventoryYaml.IsYaml(json))
        {
            InventoryYaml.Read(json, file, builder);
            return;
        }
        Utf8JsonReader reader = new(json, JsonInput.Several);
        LineCounter lines = new();
        try
        {
            while (reader.Read())
            {
                Expect(reader.TokenType == JsonTokenType.StartObject, json, ref reader, ref lines, file,
                    "an object, such as a List, is expected.");
                if (ItemsIn(json[(int)reader.TokenStartIndex..]) is not { } items)
                {
                    Add(json, ref reader, null, ref lines, file, builder);
                    continue;
                }
                long list = reader.TokenStartIndex;
                string? listed = KindOfItems(json[(int)list..]);
                while (reader.TokenType != JsonTokenType.StartArray || reader.TokenStartIndex != list + items) reader.Read();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    Expect(reader.TokenType == JsonTokenType.StartObject, json, ref reader, ref lines, file,
                        "a list of objects is expected.");
                    Add(json, ref reader, listed, ref lines, file, builder);
                }
                while (reader.CurrentDepth > 0) reader.Read();
            }
        }
        catch (JsonException e)
        {
            int line = e.LineNumber is { } before ? (int)before + 1 : lines.Of(json, (int)reader.TokenStartIndex);
            throw new InputException($"not valid JSON: {Sentence(e.Message)}", file, line, inner: e);
        }
    }

    private static void Add(
        ReadOnlySpan<byte> json, ref Utf8JsonReader reader, string? listed, ref LineCounter lines, string file, InventoryBuilder builder)
    {
        int line = lines.Of(json, (int)reader.TokenStartIndex);
        builder.Add(JsonSyntax.Read(ref reader, line), listed, file);
    }

    /// <summary>Where the list of a List starts, from the List's start; null for any other object, and for what is no JSON.</summary>
    private static long? ItemsIn(ReadOnlySpan<byte> json) => StartOf("items"u8, JsonTokenType.StartArray, json);

    /// <summary>Node for a NodeList; null for a List of mixed kinds, whose items say what they are.</summary>
    private static string? KindOfItems(ReadOnlySpan<byte> json)
    {
        if (StartOf("kind"u8, JsonTokenType.String, json) is not { } start) return null;
        Utf8JsonReader reader = new(json[(int)start..], JsonInput.Several);
        reader.Read();
        return ItemKind(Encoding.UTF8.GetString(reader.Unescaped()));
    }

    /// <summary>Node of NodeList; null for any other word, and for a List of mixed kinds.</summary>
    internal static string? ItemKind(string kind)
    {
        const string List = "List";
        return kind.Length > List.Length && kind.EndsWith(List, StringComparison.Ordinal) ? kind[..^List.Length] : null;
    }

    /// <summary>Where the value of an object's key starts, if it is such a token.</summary>
    private static long? StartOf(ReadOnlySpan<byte> key, JsonTokenType token, ReadOnlySpan<byte> json)
    {
        Utf8JsonReader reader = new(json, JsonInput.Several);
        try
        {
            reader.Read();
            while (reader.Read() && reader.CurrentDepth > 0)
            {
                bool isKey = reader.TokenType == JsonTokenType.PropertyName && reader.Unescaped().SequenceEqual(key);
                if (!reader.Read()) return null;
                if (isKey && reader.TokenType == token) return reader.TokenStartIndex;
                reader.Skip();
            }
        }
        catch (JsonException)
        {
            // Found again, with its line, when the object is read.
        }
        return null;
    }

    private static void Expect(
        bool holds, ReadOnlySpan<byte> json, ref Utf8JsonReader reader, ref LineCounter lines, string file, string message)
    {
        if (!holds) throw new InputException(message, file, lines.Of(json, (int)reader.TokenStartIndex));
    }

    private static string Sentence(string message) => message.Split(" LineNumber:")[0].ReplaceLineEndings(" ").TrimEnd('.') + ".";

    /// <summary>The lines of rising positions.</summary>
    private struct LineCounter
    {
        private int _position;
        private int _line;

        public int Of(ReadOnlySpan<byte> text, int position)
        {
            _line += text[_position..Math.Max(_position, position)].Count((byte)'\n');
            _position = Math.Max(_position, position);
            return _line + 1;
        }
    }
}
