using System.CommandLine;
using System.CommandLine.Parsing;

namespace ZTunnelSim.Cli;

/// <summary>What stdout is for.</summary>
internal enum OutputFormat
{
    /// <summary>Sentences and tables, for people.</summary>
    Text,

    /// <summary>One JSON document, for programs (<see cref="ResultDocument"/>).</summary>
    Json,
}

/// <summary>The option that every command has that answers something.</summary>
internal static class OutputOption
{
    public static Option<OutputFormat> Create() => new("--output", "-o")
    {
        HelpName = "text|json",
        Description = "What to print: text, or one JSON document (its schema: data/schemas).",
        CustomParser = Format,
    };

    private static OutputFormat Format(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (text is "text" or "json") return text == "json" ? OutputFormat.Json : OutputFormat.Text;
        result.AddError($"--output takes text or json, but '{text}' was given.");
        return OutputFormat.Text;
    }
}
