using System.Runtime.InteropServices;

namespace ZTunnelSim;

/// <summary>
/// Sessions whose connection was cut: how often, whether and when they come back, and for how long they were without one.
/// </summary>
internal sealed class ClientSessions(IReadOnlyList<Workload> workloads)
{
    private const double RetrySeconds = 1;

    private readonly PriorityQueue<int, double> _attempts = new();
    private readonly List<Session> _sessions = [];
    private readonly ClientStatistics _statistics = new(workloads);

    /// <summary>When a client next tries to reconnect.</summary>
    public double NextAttempt => _attempts.NextTime();

    /// <summary>How many are without a connection and will try again.</summary>
    public int Waiting => _attempts.Count;

    public ClientStatistics Statistics => _statistics;

    /// <summary>Removes the next attempt: when, and of which session.</summary>
    public (double Time, int Session) DequeueAttempt() => _attempts.DequeueNext();

    public (int Workload, int SourcePod, double End) this[int session] =>
        (_sessions[session].Workload, _sessions[session].SourcePod, _sessions[session].End);

    /// <summary>A connection was cut, by a drain's end or by a pod's exit.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="now">When.</param>
    /// <param name="isReset">Whether by the end of ztunnel's drain.</param>
    /// <param name="comesBack">Whether its client is still there to come back.</param>
    /// <param name="clients">What its client does.</param>
    /// <param name="random">What it waits by.</param>
    public void Cut(
        in SessionConnection connection, double now, bool isReset, bool comesBack, ClientBehaviour clients,
        ref RandomStream random)
    {
        int index = connection.Session;
        if (index < 0)
        {
            index = _sessions.Count;
            _sessions.Add(new(connection.Workload, connection.SourcePod, connection.End));
        }
        ref Session session = ref At(index);
        if (isReset) _statistics.Reset(session.Workload, ++session.Resets);
        session.LostAt = now;
        session.Attempt = 0;
        if (!comesBack || !clients.ComesBack) _statistics.Lost(session.Workload);
        else ScheduleAttempt(index, now, clients, ref random);
    }

    /// <summary>A client's connection will be cut by what is not part of the run, and the client comes back.</summary>
    public void Expect(int workload, int sourcePod, double end, double cutAt, ClientBehaviour clients, ref RandomStream random)
    {
        _sessions.Add(new(workload, sourcePod, end) { LostAt = cutAt });
        ScheduleAttempt(_sessions.Count - 1, cutAt, clients, ref random);
    }

    /// <summary>A client has a connection again.</summary>
    public void Reconnected(int index, double now)
    {
        Session session = _sessions[index];
        _statistics.Reconnected(session.Workload, now, now - session.LostAt);
    }

    /// <summary>An attempt was refused; the client tries again.</summary>
    public void Refused(int index, double now, ClientBehaviour clients, ref RandomStream random)
    {
        _statistics.RefusedAttempt(_sessions[index].Workload);
        At(index).Attempt++;
        ScheduleAttempt(index, now, clients, ref random);
    }

    /// <summary>The session ended without a connection.</summary>
    public void Over(int index) => _statistics.Lost(_sessions[index].Workload);

    private void ScheduleAttempt(int index, double now, ClientBehaviour clients, ref RandomStream random) =>
        _attempts.Enqueue(index, now + Wait(clients, _sessions[index].Attempt, ref random));

    private static double Wait(ClientBehaviour clients, int attempt, ref RandomStream random)
    {
        switch (clients)
        {
            case ReconnectsWithBackoff backoff:
                double longest = backoff.LongestWaitSeconds(attempt);
                return longest * (1 - backoff.Jitter * random.NextDouble());
            case ReconnectsOnNextUse use when attempt == 0:
                double idle = use.Idle.Sample(ref random);
                // The cut comes at any time between two keepalives.
                return use.KeepaliveSeconds is { } keepalive ? Math.Min(idle, keepalive * random.NextDouble()) : idle;
            default:
                return RetrySeconds;
        }
    }

    private ref Session At(int index) => ref CollectionsMarshal.AsSpan(_sessions)[index];

    private struct Session(int workload, int sourcePod, double end)
    {
        public readonly int Workload => workload;

        public readonly int SourcePod => sourcePod;

        public readonly double End => end;

        public int Resets { get; set; }

        public int Attempt { get; set; }

        public double LostAt { get; set; }
    }
}
