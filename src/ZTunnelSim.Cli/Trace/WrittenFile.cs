namespace ZTunnelSim.Cli;

/// <summary>A file that a command wrote.</summary>
/// <param name="File">Its path.</param>
/// <param name="Lines">How many lines or events it has.</param>
internal sealed record WrittenFile(string File, long Lines)
{
    /// <summary>The document of a command whose answer is files.</summary>
    public static ResultDocument Document(string command, Scenario scenario, object body) =>
        new(command, body) { Notes = [.. ScenarioNotes.Of(scenario)] };
}
