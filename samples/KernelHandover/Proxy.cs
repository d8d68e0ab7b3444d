using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

/// <summary>
/// What a ztunnel does with connections, and nothing else: it listens beside others on one port, says to each client who serves it, and on
/// SIGTERM closes its listener, serves what it holds, and closes that by force at the end of its drain budget.
/// </summary>
internal static class Proxy
{
    /// <summary>Longer than a busy machine lets a process wait: no connection is to be dropped because the queue is full.</summary>
    private const int Backlog = 4096;

    private const int MicrosecondsBetweenLooks = 5000;

    /// <summary>Runs the process until its drain is over; it also ends when its standard input does, and so with its parent.</summary>
    /// <param name="port">The port of 127.0.0.1 to listen on; 0: a free one.</param>
    /// <param name="name">What it sends to each client that it accepts.</param>
    /// <param name="drainBudget">The drain budget G.</param>
    public static int Run(int port, byte name, TimeSpan drainBudget)
    {
        new Thread(ExitWithParent) { IsBackground = true }.Start();
        using ManualResetEventSlim terminated = new();
        using PosixSignalRegistration onSigterm = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            terminated.Set();
        });

        Socket? listener = Listen(port);
        Report(ProxyEvent.Listening, Stopwatch.GetTimestamp(), ((IPEndPoint)listener.LocalEndPoint!).Port);

        List<Socket> held = [], unread = [];
        long closed = 0;
        while (true)
        {
            foreach (Socket socket in Readable(listener, held))
            {
                if (socket == listener)
                    Accept(listener, name, held);
                else
                    Look(socket, held, unread);
            }
            // A client that has sent something before sends once more when it ends.
            foreach (Socket ended in unread.FindAll(socket => socket.Available != 1))
            {
                unread.Remove(ended);
                ended.Close();
            }

            if (listener is not null && terminated.IsSet)
            {
                // Linux resets what waits in the accept queue of a listener that closes. It waits for microseconds, and on a busy machine
                // for longer: what a machine's load makes of it is not the question here, so that the queue is emptied first.
                Accept(listener, name, held);
                closed = Stopwatch.GetTimestamp();
                listener.Close();
                listener = null;
                Report(ProxyEvent.ListenerClosed, closed, held.Count + unread.Count);
            }
            if (listener is not null) continue;
            bool isOver = Stopwatch.GetElapsedTime(closed) >= drainBudget;
            if (held.Count + unread.Count > 0 && !isOver) continue;
            Report(ProxyEvent.Drained, Stopwatch.GetTimestamp(), held.Count + unread.Count);
            // A plain close(2), as a process makes that drops its sockets: the kernel decides what the client sees.
            foreach (Socket socket in held.Concat(unread)) socket.Close();
            return 0;
        }
    }

    private static Socket Listen(int port)
    {
        const int SolSocket = 1, SoReusePort = 15;
        Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.SetRawSocketOption(SolSocket, SoReusePort, BitConverter.GetBytes(1));
        listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
        listener.Listen(Backlog);
        return listener;
    }

    /// <summary>The sockets that have something to tell, waiting a little for the first of them.</summary>
    private static List<Socket> Readable(Socket? listener, List<Socket> held)
    {
        List<Socket> sockets = listener is null ? [.. held] : [listener, .. held];
        if (sockets.Count > 0)
            Socket.Select(sockets, null, null, MicrosecondsBetweenLooks);
        else
            Thread.Sleep(MicrosecondsBetweenLooks / 1000);
        return sockets;
    }

    /// <summary>Accepts all that waits.</summary>
    private static void Accept(Socket listener, byte name, List<Socket> held)
    {
        while (listener.Poll(0, SelectMode.SelectRead))
        {
            Socket accepted = listener.Accept();
            accepted.Send([name]);
            held.Add(accepted);
        }
    }

    /// <summary>A client has ended the connection, or has sent something: that stays unread, as if whoever it is for were busy.</summary>
    private static void Look(Socket socket, List<Socket> held, List<Socket> unread)
    {
        held.Remove(socket);
        if (socket.Available > 0)
            unread.Add(socket);
        else
            socket.Close();
    }

    private static void Report(ProxyEvent what, long timestamp, int value) => Console.WriteLine($"{what} {timestamp} {value}");

    private static void ExitWithParent()
    {
        using Stream input = Console.OpenStandardInput();
        while (input.ReadByte() >= 0) continue;
        Environment.Exit(1);
    }
}
