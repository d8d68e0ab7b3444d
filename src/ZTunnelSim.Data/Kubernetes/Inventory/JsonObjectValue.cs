using System.Globalization;
using System.Text.Json;

namespace ZTunnelSim.Data;

/// <summary>A value of a JSON file, with the place that an error about it names; what is left out or null is "missing".</summary>
internal readonly struct JsonObjectValue(JsonElement element, string file, int line, string key)
{
    public bool IsMissing => element.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null;

    public InputException Error(string message) => new(message, file, line, key.TrimEnd(':'));

    /// <summary>The value of a key of this object; missing where the object is.</summary>
    public JsonObjectValue this[string name]
    {
        get
        {
            JsonElement value = default;
            if (!IsMissing)
            {
                if (element.ValueKind != JsonValueKind.Object) throw Error($"an object is expected, but {Given} was given.");
                element.TryGetProperty(name, out value);
            }
            return new(value, file, line, key.Length == 0 ? name : key.EndsWith(':') ? $"{key} {name}" : $"{key}.{name}");
        }
    }

    /// <summary>The elements of this list; none where it is missing.</summary>
    public IEnumerable<JsonObjectValue> Items()
    {
        if (IsMissing) return [];
        if (element.ValueKind != JsonValueKind.Array) throw Error($"a list is expected, but {Given} was given.");
        (string ownFile, int ownLine, string ownKey) = (file, line, key);
        return element.EnumerateArray().Select((item, i) => new JsonObjectValue(item, ownFile, ownLine, $"{ownKey}[{i}]"));
    }

    /// <summary>The texts of this object, by key.</summary>
    public Dictionary<string, string> Texts()
    {
        Dictionary<string, string> texts = [];
        if (IsMissing) return texts;
        if (element.ValueKind != JsonValueKind.Object) throw Error($"an object is expected, but {Given} was given.");
        foreach (JsonProperty property in element.EnumerateObject()) texts[property.Name] = this[property.Name].Text() ?? "";
        return texts;
    }

    public string? Text() => IsMissing ? null
        : element.ValueKind == JsonValueKind.String ? element.GetString()
        : throw Error($"a text is expected, but {Given} was given.");

    public string RequiredText() => Text() is { Length: > 0 } text ? text : throw Error("a text is expected, but nothing was given.");

    public bool Flag() => element.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False or JsonValueKind.Undefined or JsonValueKind.Null => false,
        _ => throw Error($"true or false is expected, but {Given} was given."),
    };

    /// <summary>A whole number of at least 0; null where it is missing.</summary>
    public long? Integer() => IsMissing ? null
        : element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out long number) && number >= 0 ? number
        : throw Error($"a whole number of at least 0 is expected, but {Given} was given.");

    /// <summary>A whole number; null where it is missing.</summary>
    public long? SignedInteger() => IsMissing ? null
        : element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out long number)
        ? number
        : throw Error($"a whole number is expected, but {Given} was given.");

    /// <summary>A quantity of at least 0; null where it is missing.</summary>
    public Quantity? Quantity()
    {
        if (IsMissing) return null;
        string? text = element.ValueKind == JsonValueKind.Number ? element.GetRawText() : Text();
        return ZTunnelSim.Data.Quantity.TryParse(text!, out Quantity quantity) && quantity.Amount >= 0
            ? quantity
            : throw Error($"a quantity of at least 0, such as 250m or 1.5Gi, is expected, but {Given} was given.");
    }

    /// <summary>A number or a percentage; null where it is missing.</summary>
    public IntOrPercent? Limit()
    {
        if (IsMissing) return null;
        string? text = element.ValueKind == JsonValueKind.Number ? Integer()!.Value.ToString(CultureInfo.InvariantCulture) : Text();
        return IntOrPercent.TryParse(text!, out IntOrPercent limit)
            ? limit
            : throw Error($"a number or a percentage up to 100% is expected, but {Given} was given.");
    }

    private string Given => element.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => SyntaxNode.Quote(element.GetString()!),
        JsonValueKind.Undefined or JsonValueKind.Null => "nothing",
        _ => SyntaxNode.Quote(element.GetRawText()),
    };
}
