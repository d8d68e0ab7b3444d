using System.CommandLine;

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
    public static Option<OutputFormat> Create()
    {
        Option<OutputFormat> option = OptionValues.Choice(
            "--output", "What to print: text, or one JSON document (its schema: data/schemas).",
            ("text", OutputFormat.Text), ("json", OutputFormat.Json));
        option.Aliases.Add("-o");
        return option;
    }
}
