using System.CommandLine;

namespace ZTunnelSim.Cli;

/// <summary><c>ztunnelsim merge</c>: parts of a study become what one machine would have answered.</summary>
internal static class MergeCommand
{
    public static Command Create()
    {
        Argument<string[]> directories = new("directories")
        {
            Description = "The folders that the parts lie in, as --shard wrote them: all of a study, of one version, scenario and seed.",
            Arity = ArgumentArity.OneOrMore,
        };
        Option<string?> scenario = OptionValues.Path(
            "--scenario", "The scenario that the parts were run with, where it lies elsewhere than it did there. It has to be the same.");
        Option<string?> output = CommonOptions.Out("Write into this directory what the study itself would, with the same bytes.");
        Option<OutputFormat> format = OutputOption.Create();

        Command command = new("merge", "Puts the parts of a sweep, comparison or sensitivity together: the same, bit for bit, as one run.")
        {
            directories, scenario, output, format,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetRequiredValue(directories), parsed.GetValue(scenario), parsed.GetValue(output), parsed.GetValue(format),
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        string[] directories, string? scenario, string? output, OutputFormat format, CancellationToken cancellationToken)
    {
        using StudyParts parts = StudyParts.Open(directories, ResultDocument.Version!);
        PartHeader header = parts.Header;
        string file = scenario ?? header.Scenario;
        if (scenario is null && !File.Exists(file))
            throw new InputException("is the scenario that the parts name, and is not here: say where it is with --scenario.", file);
        string[] answer = ["--output", format == OutputFormat.Json ? "json" : "text"];
        ParseResult study = Studies.Parse(
            header.Study, parts, file, [.. header.Options, .. answer, .. output is null ? [] : new[] { $"--out={output}" }]);
        InvocationConfiguration invocation = new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
        return await study.InvokeAsync(invocation, cancellationToken);
    }
}
