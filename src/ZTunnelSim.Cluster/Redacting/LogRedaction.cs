using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ZTunnelSim.Collecting;

/// <summary>
/// ztunnel's log without names: of access lines all that readers take, names hashed and errors put into ztunnel's own words; of other lines
/// what tells of a start or a drain. Any other line is left with its time and level alone, so that it is seen that the process spoke.
/// </summary>
internal sealed partial class LogRedaction(Redaction redaction)
{
    private const string LeftOut = "left out", Configuration = "running with config:", Node = "localNode: ";

    /// <summary>What tells of a process, as <see cref="LogProcess"/> reads it.</summary>
    private static readonly string[] Phrases =
    [
        "drain requested", "received signal SIGTERM", "drain duration expired with pending connections", "marking server ready",
        "listener established",
    ];

    private static readonly string[] AccessMessages = ["connection complete", "connection opened", "connection failed", "request complete"];

    private static readonly JsonSerializerOptions Unescaped = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The line to write; null where nothing is left of it.</summary>
    public string? Line(string line)
    {
        if (line.StartsWith('{')) return Json(line);
        if (Head().Match(line) is not { Success: true } head || !AccessLogText.BeginsRecord(Encoding.UTF8.GetBytes(line)))
            return NodeIn(line) is { } node ? Node + node : null;
        string rest = line[head.Length..];
        if (Access().Match(rest) is { Success: true } access)
            return $"{head.Value}{access.Value}{Fields(rest[access.Length..])}";
        string scope = Scope().Match(rest).Value;
        return head.Value + (scope.Length > 0 && Spoken(rest) is { } said ? $"{scope}\t{said}" : Spoken(rest) ?? LeftOut);
    }

    private string? Json(string line)
    {
        try
        {
            using JsonDocument document = JsonInput.Document(Encoding.UTF8.GetBytes(line));
            Dictionary<string, object?> kept = [];
            bool isAccess = (document.RootElement.At("scope").Text() ?? document.RootElement.At("target").Text()) == "access";
            foreach (JsonProperty member in document.RootElement.EnumerateObject())
            {
                if (member.Value.ValueKind is not (JsonValueKind.String or JsonValueKind.Number)) continue;
                string text = member.Value.ToString();
                object? value = member.Name switch
                {
                    "time" or "timestamp" or "level" => text,
                    "scope" or "target" => Path().IsMatch(text) ? text : null,
                    "message" => isAccess && AccessMessages.FirstOrDefault(text.StartsWith) is { } known ? known : Spoken(text) ?? LeftOut,
                    _ when !isAccess => null,
                    _ when member.Value.ValueKind == JsonValueKind.Number => member.Value.Clone(),
                    _ => Value(member.Name, text),
                };
                if (value is not null) kept[member.Name] = value;
            }
            return JsonSerializer.Serialize(kept, Unescaped);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private string Fields(string text)
    {
        StringBuilder fields = new();
        foreach (Match field in Field().Matches(text))
        {
            string name = field.Groups[1].Value, given = field.Groups[2].Value;
            bool isQuoted = given.StartsWith('"');
            string? value = Value(name, isQuoted ? given[1..^1] : given);
            if (value is null) continue;
            fields.Append(' ').Append(name).Append('=').Append(isQuoted ? $"\"{value}\"" : value);
        }
        // The message is followed by a tab where ztunnel writes it so.
        return fields.Length > 0 ? fields.ToString(1, fields.Length - 1) : "";
    }

    private string? Value(string name, string text) => name switch
    {
        "direction" or "duration" or "bytes_sent" or "bytes_recv" => Plain().IsMatch(text) ? text : null,
        "error" => LineErrors.TextOf(LineErrors.Of(Encoding.UTF8.GetBytes(text))),
        _ when name.StartsWith("src.", StringComparison.Ordinal) || name.StartsWith("dst.", StringComparison.Ordinal) =>
            redaction.Text(text),
        _ => null,
    };

    private string? Spoken(string message)
    {
        if (message.Contains(Configuration, StringComparison.Ordinal))
            return Configuration + (NodeIn(message) is { } node ? $" {Node}{node}" : "");
        return Phrases.FirstOrDefault(phrase => message.Contains(phrase, StringComparison.Ordinal));
    }

    private string? NodeIn(string text) => NodeName().Match(text) is { Success: true } node ? redaction.Text(node.Groups[1].Value) : null;

    [GeneratedRegex(@"^\S+[ \t]+[A-Za-z]+[ \t]+")]
    private static partial Regex Head();

    [GeneratedRegex(@"^(?:http[ \t]+)?access:?[ \t]+(?:connection (?:complete|opened|failed)|request complete)[ \t]*")]
    private static partial Regex Access();

    /// <summary>A module's path, which is a name of ztunnel's code.</summary>
    [GeneratedRegex(@"^[a-z0-9_]+(?:::[a-z0-9_]+)*(?=[ \t:])")]
    private static partial Regex Scope();

    [GeneratedRegex(@"^[a-z0-9_: ]+$")]
    private static partial Regex Path();

    [GeneratedRegex(@"([a-z_]+(?:\.[a-z_]+)*)=(""(?:[^""\\]|\\.)*""|[^\s""]*)")]
    private static partial Regex Field();

    [GeneratedRegex(@"^[a-z0-9.µ]+$")]
    private static partial Regex Plain();

    [GeneratedRegex(@"localNode: ([^\s\\]+)")]
    private static partial Regex NodeName();
}
