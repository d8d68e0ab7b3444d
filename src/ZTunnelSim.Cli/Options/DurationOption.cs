using System.CommandLine.Parsing;

namespace ZTunnelSim.Cli;

internal static class DurationOption
{
    /// <summary>The seconds of a duration above 0.</summary>
    public static double? Positive(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (DurationFormat.TryParse(text, out double seconds) && seconds > 0) return seconds;
        string option = (result.Parent as OptionResult)?.Option.Name ?? result.Argument.Name;
        result.AddError($"{option} takes a duration above 0 (seconds as a number, or {DurationFormat.Accepted}), but '{text}' was given.");
        return null;
    }
}
