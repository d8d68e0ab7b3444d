using System.CommandLine;
using System.CommandLine.Parsing;

namespace ZTunnelSim.Cli;

/// <summary>The options that say what a rollout must not exceed; shared by the commands that look for a T.</summary>
internal sealed class LimitOptions
{
    private const string ResetsAccepted = "a whole number of resets such as 250, or a share of the open connections such as 0.1%";

    private readonly Option<ResetLimit?> _resets = new("--max-resets")
    {
        Description = $"The most resets that one rollout may have: {ResetsAccepted}.",
        CustomParser = result => Resets(result, result.Tokens[0].Value),
    };

    private readonly Option<double?> _duration = OptionValues.Duration(
        "--max-duration", "The longest that the rollout may take: 90m, 2h, 1d, or seconds.");

    private readonly Option<KeyValuePair<string, ResetLimit>[]> _workloads = new("--workload")
    {
        Description = "A limit of one workload, such as postgres=0 (not one reset) or websockets=5%; may be given several times.",
        CustomParser = Workloads,
        DefaultValueFactory = _ => [],
    };

    private readonly Option<double?> _confidence = OptionValues.Share(
        "--confidence", "The probability with which each limit is to hold in the one rollout that you do.",
        confidence => confidence is >= 0.5 and < 1, "of at least 50% and below 100%, such as 95% or 0.95").Or(0.95);

    private readonly Option<Pacing> _pacing = OptionValues.Choice<Pacing>(
        "--pacing", "When the next node starts: as Kubernetes does it, or OneNodeAtATime.").Or(Pacing.Kubernetes);

    public IEnumerable<Option> All => [_resets, _duration, _workloads, _confidence, _pacing];

    /// <summary>Those that hold for all workloads together, where nothing else is known.</summary>
    public IEnumerable<Option> OfAllTogether => [_resets, _duration, _pacing];

    public bool IsGiven(CommandResult result) =>
        result.IsGiven(_resets) || result.IsGiven(_duration) || result.IsGiven(_workloads);

    /// <summary>What to say where only the duration is limited.</summary>
    public static InputException WithoutResets() => new(
        "without a limit on resets the shortest grace period is always the best; give --max-resets (such as 0.1%) or --workload (such as "
            + "postgres=0).");

    public Pacing PacingOf(ParseResult parsed) => parsed.GetValue(_pacing);

    /// <summary>The most resets of all workloads together; null: not limited.</summary>
    public ResetLimit? ResetsOf(ParseResult parsed) => parsed.GetValue(_resets);

    /// <summary>The longest duration in seconds; null: not limited.</summary>
    public double? DurationOf(ParseResult parsed) => parsed.GetValue(_duration);

    /// <summary>The limits; null where none on resets was given.</summary>
    public RolloutLimits? Read(ParseResult parsed, Cluster cluster)
    {
        ResetLimit? resets = parsed.GetValue(_resets);
        Dictionary<string, ResetLimit> workloads = [];
        foreach ((string name, ResetLimit limit) in parsed.GetValue(_workloads)!)
        {
            if (cluster.Workloads.All(w => w.Name != name))
                throw new InputException(
                    $"there is no workload '{name}'; the scenario has {string.Join(", ", cluster.Workloads.Select(w => w.Name))}.",
                    key: "--workload");
            if (!workloads.TryAdd(name, limit)) throw new InputException($"'{name}' is given twice.", key: "--workload");
        }
        if (resets is null && workloads.Count == 0) return null;
        return new RolloutLimits
        {
            MaxResetShare = resets is { IsShare: true } ? resets.Value.Value : null,
            MaxResets = resets is { IsShare: false } ? (long)resets.Value.Value : null,
            MaxResetsByWorkload = workloads,
            MaxDurationSeconds = parsed.GetValue(_duration),
            Confidence = parsed.GetValue(_confidence)!.Value,
        };
    }

    private static ResetLimit Resets(ArgumentResult result, string text) =>
        ResetLimit.TryParse(text, out ResetLimit limit) ? limit : OptionValues.Refuse<ResetLimit>(result, text, ResetsAccepted);

    private static KeyValuePair<string, ResetLimit>[] Workloads(ArgumentResult result) => [.. result.Tokens.Select(token =>
    {
        int at = token.Value.LastIndexOf('=');
        if (at > 0 && ResetLimit.TryParse(token.Value[(at + 1)..], out ResetLimit limit))
            return KeyValuePair.Create(token.Value[..at], limit);
        return OptionValues.Refuse<KeyValuePair<string, ResetLimit>>(
            result, token.Value, "a name and a limit such as postgres=0 or websockets=5%");
    })];
}
