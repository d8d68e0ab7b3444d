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
            foreach (TreeFile file in FileTree.Open(path, standardInput: null, InventoryFiles.MayBe))
            {
                using PeekStream stream = file.Stream;
                if (!file.IsNamed && !InventoryFiles.Is(stream.Peek())) continue;
                isEmpty = false;
                try
                {
                    Read(stream, file.Name, builder);
                }
                catch (InputException e) when (!file.IsNamed)
                {
                    // One damaged file of hundreds hides nothing of the others.
                    builder.SkipFile(e);
                }
            }
            if (isEmpty) throw new InputException(
                "holds no nodes and pods as kubectl prints them; get all of it with: kubectl get nodes,pods,pdb -A -o json", path);
        }
        return builder;
    }

    private static void Read(PeekStream stream, string file, InventoryBuilder builder)
    {
        using MemoryStream buffer = new();
        try
        {
            stream.CopyTo(buffer);
        }
        catch (Exception e) when (InputFile.IsReadFailure(e))
        {
            throw InputFile.ReadFailure(e, file);
        }
        Read(buffer.GetBuffer().AsSpan(0, (int)buffer.Length), file, builder);
    }

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
        Utf8JsonReader reader = new(json, new JsonReaderOptions { AllowMultipleValues = true });
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
            throw new InputException($"not valid JSON: {Sentence(e.Message)}", file, (int)(e.LineNumber ?? 0) + 1, inner: e);
        }
        catch (InvalidOperationException e)
        {
            // A text with an escape that stands for no character.
            throw new InputException($"not valid JSON: {Sentence(e.Message)}", file, lines.Of(json, (int)reader.TokenStartIndex), inner: e);
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
        Utf8JsonReader reader = new(json[(int)start..]);
        reader.Read();
        return ItemKind(reader.GetString()!);
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
        Utf8JsonReader reader = new(json, new JsonReaderOptions { AllowMultipleValues = true });
        try
        {
            reader.Read();
            while (reader.Read() && reader.CurrentDepth > 0)
            {
                bool isKey = reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals(key);
                if (!reader.Read()) return null;
                if (isKey && reader.TokenType == token) return reader.TokenStartIndex;
                reader.Skip();
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
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

    private static string Sentence(string message) => SyntaxNode.Quote(message.Split(" LineNumber:")[0]).Trim('\'').TrimEnd('.') + ".";

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
