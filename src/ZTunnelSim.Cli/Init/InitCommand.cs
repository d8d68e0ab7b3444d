using System.CommandLine;

namespace ZTunnelSim.Cli;

/// <summary><c>ztunnelsim init</c>: a scenario to begin with, and the schema by which an editor completes it.</summary>
internal static class InitCommand
{
    private const string ScenarioName = "scenario.yaml", SchemaName = "scenario.schema.json";

    public static Command Create()
    {
        Option<string?> output = CommonOptions.Out("The directory to write them into. Default: the current one.");
        Option<OutputFormat> format = OutputOption.Create();
        Command command = new("init", $"Writes {ScenarioName}, a commented scenario that runs as it stands, and its {SchemaName}.")
        {
            output, format,
        };
        command.SetAction((parsed, _) => Task.FromResult(Run(parsed.GetValue(output) ?? ".", parsed.GetValue(format))));
        return command;
    }

    private static int Run(string directory, OutputFormat format)
    {
        string scenario = Path.Combine(directory, ScenarioName), schema = Path.Combine(directory, SchemaName);
        // Somebody's work is not written over; the schema is nobody's.
        if (File.Exists(scenario))
            throw new InputException("is there already: name another directory with --out, or move it away.", scenario);
        OutputSet.Prepare(directory);
        OutputSet.Write(set =>
        {
            set.Add(schema, Resource(SchemaName));
            set.Add(scenario, Resource(ScenarioName));
        });
        Answer.Give(
            format, () => Terminal.Print($"Written: {scenario}, {schema}", $"Try: {ToolName.Current} sweep {scenario}"),
            new ResultDocument("init", new { ScenarioFile = scenario, SchemaFile = schema }));
        return ExitCode.Success;
    }

    private static string Resource(string name)
    {
        using Stream stream = typeof(InitCommand).Assembly.GetManifestResourceStream(name)!;
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
