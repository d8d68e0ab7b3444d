using ZTunnelSim.Collecting;

namespace ZTunnelSim.Cli;

/// <summary>
/// What <c>ztunnelsim collect</c> says of a bundle: what is in it, what its logs cover, what is not in it, and how to go on.
/// </summary>
internal static class CollectReport
{
    /// <summary>Of a large cluster's logs those that cover least are shown.</summary>
    private const int MostLogs = 12;

    private static readonly (string Kind, string Name)[] Kinds =
    [
        ("objects", "objects"), ("log", "logs"), ("previousLog", "logs of the process before"), ("connections", "connections open now"),
        ("metrics", "metrics"), ("prometheus", "Prometheus"),
    ];

    public static void Print(CollectResult result, CollectOptions options)
    {
        BundleManifest manifest = result.Manifest;
        string version = manifest.KubernetesVersion is { } known ? $", Kubernetes {known}" : "";
        Terminal.Print($"{options.Out}: bundle of context '{result.Context}'{version}, {manifest.Files.Count:#,0} files"
            + (manifest.Redacted ? ", names hashed." : "."));
        var kinds = Kinds.Select(kind => (kind.Name, Files: manifest.Files.Where(f => f.Kind == kind.Kind).ToArray()))
            .Where(kind => kind.Files.Length > 0);
        Terminal.Print(TextTable.Of("What is in it", kinds, new Column<(string Name, BundleFile[] Files)>[]
        {
            new("what", kind => kind.Name, IsNumeric: false),
            new("files", kind => $"{kind.Files.Length:#,0}"),
            new("size", kind => Size(kind.Files.Sum(f => f.Bytes))),
            new("of them", kind => Details(kind.Files), IsNumeric: false, Wraps: true),
        }));
        PrintLogs(result.Logs);
        Terminal.Print(["", .. Answer.AsNotes([.. CutLogs(result.Logs, options), .. result.Notes])]);
        Terminal.Print(Gaps(result).Select(gap => $"Not read: {gap}"));
        Terminal.Print($"RBAC used, all of it to read: {Rights(result.Rights)}.");
        Terminal.Print(Next(manifest, options.Out));
    }

    public static ResultDocument Document(CollectResult result, CollectOptions options) => new("collect", new
    {
        Bundle = options.Out,
        result.Context,
        result.Manifest.KubernetesVersion,
        result.Manifest.Namespaces,
        result.Manifest.SinceSeconds,
        result.Manifest.Redacted,
        Files = result.Manifest.Files.Select(file => new { file.Path, file.Kind, file.Bytes }),
        Logs = result.Logs.Select(log => new
        {
            log.Pod,
            log.Node,
            log.IsPrevious,
            log.First,
            log.Last,
            CoversSeconds = log.Covers.TotalSeconds,
            IsBeginningMissing = log.IsCut,
        }),
        NotRead = Gaps(result),
        Rbac = result.Rights.Select(rule =>
            $"{rule.Verb} {rule.FullResource}" + (rule.Namespace is { } space ? $" in {space}" : "")),
    })
    {
        Notes = result.Notes,
        Warnings = [.. CutLogs(result.Logs, options)],
    };

    /// <summary>What is not in it and why, a sentence for all that is alike.</summary>
    private static IEnumerable<string> Gaps(CollectResult result) =>
        result.Gaps.GroupBy(g => $"{g.What}\n{g.ReasonWithoutNames}").Select(alike => Gap([.. alike]));

    private static void PrintLogs(IReadOnlyList<LogCoverage> logs)
    {
        if (logs.Count == 0) return;
        LogCoverage[] shown = [.. logs.OrderBy(log => log.Covers).Take(MostLogs)];
        string which = logs.Count > MostLogs ? $" ({MostLogs} of {logs.Count:#,0}, the shortest)" : "";
        Terminal.Print(TextTable.Of($"What the logs cover{which}", shown, new Column<LogCoverage>[]
        {
            new("node", log => log.Node, IsNumeric: false),
            new("pod", log => log.Pod + (log.IsPrevious ? ", process before" : ""), IsNumeric: false),
            new("covers", log => log.First is null ? "no line" : DurationFormat.Brief(log.Covers.TotalSeconds)),
            new("from", log => Time(log.First), IsNumeric: false),
            new("to", log => Time(log.Last), IsNumeric: false),
            new("", log => log.IsCut ? "beginning missing" : "", IsNumeric: false),
        }));
    }

    private static IEnumerable<string> CutLogs(IReadOnlyList<LogCoverage> logs, CollectOptions options)
    {
        LogCoverage[] cut = [.. logs.Where(log => log.IsCut)];
        if (cut.Length == 0) yield break;
        LogCoverage least = cut.MinBy(log => log.Covers)!;
        yield return $"{cut.Length:#,0} of {logs.Count(log => !log.IsPrevious):#,0} logs do not go back for "
            + $"{DurationFormat.Brief(options.Since.TotalSeconds)}, or to their process's start; that of node {least.Node} covers "
            + $"{DurationFormat.Brief(least.Covers.TotalSeconds)}. A kubelet hands out the latest file only, of at most "
            + "containerLogMaxSize (10 MiB unless it is set): on a busy node that may be minutes. Longer ones are where your logs are "
            + "shipped to; 'ztunnelsim fit' reads those too.";
    }

    private static string Details(BundleFile[] all)
    {
        if (all[0].Kind == "objects")
            return string.Join(", ", all.Select(f => $"{f.Count:#,0} {Path.GetFileNameWithoutExtension(f.Path)}"));
        if (all[0].Kind == "prometheus")
            return string.Join(", ", all.Select(f => $"{f.Count:#,0} series {Path.GetFileNameWithoutExtension(f.Path)}"));
        int pods = all.Select(f => f.Pod).Distinct().Count();
        return $"{pods:#,0} {(pods == 1 ? "ztunnel" : "ztunnels")}";
    }

    private static string Gap(CollectionGap[] alike)
    {
        string[] names = [.. alike.Select(gap => gap.Of).OfType<string>().Order(StringComparer.Ordinal)];
        string whose = names.Length == 0 ? "" : alike[0].What.EndsWith(" in", StringComparison.Ordinal)
            ? $" {NameList.Of(names)}"
            : $" of {(names.Length == 1 ? names[0] : $"{names.Length:#,0} pods ({NameList.Of(names)})")}";
        return $"{alike[0].What}{whose}: {alike[0].Reason.TrimEnd('.')}.{Consequence(alike[0])}";
    }

    /// <summary>What a gap costs, where that is much or nothing.</summary>
    private static string Consequence(CollectionGap gap) => gap.What switch
    {
        "nodes" => " Without nodes no command can take the cluster from this bundle.",
        "pods" => " Without all pods it is not known what else runs on the nodes.",
        "the connections open now" =>
            " ztunnel's admin port listens on the pod's own loopback by default: 'istioctl ztunnel-config connections -o json' gets them.",
        _ => "",
    };

    private static string Rights(IReadOnlyList<AccessRule> rights) => string.Join("; ", rights
        .GroupBy(rule => (rule.Verb, rule.Namespace))
        .Select(group => $"{group.Key.Verb} {string.Join(", ", group.Select(rule => rule.FullResource))}"
            + (group.Key.Namespace is { } space ? $" in {space}" : "")));

    private static string Next(BundleManifest manifest, string folder)
    {
        if (manifest.Files.Any(f => f.Kind == "log")) return $"Next: ztunnelsim recommend {folder} --max-resets 5%";
        string[] counters = [.. manifest.Files.Where(f => f.Kind == "prometheus").Select(f => Path.Combine(folder, f.Path))];
        return counters.Length == 0
            ? "There is nothing in it to fit: neither a log nor counters."
            : $"Next: ztunnelsim fit --prometheus {string.Join(' ', counters)} --out fit";
    }

    private static string Time(DateTimeOffset? time) => time is { } known ? $"{known.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z" : "";

    private static string Size(long bytes) => bytes switch
    {
        >= 1 << 30 => $"{bytes / (double)(1 << 30):0.0} GiB",
        >= 1 << 20 => $"{bytes / (double)(1 << 20):0.0} MiB",
        >= 1 << 10 => $"{bytes / (double)(1 << 10):0.0} KiB",
        _ => $"{bytes} B",
    };
}
