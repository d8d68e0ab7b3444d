using ZTunnelSim;

/// <summary>A handover to be played: what the clients do, and for how long both proxies listen and the old one drains.</summary>
internal sealed record Handover(double OpenedPerSecond, DurationLaw Lifetime, TimeSpan Overlap, TimeSpan DrainBudget)
{
    private const byte Old = 1, New = 2;

    private static readonly TimeSpan BeforeTheUpdate = TimeSpan.FromSeconds(0.5);

    /// <summary>Plays it with two processes and real sockets.</summary>
    public HandoverLedger Play(int seed)
    {
        using ProxyProcess old = ProxyProcess.Start(port: 0, Old, DrainBudget);
        int port = old[ProxyEvent.Listening].GetAwaiter().GetResult().Value;
        using Clients clients = new(port, OpenedPerSecond, Lifetime, new Random(seed));
        clients.RunFor(BeforeTheUpdate);

        using ProxyProcess replacement = ProxyProcess.Start(port, New, DrainBudget);
        Report listening = clients.RunUntil(replacement[ProxyEvent.Listening]);
        clients.RunFor(Overlap);
        old.Terminate();
        Report closed = clients.RunUntil(old[ProxyEvent.ListenerClosed]);
        Report drained = clients.RunUntil(old[ProxyEvent.Drained]);
        old.WaitForExit();
        clients.LookAtAll();

        double closedAt = clients.SecondsAt(closed.Timestamp);
        List<Connection> ofOld = [.. clients.Ledger.Where(c => c.Server == Old)];
        List<Connection> inOverlap =
            [.. clients.Ledger.Where(c => c.OpenedAt > clients.SecondsAt(listening.Timestamp) && c.OpenedAt <= closedAt && c.Server != 0)];
        return new(this)
        {
            OverlapSeconds = clients.ClockAt(closed.Timestamp) - clients.ClockAt(listening.Timestamp),
            DrainSeconds = clients.ClockAt(drained.Timestamp) - clients.ClockAt(closed.Timestamp),
            IsForced = drained.Value > 0,
            OpenAtSigterm = ofOld.Count(c => c.SettledAt > closedAt),
            OpenedInOverlap = inOverlap.Count,
            ByNewInOverlap = inOverlap.Count(c => c.Server == New),
            Cut = [.. clients.Ledger.Where(c => c.IsCut)],
            Lost = clients.Ledger.Count(c => c.Outcome == Outcome.Lost),
            Refused = clients.Refused,
        };
    }
}

/// <summary>What the clients of a handover have seen.</summary>
internal sealed record HandoverLedger(Handover Handover)
{
    /// <summary>w: how long both listened, by the clients' clock.</summary>
    public required double OverlapSeconds { get; init; }

    /// <summary>D: from SIGTERM to the end of the drain, by the clients' clock.</summary>
    public required double DrainSeconds { get; init; }

    /// <summary>Whether the drain was ended by its budget.</summary>
    public required bool IsForced { get; init; }

    /// <summary>G by the clients' clock.</summary>
    public double DrainBudgetSeconds => IsForced ? DrainSeconds : Handover.DrainBudget.TotalSeconds;

    /// <summary>How many connections the old process held as it closed its listener.</summary>
    public required int OpenAtSigterm { get; init; }

    /// <summary>How many connections were opened while both listened.</summary>
    public required int OpenedInOverlap { get; init; }

    /// <summary>How many of these the kernel gave to the new process.</summary>
    public required int ByNewInOverlap { get; init; }

    /// <summary>The connections that were cut.</summary>
    public required IReadOnlyList<Connection> Cut { get; init; }

    /// <summary>How many connections a closing accept queue took with it.</summary>
    public required int Lost { get; init; }

    /// <summary>How many connections found no listener.</summary>
    public required int Refused { get; init; }
}
