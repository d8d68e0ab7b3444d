namespace ZTunnelSim.Data;

/// <summary>Reads an inventory that kubectl printed as YAML: the same objects.</summary>
internal static class InventoryYaml
{
    /// <summary>Whether a text is such YAML: a line starts with a key that every Kubernetes object has, or a document begins.</summary>
    public static bool IsYaml(ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> start = text.TrimStart("\uFEFF"u8).TrimStart(" \t\r\n"u8);
        if (start.Length == 0 || start[0] is (byte)'{' or (byte)'[') return false;
        return start.StartsWith("apiVersion:"u8) || start.StartsWith("kind:"u8) || start.StartsWith("items:"u8)
            || start.StartsWith("---"u8);
    }

    public static void Read(ReadOnlySpan<byte> text, string file, InventoryBuilder builder)
    {
        SyntaxText source = SyntaxText.Read(text, file);
        foreach (SyntaxNode document in source.Filled)
        {
            if (document is not MapSyntax map)
                throw source.Error(document, "", $"an object is expected, but {document.Given} was given.");
            if (map.Get("items") is not ListSyntax items)
            {
                Add(map, null);
                continue;
            }
            string? listed = map.Get("kind") is ScalarSyntax kind ? InventoryReader.ItemKind(kind.Value) : null;
            foreach (SyntaxNode item in items.Items) Add(item.Resolved, listed);
        }

        void Add(SyntaxNode node, string? listed)
        {
            if (node is not MapSyntax) throw source.Error(node, "items", "a list of objects is expected.");
            builder.Add(node, listed, file);
        }
    }
}
