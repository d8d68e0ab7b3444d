using System.Runtime.CompilerServices;

namespace ZTunnelSim.Data;

/// <summary>
/// The connections that the drain of a server's ztunnel cut: their clients' lines have no error, and would pass for ends.
/// </summary>
/// <remarks>
/// <para>
/// Where the log of the server's ztunnel is given it tells of cuts in two ways. A line of a cut connection shares with the client's line
/// the server's address and, but for the way between the two, when it ended and how long it lived: recorded, their ends differ by up to
/// 45 ms. And a process that forces its drain to an end says so; of the lines of these cuts some or all are missing, as it exits before
/// they are written (in two of the recorded drains, of 109 and 74 connections, all of them). What a client saw end without an error at that
/// moment, on a server of that ztunnel and at an age of the drain's length at least, it cut.
/// </para>
/// <para>
/// A client's line leaves a mark of 32 bits: of the server, and of when it ended, in steps; by it the lines near a
/// cut are found again.
/// </para>
/// </remarks>
internal sealed class ServerCuts(int mostServers)
{
    /// <summary>The step in which ends are told.</summary>
    private const long StepTicks = 20 * TimeSpan.TicksPerMillisecond;

    /// <summary>So many steps the client's end lies before the server's or after it.</summary>
    private const int Steps = 3;

    /// <summary>So many steps after a drain was forced to its end clients see the cuts.</summary>
    private const int StepsAfter = 3;

    /// <summary>The most by which the durations of the two lines differ, in seconds.</summary>
    private const double MostSeconds = 0.25;

    private readonly Utf8Names<Server> _names = new();
    private readonly List<Server> _servers = [];
    private readonly List<(int Server, long EndTicks, double Seconds)> _lines = [];

    /// <summary>How many connections went through a tunnel to servers whose ztunnels' logs are not given.</summary>
    public long ToUnknown => Unknown.Sum(s => s.Connections);

    /// <summary>The ends that came together at servers whose ztunnels' logs are not given, the largest group first.</summary>
    public IReadOnlyList<SuddenEnd> Sudden =>
        [.. Unknown.SelectMany(s => s.Ends.Groups(s.Name)).OrderByDescending(g => g.Count).ThenBy(g => g.Time)];

    /// <summary>What drains of ztunnels whose logs are not given may have cut unseen: a note, or null where there are none.</summary>
    public string? Note()
    {
        const string CutsSo = "The drain of a server's ztunnel leaves no error in the client's line";
        if (ToUnknown == 0) return null;
        string to = $"{ToUnknown:#,0} connections went to servers whose ztunnels' logs are not given.";
        IReadOnlyList<SuddenEnd> sudden = Sudden;
        if (sudden is not [var largest, ..])
            return $"{to} {CutsSo}: those that it cut, if any, count as ended. Give these logs too if there was an update.";
        return $"{to} Of these {sudden.Sum(g => g.Count):#,0} ended together with others, which chance alone does not bring about: "
            + $"{largest.Count:#,0} to {largest.Server} at {largest.Time:yyyy-MM-dd HH:mm:ss}Z within 20 ms, where "
            + $"{Numbers.Count(largest.Expected)} would{(sudden.Count == 1 ? "" : $", and {sudden.Count - 1:#,0} groups more")}. "
            + $"{CutsSo}, and a server that stops ends its connections just so. They count as ended: were they cut, then lifetimes are "
            + "longer than the ends say. Give the logs of the servers' ztunnels too.";
    }

    private IEnumerable<Server> Unknown => _servers.Where(s => s.Logs.Count == 0);

    /// <summary>Takes a line of either side.</summary>
    /// <returns>The mark of a client's line; 0 for any other, and where the connection went through no tunnel.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public uint Add(in RawConnection connection)
    {
        if (connection.HboneAddress.IsEmpty || connection.Window is not { } log) return 0;
        if (Find(connection.HboneAddress) is not { } server) return 0;
        if (connection.Direction == ConnectionDirection.Outbound)
        {
            server.Connections++;
            if (connection.Ending == ConnectionEnding.Ended) server.Ends.Add(in connection);
            return MarkOf(server.Index, connection.EndTicks / StepTicks);
        }
        server.Logs.Add(log);
        if (connection.KilledByDrain) _lines.Add((server.Index, connection.EndTicks, connection.DurationSeconds));
        return 0;
    }

    /// <summary>Censors the clients' lines of the connections that were cut.</summary>
    /// <param name="clients">The lifetimes of outbound lines.</param>
    public void Censor(IEnumerable<LifetimeSet> clients)
    {
        Dictionary<uint, double> drains = Drains();
        ILookup<uint, int> lines = Enumerable.Range(0, _lines.Count)
            .SelectMany(i => Marks(_lines[i].Server, _lines[i].EndTicks, -Steps, Steps).Select(mark => (mark, i)))
            .ToLookup(m => m.mark, m => m.i);
        if (drains.Count == 0 && lines.Count == 0) return;
        List<(double Difference, int Line, LifetimeSet Set, int Index)> pairs = [];
        foreach (LifetimeSet set in clients)
        {
            for (int i = 0; i < set.Count; i++)
            {
                if (set.MarkOf(i) is not (not 0 and var mark)) continue;
                double seconds = set[i].Seconds;
                if (drains.TryGetValue(mark, out double least) && seconds >= least) set.Censor(i);
                foreach (int line in lines[mark])
                {
                    double difference = Math.Abs(seconds - _lines[line].Seconds);
                    if (difference < MostSeconds) pairs.Add((difference, line, set, i));
                }
            }
        }
        HashSet<int> cut = [];
        HashSet<(LifetimeSet, int)> taken = [];
        foreach ((_, int line, LifetimeSet set, int index) in pairs.OrderBy(p => p.Difference))
        {
            if (cut.Contains(line) || !taken.Add((set, index))) continue;
            cut.Add(line);
            set.Censor(index);
        }
    }

    /// <summary>For each mark of a moment at which a server's ztunnel cut, how long that drain was, in seconds.</summary>
    private Dictionary<uint, double> Drains()
    {
        Dictionary<uint, double> drains = [];
        foreach (Server server in _servers)
        {
            foreach (ForcedDrain drain in server.Logs.SelectMany(log => log.Process.ForcedDrains))
            {
                foreach (uint mark in Marks(server.Index, drain.EndTicks, -1, StepsAfter))
                    drains[mark] = Math.Min(drain.Seconds, drains.GetValueOrDefault(mark, double.PositiveInfinity));
            }
        }
        return drains;
    }

    private Server? Find(ReadOnlySpan<byte> address)
    {
        int port = address.LastIndexOf((byte)':');
        ReadOnlySpan<byte> host = port < 0 ? address : address[..port];
        if (_names.TryGet(host, out Server? server)) return server;
        if (_servers.Count >= mostServers) return null;
        server = new Server(_servers.Count, Utf8Names<Server>.Text(host));
        _servers.Add(server);
        _names.Add(host, server);
        return server;
    }

    private static IEnumerable<uint> Marks(int server, long ticks, int from, int to) =>
        Enumerable.Range(from, to - from + 1).Select(step => MarkOf(server, ticks / StepTicks + step));

    /// <summary>0 is no mark.</summary>
    private static uint MarkOf(int server, long step) => Math.Max(1u, (uint)(((ulong)server).And((ulong)step) >> 32));

    private sealed class Server(int index, string name)
    {
        public int Index => index;

        public string Name => name;

        /// <summary>The logs of its own ztunnel: those with a line of a connection that arrived there.</summary>
        public HashSet<ObservationWindow> Logs { get; } = [];

        public long Connections { get; set; }

        public SuddenEnds Ends { get; } = new();
    }
}
