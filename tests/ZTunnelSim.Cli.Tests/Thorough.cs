namespace ZTunnelSim.Cli.Tests;

/// <summary>
/// The attacks take a part of what they have, unless <c>ZTUNNELSIM_THOROUGH</c> is 1: then all of it, which takes a quarter of an hour more.
/// </summary>
internal static class Thorough
{
    public static bool IsAsked { get; } = Environment.GetEnvironmentVariable("ZTUNNELSIM_THOROUGH") == "1";

    /// <summary>Whether a thing is taken, by its number: each, or one of so many.</summary>
    public static bool Has(int number, int oneOf) => IsAsked || number % oneOf == 0;
}
