namespace ZTunnelSim.Data;

/// <summary>All parts of a study: read side by side, replication by replication, they are what one machine would have run.</summary>
internal sealed class StudyParts : IReplicationRecords, IDisposable
{
    private readonly Part[] _parts;

    private StudyParts(Part[] parts) => _parts = parts;

    /// <summary>What they are parts of; of the first part.</summary>
    public PartHeader Header => _parts[0].Header;

    /// <summary>Reads the parts that lie in folders.</summary>
    /// <param name="directories">The folders.</param>
    /// <param name="version">The version of the simulator that is to take them.</param>
    /// <exception cref="InputException">
    /// A folder has none, a part is damaged, of another version or study than the first, there twice, or missing.
    /// </exception>
    public static StudyParts Open(IEnumerable<string> directories, string version)
    {
        (string Path, PartHeader Header)[] found = [.. directories.SelectMany(PathsIn).Select(path => (path, PartFile.Check(path)))];
        (string firstPath, PartHeader first) = found[0];
        if (first.Version != version)
        {
            throw new InputException(
                $"was run by version {first.Version}, but this is {version}, whose results may be others: merge with the former, or "
                + "run all parts again.", firstPath);
        }
        string?[] paths = new string?[first.Of];
        foreach ((string path, PartHeader header) in found)
        {
            if (header.DifferenceFrom(first) is { } difference)
                throw new InputException($"{difference.What} {difference.Own}, but {firstPath} {difference.Others}.", path);
            if (paths[header.Shard - 1] is { } same) throw new InputException($"is part {header.Part}, which {same} is, too.", path);
            paths[header.Shard - 1] = path;
        }
        int[] missing = [.. Enumerable.Range(1, first.Of).Where(k => paths[k - 1] is null)];
        if (missing.Length > 0)
        {
            throw new InputException(
                $"of {first.Of} parts {(missing.Length == 1 ? "one is" : $"{missing.Length} are")} missing: "
                + $"{string.Join(", ", missing.Take(20).Select(k => $"{k}/{first.Of}"))}{(missing.Length > 20 ? ", ..." : "")}. "
                + $"Run {(missing.Length == 1 ? "it" : "them")} with --shard.");
        }
        return new StudyParts([.. paths.Select(path => new Part(path!))]);
    }

    /// <summary>Makes sure that they are of a scenario.</summary>
    /// <exception cref="InputException">They are of another.</exception>
    public void RequireScenario(Scenario scenario)
    {
        string hash = ScenarioFiles.Of(scenario).Hash();
        if (hash == Header.ScenarioSha256) return;
        throw new InputException(
            $"is not what the parts were run with: it, or a file that it names, has changed (SHA-256 {hash}, but {_parts[0].Path} "
            + $"{Header.ScenarioSha256}).", scenario.File);
    }

    /// <inheritdoc/>
    public T Read<T>(int replication, Func<ReplicationRecord, T> read) => _parts[replication % _parts.Length].Next(replication, read);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Part part in _parts) part.Dispose();
    }

    private static string[] PathsIn(string directory)
    {
        if (File.Exists(directory)) throw new InputException("is a file, but a folder with parts is expected.", directory);
        try
        {
            string[] paths = [.. Directory.GetFiles(directory, PartHeader.FilePattern).Order(StringComparer.Ordinal)];
            return paths.Length > 0
                ? paths
                : throw new InputException($"has no parts of a study in it ({PartHeader.FilePattern}, as --shard writes them).", directory);
        }
        catch (Exception e) when (InputFile.IsReadFailure(e))
        {
            throw InputFile.ReadFailure(e, directory);
        }
    }

    /// <summary>A part, read on from its first replication.</summary>
    private sealed class Part : IDisposable
    {
        private readonly StreamReader _reader;
        private int _line = 1;

        public Part(string path)
        {
            Path = path;
            _reader = new(PartFile.Open(path));
            Header = PartFile.Read<PartHeader>(PartFile.Line(_reader, path, _line), path, _line);
        }

        public string Path { get; }

        public PartHeader Header { get; }

        public T Next<T>(int replication, Func<ReplicationRecord, T> read)
        {
            _line++;
            PartLine line = PartFile.Read<PartLine>(PartFile.Line(_reader, Path, _line), Path, _line);
            if (line.Replication != replication)
                throw new InputException($"has replication {line.Replication} where {replication} is expected.", Path, _line);
            try
            {
                return read(new(line.Numbers, line.Words));
            }
            catch (Exception e) when (e is FormatException or ArgumentException or OverflowException)
            {
                throw new InputException($"is of another study: {e.Message.ReplaceLineEndings(" ")}", Path, _line, inner: e);
            }
        }

        public void Dispose() => _reader.Dispose();
    }
}
