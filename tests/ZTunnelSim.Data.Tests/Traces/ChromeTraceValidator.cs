using System.Text.Json;

namespace ZTunnelSim.Data.Tests;

/// <summary>Checks a file against the documented trace-event format: what viewers rely on.</summary>
internal static class ChromeTraceValidator
{
    /// <summary>What is wrong, a sentence each; none where the file is good.</summary>
    public static IReadOnlyList<string> Validate(string json)
    {
        List<string> errors = [];
        using JsonDocument document = JsonDocument.Parse(json);
        HashSet<long> processes = [];
        HashSet<(long, long)> threads = [];
        Dictionary<(long, long), Stack<long>> open = [], begun = [];
        long last = long.MinValue;
        int index = 0;
        foreach (JsonElement e in document.RootElement.GetProperty("traceEvents").EnumerateArray())
        {
            string kind = e.GetProperty("ph").GetString()!;
            string name = e.GetProperty("name").GetString()!;
            (long pid, long tid) = (e.GetProperty("pid").GetInt64(), e.GetProperty("tid").GetInt64());
            void Require(bool holds, string what)
            {
                if (!holds) errors.Add($"event {index} ({kind} {name}): {what}");
            }

            if (kind == "M")
            {
                JsonElement arguments = e.GetProperty("args");
                switch (name)
                {
                    case "process_name": Require(processes.Add(pid), "the process has a name already"); goto case "name";
                    case "thread_name": Require(threads.Add((pid, tid)), "the thread has a name already"); goto case "name";
                    case "name": Require(arguments.GetProperty("name").GetString()!.Length > 0, "no name"); break;
                    case "process_sort_index" or "thread_sort_index":
                        Require(
                        arguments.GetProperty("sort_index").TryGetInt32(out _), "no sort_index"); break;
                    default: Require(false, "unknown metadata"); break;
                }
                index++;
                continue;
            }

            long ts = e.GetProperty("ts").GetInt64();
            Require(ts >= last, $"at {ts}, after {last}");
            Require(ts >= 0, "before the beginning");
            last = Math.Max(ts, last);
            Require(processes.Contains(pid), "its process has no name");
            if (kind != "C") Require(threads.Contains((pid, tid)), "its thread has no name");
            Stack<long> enclosing = Of(open);
            while (enclosing.TryPeek(out long end) && end <= ts) enclosing.Pop();
            switch (kind)
            {
                case "X":
                    long dur = e.GetProperty("dur").GetInt64();
                    Require(dur >= 0, "a negative duration");
                    Require(!enclosing.TryPeek(out long outer) || ts + dur <= outer, "overlaps what encloses it");
                    if (dur > 0) enclosing.Push(ts + dur);
                    break;
                case "B": Of(begun).Push(ts); break;
                case "E": Require(Of(begun).TryPop(out _), "ends what was not begun"); break;
                case "i": Require(e.GetProperty("s").GetString() is "g" or "p" or "t", "no scope"); break;
                case "C":
                    Require(e.GetProperty("args").EnumerateObject().Any(), "no values");
                    foreach (JsonProperty value in e.GetProperty("args").EnumerateObject())
                        Require(value.Value.GetDouble() >= 0, $"{value.Name} is negative");
                    break;
                default: Require(false, "unknown kind"); break;
            }
            index++;

            Stack<long> Of(Dictionary<(long, long), Stack<long>> stacks)
            {
                if (!stacks.TryGetValue((pid, tid), out Stack<long>? stack)) stacks[(pid, tid)] = stack = new();
                return stack;
            }
        }
        if (begun.Values.Any(b => b.Count > 0)) errors.Add("what was begun does not end");
        return errors;
    }
}
