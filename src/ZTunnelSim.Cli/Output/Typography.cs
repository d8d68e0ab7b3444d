using System.Text.RegularExpressions;

namespace ZTunnelSim.Cli;

/// <summary>Keeps together on a line what is read together.</summary>
internal static partial class Typography
{
    /// <summary>A number and its unit, the parts of a duration, and the ends of a range, with no-break spaces between.</summary>
    public static string Join(string text) => Joint().Replace(text, "\u00A0");

    [GeneratedRegex(
        @"(?<=\d) (?=(?:ms|s|min|h|d|%)(?!\w))|(?<=\d (?:min|h|d)) (?=\d)|(?<=\d) (?=to \d)|(?<=\d to) (?=\d)|(?<=\bT|\bT =) (?=[=\d])")]
    private static partial Regex Joint();
}
