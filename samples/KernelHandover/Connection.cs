using System.Net;
using System.Net.Sockets;

/// <summary>How a connection ended, for its client.</summary>
internal enum Outcome
{
    Open,

    /// <summary>The client ended it.</summary>
    Ended,

    /// <summary>It was cut, and the client saw an end of file: the kernel sent a FIN.</summary>
    CutByFin,

    /// <summary>It was cut, and the client saw "connection reset by peer": the kernel sent a RST.</summary>
    CutByRst,

    /// <summary>It was cut before anybody served it: in the accept queue of a listener that closed.</summary>
    Lost,
}

/// <summary>One entry of the clients' ledger: a connection as its client knows it.</summary>
internal sealed class Connection : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    private Connection(bool sends) => Sends = sends;

    /// <summary>Whether it has sent something that its proxy doesn't read.</summary>
    public bool Sends { get; }

    /// <summary>When it was opened, in seconds of the clients' clock.</summary>
    public double OpenedAt { get; set; }

    /// <summary>When its client ended it, or found it cut, on the same clock; infinite until then.</summary>
    public double SettledAt { get; set; } = double.PositiveInfinity;

    /// <summary>The name of the proxy that serves it, 0 as long as the client doesn't know.</summary>
    public byte Server { get; private set; }

    public Outcome Outcome { get; private set; }

    public bool IsCut => Outcome is Outcome.CutByFin or Outcome.CutByRst;

    /// <summary>Opens a connection; null where it is refused.</summary>
    public static Connection? Open(EndPoint proxy, bool sends)
    {
        Connection connection = new(sends);
        try
        {
            connection._socket.Connect(proxy);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused)
        {
            connection.Dispose();
            return null;
        }
        connection.SeeResets(connection.SendIfItSends);
        return connection;
    }

    /// <summary>Finds out who serves it, and whether it has been cut.</summary>
    /// <exception cref="TimeoutException">Nobody accepts it.</exception>
    public void Look() => SeeResets(() =>
    {
        // The kernel has chosen its listener long since; to be accepted can take a while on a busy machine.
        if (Server == 0 && !_socket.Poll(Patience, SelectMode.SelectRead)) throw new TimeoutException("A connection is not accepted.");
        if (Server == 0) Server = Receive();
        if (_socket.Poll(0, SelectMode.SelectRead) && Receive() == 0) Outcome = Server == 0 ? Outcome.Lost : Outcome.CutByFin;
    });

    /// <summary>Its client has had enough of it.</summary>
    public void End()
    {
        Look();
        SeeResets(SendIfItSends);
        if (Outcome == Outcome.Open) Outcome = Outcome.Ended;
        Dispose();
    }

    public void Dispose() => _socket.Dispose();

    private void SendIfItSends()
    {
        if (Sends) _socket.Send([1]);
    }

    /// <summary>What it has received; 0 at the end of file.</summary>
    private byte Receive()
    {
        byte[] received = new byte[1];
        return _socket.Receive(received) == 0 ? (byte)0 : received[0];
    }

    private void SeeResets(Action use)
    {
        if (Outcome != Outcome.Open) return;
        try
        {
            use();
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            Outcome = Server == 0 ? Outcome.Lost : Outcome.CutByRst;
        }
    }
}
