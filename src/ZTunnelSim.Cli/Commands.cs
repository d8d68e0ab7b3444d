using System.CommandLine;

namespace ZTunnelSim.Cli;

/// <summary>The command tree. Without a command it shows its help: whoever types only its name wants to know what there is.</summary>
internal static class Commands
{
    /// <summary>
    /// How words are read: as they are. The library would take one that begins with @ for a file with more of them, also where it is from a
    /// part of a study that somebody else ran.
    /// </summary>
    public static readonly ParserConfiguration Words = new() { ResponseFileTokenReplacer = null };

    /// <param name="clock">What time it is; null: the system's.</param>
    public static RootCommand Create(TimeProvider? clock = null)
    {
        RootCommand root = new(
            "Predicts, before you update ztunnel, how many connections will be reset and how long the rollout takes "
            + "for each candidate terminationGracePeriodSeconds.")
        {
            InitCommand.Create(),
            CollectCommand.Create(),
            FitCommand.Create(),
            RecommendCommand.Create(),
            CheckCommand.Create(),
            CanaryCommand.Create(),
            WhenCommand.Create(clock ?? TimeProvider.System),
            SweepCommand.Create(),
            CompareCommand.Create(),
            TraceCommand.Create(),
            SensitivityCommand.Create(),
            MergeCommand.Create(),
            JobCommand.Create(),
            ApplyCommand.Create(),
            ReportCommand.Create(),
            BacktestCommand.Create(),
            LogsCommand.Create(),
            CompletionCommand.Create(),
        };
        root.HelpName = ToolName.Current;
        RootHelp.AddTo(root);
        return root;
    }
}
