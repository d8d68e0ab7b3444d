using System.Text;

namespace ZTunnelSim.Data;

/// <summary>What the files, folders and archives hold that somebody names, told from their contents.</summary>
internal sealed record GivenFiles
{
    private static readonly byte[][] ScenarioKeys =
        [.. ScenarioReader.TopKeys.Where(key => key != "ztunnel").Select(key => Encoding.UTF8.GetBytes(key + ":"))];

    /// <summary>All that was named, in its order.</summary>
    public required IReadOnlyList<string> Named { get; init; }

    /// <summary>The one scenario; null: it is to be made from the rest.</summary>
    public string? Scenario { get; private init; }

    /// <summary>Where connections are: logs, tables, dumps; files, or folders and archives with logs in them.</summary>
    public IReadOnlyList<string> Connections { get; private init; } = [];

    /// <summary>What kubectl printed of nodes and pods: files, or folders and archives with such files in them.</summary>
    public IReadOnlyList<string> Inventory { get; private init; } = [];

    /// <summary>Counters of opened and closed connections.</summary>
    public IReadOnlyList<string> Counters { get; private init; } = [];

    /// <summary>The manifest of ztunnel, if there is one.</summary>
    public string? Manifest { get; private init; }

    /// <summary>What standard input holds, its beginning still to be read; null where it was not named.</summary>
    public Stream? StandardInput { get; private init; }

    /// <summary>Looks at what is named.</summary>
    /// <param name="paths">Files, folders and archives, at least one; <c>-</c> is standard input.</param>
    /// <param name="standardInput">What that reads.</param>
    /// <exception cref="InputException">
    /// One can't be read or holds nothing that is known, a scenario stands beside other files, or there are two manifests.
    /// </exception>
    public static GivenFiles Look(IReadOnlyList<string> paths, Stream? standardInput)
    {
        if (paths.Count == 0) throw new InputException("no file is named.");
        if (paths.Any(string.IsNullOrWhiteSpace)) throw new InputException("the name of a file is expected, but it is empty.");
        if (paths.GroupBy(path => path).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new InputException("is named twice.", twice.Key);
        Dictionary<FileKind, List<string>> found = Enum.GetValues<FileKind>().ToDictionary(kind => kind, _ => new List<string>());
        PeekStream? input = null;
        foreach (string path in paths)
        {
            PathKind kind = FileTree.KindOf(path);
            if (kind == PathKind.File)
            {
                // Standard input can't be looked at twice; whether a file is whole is told where it is read.
                PeekStream stream = InputFile.Open(path, standardInput, onCut: path == InputFile.StandardInput ? null : _ => { });
                found[KindOf(stream, path)].Add(path);
                if (path == InputFile.StandardInput) input = stream;
                else stream.Dispose();
            }
            else
            {
                LookInside(path, kind == PathKind.Folder, found);
            }
        }
        if (found[FileKind.Scenario] is { Count: > 0 } scenarios && paths.Count > 1)
        {
            throw new InputException(
                $"is a scenario, which names its own data: give it alone, or leave it out and give only data ({paths.Count} were named).",
                scenarios[0]);
        }
        if (found[FileKind.Manifest] is [_, var second, ..])
            throw new InputException("is a second manifest of ztunnel: name one.", second);
        return new GivenFiles
        {
            Named = paths,
            Scenario = found[FileKind.Scenario].FirstOrDefault(),
            Connections = found[FileKind.Connections],
            Inventory = found[FileKind.Inventory],
            Counters = found[FileKind.Counters],
            Manifest = found[FileKind.Manifest].FirstOrDefault(),
            StandardInput = input,
        };
    }

    /// <summary>The same where only data will do; there may be none.</summary>
    /// <inheritdoc cref="Look"/>
    public static GivenFiles OfData(IReadOnlyList<string> paths, Stream? standardInput)
    {
        if (paths.Count == 0) return new GivenFiles { Named = paths };
        GivenFiles files = Look(paths, standardInput);
        if (files.Scenario is { } scenario) throw new InputException("is a scenario, but data are expected here.", scenario);
        return files.Connections.Count + files.Counters.Count > 0 ? files : throw new InputException(
            "holds neither connections nor counters of them: give ztunnel's access logs too, or a table of connections.",
            string.Join(", ", paths));
    }

    /// <summary>Whether a file, by its beginning, holds what is known and is no log.</summary>
    public static bool IsOther(ReadOnlySpan<byte> head) =>
        InventoryFiles.IsKubernetes(head) || DescribedNodes.Is(head) || IsCounters(head);

    /// <summary>A folder or archive is named itself for its logs and its cluster; counters are named one by one.</summary>
    private static void LookInside(string path, bool isFolder, Dictionary<FileKind, List<string>> found)
    {
        bool hasLogs = false, hasCluster = false;
        List<string> manifests = [], ranges = [], scrapes = [];
        foreach (TreeFile file in FileTree.Open(
            path, standardInput: null, name => LogSources.IsOfZTunnel(name) || InventoryFiles.MayBe(name) || IsScrape(name),
            onCut: _ => { }))
        {
            using PeekStream stream = file.Stream;
            string name = Path.GetRelativePath(path, file.Name);
            ReadOnlySpan<byte> head = stream.Peek();
            // What patches and values of others there are in a folder is not meant: only what the cluster itself had.
            if (isFolder && InventoryFiles.IsDaemonSet(head) && IsManifest(file.Name)) manifests.Add(file.Name);
            if (InventoryFiles.Is(head)) hasCluster = true;
            else if (IsCounters(head)) (IsScrape(name) ? scrapes : ranges).Add(file.Name);
            else if (!hasLogs && LogSources.IsOfZTunnel(name)) hasLogs = IsKnown(stream, file.Name);
        }
        if (hasLogs) found[FileKind.Connections].Add(path);
        if (hasCluster) found[FileKind.Inventory].Add(path);
        if (isFolder) found[FileKind.Counters].AddRange(ranges.Count > 0 ? ranges : scrapes);
        if (manifests.Count == 1) found[FileKind.Manifest].Add(manifests[0]);
        if (!hasLogs && !hasCluster)
        {
            throw new InputException(
                "holds nothing that is known: no log of ztunnel's (with 'ztunnel' in its path), and no nodes and pods as kubectl prints "
                + "them.", path);
        }
    }

    private static FileKind KindOf(PeekStream stream, string path)
    {
        ReadOnlySpan<byte> head = stream.Peek();
        return InventoryFiles.Is(head) ? FileKind.Inventory
            : IsCounters(head) ? FileKind.Counters
            : IsScenario(head) || IsFlowScenario(head) ? FileKind.Scenario
            // Standard input can't be looked at twice.
            : path == InputFile.StandardInput || IsKnown(stream, path) ? FileKind.Connections
            : IsManifest(path) ? FileKind.Manifest
            // What is wrong with a scenario is told where it is read, and so it is with connections: with all that was looked for.
            : Path.GetExtension(path).ToLowerInvariant() is ".yaml" or ".yml" ? FileKind.Scenario
            : FileKind.Connections;
    }

    /// <summary>Whether connections are in it. What comes after the beginning is read.</summary>
    private static bool IsKnown(PeekStream stream, string path) =>
        FormatDetection.Known(LogEnvelope.Unwrap(stream, path, CancellationToken.None).Peek()) is not null;

    private static bool IsManifest(string path)
    {
        try
        {
            _ = ZTunnelManifest.Load(path);
            return true;
        }
        catch (InputException)
        {
            return false;
        }
    }

    /// <summary>Whether a key of a scenario stands at the beginning of a line.</summary>
    private static bool IsScenario(ReadOnlySpan<byte> head)
    {
        foreach (Range range in head.Split((byte)'\n'))
        {
            foreach (byte[] key in ScenarioKeys)
            {
                if (head[range].StartsWith(key)) return true;
            }
        }
        return false;
    }

    /// <summary>A scenario as one flow mapping, or as JSON: it has all keys that one must have.</summary>
    private static bool IsFlowScenario(ReadOnlySpan<byte> head)
    {
        if (!head.TrimStart(" \t\r\n"u8).StartsWith("{"u8)) return false;
        foreach (string key in ScenarioReader.RequiredKeys)
        {
            if (head.IndexOf(Encoding.UTF8.GetBytes(key)) < 0) return false;
        }
        return true;
    }

    /// <summary>An answer of Prometheus' API, or a scrape.</summary>
    private static bool IsCounters(ReadOnlySpan<byte> head)
    {
        ReadOnlySpan<byte> text = head.TrimStart(" \t\r\n"u8);
        return text.StartsWith("{"u8)
            ? head.IndexOf("\"resultType\""u8) >= 0 && head.IndexOf("\"streams\""u8) < 0
            : text.StartsWith("# HELP "u8) || text.StartsWith("# TYPE "u8) || text.StartsWith("istio_tcp_"u8);
    }

    private static bool IsScrape(string name) => name.EndsWith(".prom", StringComparison.OrdinalIgnoreCase);

    private enum FileKind
    {
        Scenario,
        Connections,
        Inventory,
        Counters,
        Manifest,
    }
}
