namespace ZTunnelSim.Data;

/// <summary>Reads connections from files of any <see cref="ConnectionFormat"/>.</summary>
/// <remarks>
/// Files are streamed: memory does not grow with their size beyond what is kept of each connection. A file may be gzip or Zstandard,
/// whatever its name; <c>-</c> is standard input; a folder or a tar archive stands for the logs of ztunnels in it. Several files are read
/// as one set of data, each with its own format and its own observation window.
/// </remarks>
public static class ConnectionFiles
{
    /// <summary>Reads files and puts their connections together by workload.</summary>
    /// <param name="paths">The files, at least one; <c>-</c> is standard input.</param>
    /// <param name="options">How; null is the default.</param>
    /// <param name="cancellation">Stops reading.</param>
    /// <exception cref="InputException">
    /// A file cannot be read, its format is not known or its header unusable; or reading is strict and a line was not understood.
    /// </exception>
    /// <exception cref="OperationCanceledException">Reading was stopped.</exception>
    public static ConnectionData Read(
        IEnumerable<string> paths, ConnectionReadOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= new ConnectionReadOptions();
        options.Validate();
        ConnectionCollector collector = new(options);
        return collector.Of(ReadAll(paths, options, collector, cancellation));
    }

    /// <summary>Reads one file and puts its connections together by workload.</summary>
    /// <inheritdoc cref="Read(IEnumerable{string}, ConnectionReadOptions?, CancellationToken)"/>
    /// <param name="path">The file; <c>-</c> is standard input.</param>
    /// <param name="options">How; null is the default.</param>
    /// <param name="cancellation">Stops reading.</param>
    public static ConnectionData Read(
        string path, ConnectionReadOptions? options = null, CancellationToken cancellation = default) =>
        Read([path], options, cancellation);

    /// <summary>Reads files and hands on each connection, of both sides, as it comes; keeps none.</summary>
    internal static ConnectionReadReport ReadAll(
        IEnumerable<string> paths, ConnectionReadOptions options, IConnectionSink sink, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(paths);
        ConnectionReadReport report = new(options.Strict);
        ReadContext context = new(options, report, sink, cancellation);
        HashSet<string> known = [];
        foreach (string path in paths)
        {
            if (path != InputFile.StandardInput && path.Length > 0 && !known.Add(Path.GetFullPath(path)))
            {
                report.Note($"{path}: is named twice, and read once.");
                continue;
            }
            List<string> others = [];
            bool hasLog = false;
            foreach (TreeFile source in LogSources.Open(path, options.StandardInput, options.BytesRead, report.Cut))
            {
                // What else there is of the cluster in a folder is read by those whose it is.
                if (!source.IsNamed && GivenFiles.IsOther(source.Stream.Peek())) source.Stream.Dispose();
                else if (Read(source, path, context, report, cancellation)) hasLog = true;
                else others.Add(source.Name);
            }
            if (!hasLog) throw new InputException($"holds no log that is known; looked at {string.Join(", ", others.Take(3))}.", path);
            if (others.Count > 0)
            {
                string files = others.Count == 1 ? "1 file with ztunnel's name in its path is no log"
                    : $"{others.Count} files with ztunnel's name in their paths are no logs";
                report.Note($"{path}: {files}: {others[0]}{(others.Count > 1 ? "..." : "")}.");
            }
        }
        if (report.Files.Count == 0) throw new InputException("no file is named.");
        context.End();
        return report;
    }

    /// <summary>Reads one file; false where it is one of many and of no known format.</summary>
    private static bool Read(
        TreeFile source, string path, ReadContext context, ConnectionReadReport report, CancellationToken cancellation)
    {
        ConnectionFormat format = context.Options.Format;
        bool mayBeLog = format is ConnectionFormat.Auto or ConnectionFormat.AccessLog;
        using PeekStream stream = mayBeLog ? LogEnvelope.Unwrap(source.Stream, source.Name, cancellation) : source.Stream;
        if (format == ConnectionFormat.Auto)
        {
            if (FormatDetection.Known(stream.Peek()) is not { } known)
                return source.IsNamed ? throw FormatDetection.Unknown(stream.Peek(), source.Name) : false;
            format = known;
        }
        context.Begin(source.Name);
        (long lines, long connections) = (report.Lines, report.Connections);
        ReaderOf(format)(stream, context);
        report.Add(new ConnectionFileReport(source.Name, path, format, report.Lines - lines, report.Connections - connections));
        return true;
    }

    private static Action<PeekStream, ReadContext> ReaderOf(ConnectionFormat format) => format switch
    {
        ConnectionFormat.AccessLog => AccessLogReader.Read,
        ConnectionFormat.Csv => ConnectionCsvReader.Read,
        ConnectionFormat.ZeekTsv => ZeekReader.ReadTsv,
        ConnectionFormat.ZeekJson => ZeekReader.ReadJson,
        _ => OpenConnectionsReader.Read,
    };
}
