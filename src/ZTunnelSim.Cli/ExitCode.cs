namespace ZTunnelSim.Cli;

/// <summary>What the tool tells the shell.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>Something is wrong with what was given: a file, a key, an option.</summary>
    public const int BadInput = 2;

    /// <summary>All went well, but no grace period holds the limits: a script must not go on as if one did.</summary>
    public const int NothingHolds = 3;

    /// <summary>All went well, but what was observed lies outside its prediction: the same answer of no.</summary>
    public const int Outside = NothingHolds;

    /// <summary>Ended by Ctrl+C, as shells count it: 128 + SIGINT.</summary>
    public const int Cancelled = 130;
}
