using System.Text;

namespace ZTunnelSim.Data;

/// <summary>Which column of a connection CSV holds what, told from its header.</summary>
internal sealed class CsvColumns
{
    private static readonly Dictionary<string, Role> Names = new()
    {
        ["duration"] = Role.Duration,
        ["lifetime"] = Role.Duration,
        ["age"] = Role.Duration,
        ["elapsed"] = Role.Duration,
        ["start"] = Role.Start,
        ["starttime"] = Role.Start,
        ["started"] = Role.Start,
        ["startedat"] = Role.Start,
        ["opened"] = Role.Start,
        ["openedat"] = Role.Start,
        ["end"] = Role.End,
        ["endtime"] = Role.End,
        ["ended"] = Role.End,
        ["endedat"] = Role.End,
        ["closed"] = Role.End,
        ["closedat"] = Role.End,
        ["workload"] = Role.Workload,
        ["app"] = Role.Workload,
        ["application"] = Role.Workload,
        ["deployment"] = Role.Workload,
        ["service"] = Role.Service,
        ["dstservice"] = Role.Service,
        ["destinationservice"] = Role.Service,
        ["dstworkload"] = Role.DestinationWorkload,
        ["destinationworkload"] = Role.DestinationWorkload,
        ["namespace"] = Role.DestinationNamespace,
        ["dstnamespace"] = Role.DestinationNamespace,
        ["destinationnamespace"] = Role.DestinationNamespace,
        ["destinationworkloadnamespace"] = Role.DestinationNamespace,
        ["srcworkload"] = Role.SourceWorkload,
        ["sourceworkload"] = Role.SourceWorkload,
        ["srcnamespace"] = Role.SourceNamespace,
        ["sourcenamespace"] = Role.SourceNamespace,
        ["sourceworkloadnamespace"] = Role.SourceNamespace,
        ["direction"] = Role.Direction,
        ["reporter"] = Role.Direction,
        ["censored"] = Role.Censored,
        ["iscensored"] = Role.Censored,
        ["stillopen"] = Role.Censored,
        ["observed"] = Role.Observed,
        ["event"] = Role.Observed,
        ["entry"] = Role.Entry,
        ["entryage"] = Role.Entry,
        ["truncated"] = Role.Entry,
        ["delayedentry"] = Role.Entry,
    };

    private readonly Dictionary<Role, Column> _columns = [];

    /// <summary>Finds the columns.</summary>
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
    public enum Role
    {
        Duration, Start, End, Workload, Service, DestinationWorkload, DestinationNamespace, SourceWorkload,
        SourceNamespace, Direction, Censored, Observed, Entry,
    }

    /// <summary>The number of columns.</summary>
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
        return Names.TryGetValue(plain, out Role role) ? role : null;
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
            if (Has(Role.Duration) && this[Role.Duration].UnitSeconds is { } own && own != seconds)
            {
                throw new InputException(
                    $"the column says its own unit, but the unit given is {given}.", file, 1, this[Role.Duration].Name);
            }
            if (Has(Role.Duration))
                _columns[Role.Duration] = this[Role.Duration] with { UnitSeconds = seconds };
        }
        // An entry age without a unit of its own is in that of the durations.
        if (Has(Role.Entry) && Has(Role.Duration) && this[Role.Entry].UnitSeconds is null)
            _columns[Role.Entry] = this[Role.Entry] with { UnitSeconds = this[Role.Duration].UnitSeconds };
    }

    /// <summary>A column.</summary>
    /// <param name="Index">From 0.</param>
    /// <param name="Name">As the header has it.</param>
    /// <param name="UnitSeconds">Its unit in seconds; null where each value has its own.</param>
    public sealed record Column(int Index, string Name, double? UnitSeconds);
}
