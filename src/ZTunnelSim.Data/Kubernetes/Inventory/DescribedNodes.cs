using System.Globalization;
using System.Text.Json;

namespace ZTunnelSim.Data;

/// <summary>
/// Reads nodes as <c>kubectl describe nodes</c> prints them, which is all that <c>istioctl bug-report</c> keeps of them: those of its
/// sections that an inventory needs.
/// </summary>
internal static class DescribedNodes
{
    /// <summary>Whether a text is such a description.</summary>
    public static bool Is(ReadOnlySpan<byte> text) => text.TrimStart(" \t\r\n"u8).StartsWith("Name:"u8) && text.IndexOf("\nRoles:"u8) > 0;

    public static void Read(ReadOnlySpan<byte> text, string file, InventoryBuilder builder)
    {
        List<(string Key, List<string> Lines)> sections = [];
        int number = 0, began = 1;
        foreach (string line in Utf8Text.Decode(text, file).Split('\n').Select(line => line.TrimEnd()))
        {
            number++;
            if (line.Length == 0) continue;
            if (char.IsWhiteSpace(line[0]))
            {
                if (sections.Count > 0) sections[^1].Lines.Add(line.Trim());
                continue;
            }
            string[] parts = line.Split(':', 2);
            if (parts[0] == "Name" && sections.Count > 0)
            {
                Add();
                began = number;
                sections.Clear();
            }
            sections.Add((parts[0], parts.Length > 1 && parts[1].Trim() is { Length: > 0 } value ? [value] : []));
        }
        if (sections.Count > 0) Add();

        void Add()
        {
            Utf8JsonReader json = new(AsJson(sections));
            json.Read();
            builder.Add(JsonSyntax.Read(ref json, began), listed: null, file);
        }
    }

    /// <summary>The same as the API server would have it.</summary>
    private static byte[] AsJson(List<(string Key, List<string> Lines)> sections)
    {
        IEnumerable<string> Lines(string key) =>
            sections.FirstOrDefault(section => section.Key == key).Lines is { } lines && lines is not ["<none>"] ? lines : [];
        string? day = Lines("CreationTimestamp").FirstOrDefault();
        string? created = DateTimeOffset.TryParse(
            day, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
            ? time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture) : null;
        return JsonSerializer.SerializeToUtf8Bytes(new
        {
            kind = "Node",
            metadata = new
            {
                name = Lines("Name").FirstOrDefault(),
                creationTimestamp = created,
                labels = Lines("Labels").Select(label => label.Split('=', 2)).GroupBy(label => label[0])
                    .ToDictionary(label => label.Key, label => label.Last().ElementAtOrDefault(1) ?? ""),
            },
            spec = new
            {
                unschedulable = Lines("Unschedulable").Contains("true"),
                taints = Lines("Taints").Select(Taint),
            },
            status = new
            {
                allocatable = Lines("Allocatable").Select(line => line.Split(':', 2)).Where(pair => pair.Length == 2)
                    .GroupBy(pair => pair[0]).ToDictionary(pair => pair.Key, pair => pair.Last()[1].Trim()),
                conditions = Lines("Conditions").Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                    .Where(words => words is [_, "True" or "False" or "Unknown", ..])
                    .Select(words => new { type = words[0], status = words[1] }),
            },
        });
    }

    /// <summary>A taint as <c>key=value:effect</c> or <c>key:effect</c>.</summary>
    private static object Taint(string text)
    {
        int at = text.LastIndexOf(':');
        string[] pair = text[..Math.Max(at, 0)].Split('=', 2);
        return new { key = pair[0], value = pair.ElementAtOrDefault(1) ?? "", effect = text[(at + 1)..] };
    }
}
