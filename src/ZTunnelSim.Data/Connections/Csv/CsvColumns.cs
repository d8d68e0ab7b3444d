using System.Text;

namespace ZTunnelSim.Data;

/// <summary>Which column of a connection CSV holds what, told from its header.</summary>
internal sealed class CsvColumns
{
    private static readonly (Role Role, string[] Names)[] Names =
    [
        (Role.Duration, ["duration", "lifetime", "age", "elapsed"]),
        (Role.Start, ["start", "starttime", "started", "startedat", "opened", "openedat"]),
        (Role.End, ["end", "endtime", "ended", "endedat", "closed", "closedat"]),
        (Role.Workload, ["workload", "app", "application", "deployment"]),
        (Role.Service, ["service", "dstservice", "destinationservice"]),
        (Role.DestinationWorkload, ["dstworkload", "destinationworkload"]),
        (Role.DestinationNamespace, ["namespace", "dstnamespace", "destinationnamespace", "destinationworkloadnamespace"]),
        (Role.SourceWorkload, ["srcworkload", "sourceworkload"]),
        (Role.SourceNamespace, ["srcnamespace", "sourcenamespace", "sourceworkloadnamespace"]),
        (Role.Direction, ["direction", "reporter"]),
        (Role.Censored, ["censored", "iscensored", "stillopen"]),
        (Role.Observed, ["observed", "event"]),
        (Role.Entry, ["entry", "entryage", "truncated", "delayedentry"]),
        (Role.Latest, ["latest", "latestage"]),
        (Role.Unanswered, ["unanswered", "peergone", "deadpeer"]),
    ];

    private readonly Dictionary<Role, Column> _columns = [];

    /// <exception cref="InputException">The header is unusable.</exception>
    public CsvColumns(string[] header, ConnectionCsvOptions options, string file)
    {
        Count = header.Length;
        for (int i = 0; i < header.Length; i++)
        {
            string name = header[i].Trim();
            Role? role = name == options.DurationColumn ? Role.Duration
                : name == options.WorkloadColumn ? Role.Workload
                : RoleOf(name);
            // A column named in the options takes the place of those that only look like it.
            if (role is not { } known || IsReplaced(known, name, options))
            {
                Ignored.Add(name);
                continue;
            }
            Column column = new(i, name, UnitOf(name));
            if (!_columns.TryAdd(known, column))
                throw new InputException($"'{_columns[known].Name}' and '{name}' both give the {known}; keep one.", file, 1);
        }
        Require(Role.Duration, options.DurationColumn, header, file);
        Require(Role.Workload, options.WorkloadColumn, header, file);
        if (!Has(Role.Duration) && !(Has(Role.Start) && Has(Role.End)))
        {
            throw new InputException(
                "the header has no column of durations, such as duration_s or duration_ms, nor both start and end; "
                + $"it has {string.Join(", ", header)}.", file, 1);
        }
        if (Has(Role.Censored) && Has(Role.Observed))
            throw new InputException("the header has both a censored and an observed column; keep one.", file, 1);
        SetUnits(options, file);
    }

    /// <summary>What a column can hold.</summary>
    internal enum Role
    {
        Duration, Start, End, Workload, Service, DestinationWorkload, DestinationNamespace, SourceWorkload, SourceNamespace, Direction,
        Censored, Observed, Entry, Latest, Unanswered,
    }

    public int Count { get; }

    /// <summary>The names of the columns that are not used.</summary>
    public List<string> Ignored { get; } = [];

    /// <summary>Whether a header's name is one that connections have: that is how a CSV file is told.</summary>
    public static bool IsKnown(string name) => RoleOf(name.Trim().Trim('"')) is not null;

    public bool Has(Role role) => _columns.ContainsKey(role);

    public Column this[Role role] => _columns[role];

    /// <summary>The unit that ends a name in seconds: duration_ms, duration (ms), duration.ms; null where there is none.</summary>
    private static double? UnitOf(string name)
    {
        (_, string last) = Split(name);
        return DurationFormat.TryUnit(Encoding.UTF8.GetBytes(last), out double seconds) ? seconds : null;
    }

    private static Role? RoleOf(string name)
    {
        (string first, _) = Split(name);
        string stem = UnitOf(name) is null ? name : first;
        string plain = string.Concat(stem.Where(char.IsLetterOrDigit)).ToLowerInvariant();
        return Names.Where(n => n.Names.Contains(plain)).Select(n => (Role?)n.Role).FirstOrDefault();
    }

    private static (string First, string Last) Split(string name)
    {
        string trimmed = name.TrimEnd(')', ']', ' ');
        int cut = trimmed.LastIndexOfAny(['_', ' ', '(', '[', '.', '-']);
        return cut < 0 ? (name, "") : (trimmed[..cut], trimmed[(cut + 1)..]);
    }

    private static bool IsReplaced(Role role, string name, ConnectionCsvOptions options) =>
        (role == Role.Duration && options.DurationColumn is { } duration && name != duration)
        || (role == Role.Workload && options.WorkloadColumn is { } workload && name != workload);

    private void Require(Role role, string? wanted, string[] header, string file)
    {
        if (wanted is not null && !Has(role))
            throw new InputException($"the header has no column '{wanted}'; it has {string.Join(", ", header)}.", file, 1);
    }

    private void SetUnits(ConnectionCsvOptions options, string file)
    {
        if (options.DurationUnit is { } given)
        {
            if (!DurationFormat.TryUnit(Encoding.UTF8.GetBytes(given), out double seconds))
                throw new InputException($"'{given}' is no unit; accepted: {DurationFormat.Units}.", key: nameof(options.DurationUnit));
            if (_columns.TryGetValue(Role.Duration, out Column? duration))
            {
                if (duration.UnitSeconds is { } own && own != seconds)
                    throw new InputException($"the column says its own unit, but the unit given is {given}.", file, 1, duration.Name);
                _columns[Role.Duration] = duration with { UnitSeconds = seconds };
            }
        }
        // Other ages without a unit of their own are in that of the durations.
        foreach (Role age in new[] { Role.Entry, Role.Latest })
        {
            if (Has(age) && Has(Role.Duration) && this[age].UnitSeconds is null)
                _columns[age] = this[age] with { UnitSeconds = this[Role.Duration].UnitSeconds };
        }
    }

    /// <summary>A column, by its place from 0 and its name in the header; its unit is null where each value has its own.</summary>
    internal sealed record Column(int Index, string Name, double? UnitSeconds);
}
