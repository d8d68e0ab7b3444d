using System.Text;
using System.Text.Json;

namespace ZTunnelSim.Collecting;

/// <summary>Single values out of JSON of which only these matter.</summary>
internal static class JsonElements
{
    /// <summary>The text that an object has under a name; null where the text is no such object.</summary>
    public static string? TextOf(string json, string name)
    {
        try
        {
            using JsonDocument document = JsonInput.Document(Encoding.UTF8.GetBytes(json));
            return document.RootElement.At(name).Text();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The value that a path of names leads to; an undefined one where there is none.</summary>
    public static JsonElement At(this JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (string name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element)) return default;
        }
        return element;
    }

    /// <summary>The value as text; null where it is none.</summary>
    public static string? Text(this JsonElement element) => element.ValueKind == JsonValueKind.String ? element.GetString() : null;

    /// <summary>The items of an array; none where it is none.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement element) =>
        element.ValueKind == JsonValueKind.Array ? element.EnumerateArray() : [];
}
