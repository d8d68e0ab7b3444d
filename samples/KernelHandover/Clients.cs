using System.Diagnostics;
using System.Net;
using ZTunnelSim;

/// <summary>
/// All clients of one port: they open connections as a Poisson process, hold each for a drawn lifetime, and keep the ledger of what became
/// of it.
/// </summary>
/// <remarks>
/// One thread does everything in the order in which it is due. Where the machine is busy, it is late, and then it is late for everything:
/// the ledger is that of a faultless clock that stood still for a while. <see cref="ClockAt"/> tells that clock's time; spans that are
/// measured by it are those that the clients' connections have lived through, however busy the machine is.
/// </remarks>
internal sealed class Clients : IDisposable
{
    /// <summary>How far back the past goes that is played without sockets: nothing lives so long.</summary>
    private const double PastSeconds = 3600;

    private readonly IPEndPoint _proxy;
    private readonly double _openedPerSecond;
    private readonly DurationLaw _lifetime;
    private readonly Random _random;
    private readonly PriorityQueue<Connection, double> _ends = new();
    private readonly List<(double Due, double Done)> _log = [];
    private readonly List<Connection> _ledger = [];
    private readonly long _start;
    private double _nextOpening;

    /// <summary>Clients in a stationary state: the past is played without sockets, and what it has left open is opened at once.</summary>
    /// <remarks>
    /// Real clients would have to warm up for many times the mean lifetime: of the connections that outlive a drain of 3 s here, one in
    /// twelve was older than 10 s as it began. To draw the lives left from the stationary-excess law would be to assume what theory says.
    /// </remarks>
    public Clients(int port, double openedPerSecond, DurationLaw lifetime, Random random)
    {
        (_proxy, _openedPerSecond, _lifetime, _random) = (new(IPAddress.Loopback, port), openedPerSecond, lifetime, random);
        _start = Stopwatch.GetTimestamp();
        for (double age = NextGap(); age < PastSeconds; age += NextGap())
        {
            double life = NextLife();
            if (life > age) Open(due: 0, end: life - age);
        }
        _nextOpening = NextGap();
    }

    /// <summary>Every connection that was opened.</summary>
    public IReadOnlyList<Connection> Ledger => _ledger;

    /// <summary>How many connections found no listener.</summary>
    public int Refused { get; private set; }

    private double Now => SecondsAt(Stopwatch.GetTimestamp());

    /// <summary>Opens and ends connections until something has come true.</summary>
    public void RunUntil(Func<bool> isTrue)
    {
        while (!isTrue())
        {
            double due = _ends.TryPeek(out _, out double end) ? Math.Min(end, _nextOpening) : _nextOpening;
            if (Now < due)
                Thread.Sleep(1);
            else if (due == _nextOpening)
            {
                Open(due, due + NextLife());
                _nextOpening += NextGap();
            }
            else
            {
                Connection connection = _ends.Dequeue();
                connection.End();
                connection.SettledAt = Done(due);
            }
        }
    }

    /// <summary>Goes on until something is reported, and says what.</summary>
    public Report RunUntil(Task<Report> reported)
    {
        RunUntil(() => reported.IsCompleted);
        return reported.GetAwaiter().GetResult();
    }

    public void RunFor(TimeSpan time)
    {
        double end = Now + time.TotalSeconds;
        RunUntil(() => Now >= end);
    }

    /// <summary>Finds out what has become of the connections that nobody has ended.</summary>
    public void LookAtAll()
    {
        foreach (Connection connection in _ledger.Where(c => c.Outcome == Outcome.Open)) connection.Look();
    }

    /// <summary>A time in seconds since the clients' start.</summary>
    public double SecondsAt(long timestamp) => Stopwatch.GetElapsedTime(_start, timestamp).TotalSeconds;

    /// <summary>How far the clients had come at that time: up to what they did next, if that was late.</summary>
    public double ClockAt(long timestamp)
    {
        double seconds = SecondsAt(timestamp);
        int next = _log.FindIndex(entry => entry.Done > seconds);
        return next < 0 ? seconds : Math.Min(seconds, _log[next].Due);
    }

    public void Dispose()
    {
        foreach (Connection connection in _ledger) connection.Dispose();
    }

    private void Open(double due, double end)
    {
        // Every fourth client is one that its proxy doesn't listen to.
        Connection? connection = Connection.Open(_proxy, sends: _ledger.Count % 4 == 0);
        double opened = Done(due);
        if (connection is null)
        {
            Refused++;
            return;
        }
        connection.OpenedAt = opened;
        _ledger.Add(connection);
        _ends.Enqueue(connection, end);
    }

    private double Done(double due)
    {
        double done = Now;
        _log.Add((due, done));
        return done;
    }

    private double NextGap() => -Math.Log(1 - _random.NextDouble()) / _openedPerSecond;

    private double NextLife() => _lifetime.Quantile(_random.NextDouble());
}
