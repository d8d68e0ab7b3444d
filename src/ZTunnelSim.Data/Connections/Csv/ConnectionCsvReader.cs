using System.Text;
using CsvHelper;
using Role = ZTunnelSim.Data.CsvColumns.Role;

namespace ZTunnelSim.Data;

/// <summary>A table of connections with named columns.</summary>
internal sealed class ConnectionCsvReader(ReadContext context, CsvReader csv, CsvColumns columns)
{
    public static void Read(PeekStream stream, ReadContext context)
    {
        bool isMalformed = false;
        using CsvReader csv = CsvReader.Create(stream, new CsvReaderOptions
        {
            Separator = Delimiter(FirstLine(stream.Peek())),
            // The header is a line like the others, so that lines can be accounted for.
            HasHeader = false,
            SkipEmptyLines = false,
            DetectSeparatorHint = false,
            TrackLineNumbers = true,
            TrimWhitespace = true,
            Encoding = Encoding.UTF8,
            // One quotation mark that is never closed must not swallow the rest of the file.
            AllowLineBreaksInQuotes = false,
            MaxRecordSize = LineReader.MaxLineBytes,
            OnMalformedRecord = _ => isMalformed = true,
        }, leaveOpen: true);
        try
        {
            if (!csv.Read()) return;
            context.CountLine();
            Utf8Text.RequireRow(csv.RawRecord, context.File, csv.LineNumber);
            CsvColumns columns = new(csv.Current.ToArray(), context.Options.Csv, context.File);
            context.Skip(SkipReason.Header, csv.LineNumber, SkipReason.Header.Describe(), csv.RawRecord);
            if (columns.Ignored.Count > 0) context.Note($"columns not used: {string.Join(", ", columns.Ignored)}.");

            ConnectionCsvReader reader = new(context, csv, columns);
            while (csv.Read())
            {
                context.Cancellation.ThrowIfCancellationRequested();
                context.CountLine();
                Utf8Text.RequireRow(csv.RawRecord, context.File, csv.LineNumber);
                if (isMalformed) reader.Skip(SkipReason.UnknownForm, "a quotation mark is not closed, or stands within a field");
                else if (Utf8Text.Problem(csv.RawRecord.TrimEnd("\r\n"u8)) is { } problem) reader.Skip(SkipReason.BadValue, problem);
                else reader.ReadRow();
                isMalformed = false;
            }
        }
        catch (CsvFormatException e)
        {
            throw new InputException($"is no CSV: {e.Message.ReplaceLineEndings(" ")}", context.File, (int)csv.LineNumber, inner: e);
        }
    }

    /// <summary>The character that separates a header's names.</summary>
    public static char Delimiter(string header) => ",;\t".MaxBy(candidate => header.Count(c => c == candidate));

    /// <summary>The first line of a file's beginning.</summary>
    public static string FirstLine(ReadOnlySpan<byte> head)
    {
        int end = head.IndexOfAny((byte)'\n', (byte)'\r');
        return Encoding.UTF8.GetString(end < 0 ? head : head[..end]);
    }

    private void ReadRow()
    {
        RawConnection connection = default;
        if (!TryForm() || !TryTimes(ref connection, out double? lived) || !TryDuration(lived, ref connection)
            || !TryCensored(ref connection) || !TryUnanswered(ref connection) || !TryEntry(ref connection)
            || !TryLatest(ref connection) || !TryDirection(ref connection))
        {
            return;
        }
        // The workload's own column names it as it stands; a service is the next best name.
        connection.Service = Has(Role.Workload) ? Name(Role.Workload) : Name(Role.Service);
        connection.DestinationWorkload = Name(Role.DestinationWorkload);
        connection.DestinationNamespace = Name(Role.DestinationNamespace);
        connection.SourceWorkload = Name(Role.SourceWorkload);
        connection.SourceNamespace = Name(Role.SourceNamespace);
        context.Add(in connection);
    }

    private bool TryForm() =>
        csv.RawRecord.Trim(" \t,;"u8).IsEmpty ? Skip(SkipReason.Blank, SkipReason.Blank.Describe())
        : csv.FieldCount == columns.Count
        || Skip(SkipReason.UnknownForm, $"the row has {csv.FieldCount} fields, the header {columns.Count}");

    private bool TryTimes(ref RawConnection connection, out double? lived)
    {
        lived = null;
        if (!TryTime(Role.Start, out connection.StartTicks) || !TryTime(Role.End, out connection.EndTicks)) return false;
        if (connection.StartTicks == 0) return true;
        if (connection.EndTicks == 0 && columns.Has(Role.End) && context.Options.Csv.ObservedUntil is { } until)
            (connection.EndTicks, connection.Ending) = (until.UtcTicks, ConnectionEnding.StillOpen);
        if (connection.EndTicks == 0) return true;
        lived = (double)(connection.EndTicks - connection.StartTicks) / TimeSpan.TicksPerSecond;
        return lived >= 0 || Skip(SkipReason.BadTime, "the connection ends before it starts");
    }

    private bool TryTime(Role role, out long ticks)
    {
        ticks = 0;
        if (!Has(role)) return true;
        ReadOnlySpan<byte> text = Field(role);
        if (ConnectionDuration.TryNumber(text, out double number))
        {
            // Without a unit in the header, times of this age tell seconds from their thousandths by size.
            double unit = columns[role].UnitSeconds ?? (number < 1e11 ? 1 : number < 1e14 ? 1e-3 : number < 1e17 ? 1e-6 : 1e-9);
            if (Timestamp.TryFromUnix(number * unit, out ticks)) return true;
        }
        else if (Timestamp.TryParse(text, out ticks, out int length) && length == text.Length)
        {
            return true;
        }
        return Skip(SkipReason.BadTime, $"{columns[role].Name} is neither an ISO 8601 time nor a Unix time");
    }

    private bool TryDuration(double? lived, ref RawConnection connection)
    {
        if (!Has(Role.Duration))
        {
            connection.DurationSeconds = lived ?? 0;
            if (lived is null) return Skip(SkipReason.NoDuration, "neither a duration nor both start and end are given");
            return lived <= ConnectionDuration.MaxSeconds
                || Skip(SkipReason.BadDuration, $"the connection lives longer than {DurationFormat.LongestInWords}");
        }
        if (!TrySeconds(Role.Duration, out connection.DurationSeconds)) return false;
        // Start and end are often cut to whole seconds.
        double tolerance = 1 + (0.01 * connection.DurationSeconds);
        return lived is null || connection.IsCensored || Math.Abs(lived.Value - connection.DurationSeconds) <= tolerance
            || Skip(SkipReason.BadDuration, $"the duration contradicts start and end, {lived:0.###} s apart; is it in another unit?");
    }

    private bool TryCensored(ref RawConnection connection)
    {
        if (!TryFlag(Role.Censored, false, out bool censored) || !TryFlag(Role.Observed, true, out bool observed)) return false;
        if (censored || !observed) connection.Ending = ConnectionEnding.StillOpen;
        return true;
    }

    /// <summary>Whether its peer no longer answered; one that was not seen to end did not end so.</summary>
    private bool TryUnanswered(ref RawConnection connection)
    {
        if (!TryFlag(Role.Unanswered, false, out bool unanswered)) return false;
        if (unanswered && !connection.IsCensored) connection.Ending = ConnectionEnding.EndedUnanswered;
        return true;
    }

    private bool TryEntry(ref RawConnection connection) => !Has(Role.Entry) || (TrySeconds(Role.Entry, out connection.EntrySeconds)
        && (connection.EntrySeconds <= connection.DurationSeconds || Skip(SkipReason.BadValue, "the entry age is above the duration")));

    private bool TryLatest(ref RawConnection connection) => !Has(Role.Latest) || (TrySeconds(Role.Latest, out connection.LatestSeconds)
        && (connection.LatestSeconds >= connection.DurationSeconds
            || Skip(SkipReason.BadValue, "the latest age at which its end would have been seen is below the duration")));

    private bool TryDirection(ref RawConnection connection)
    {
        if (!Has(Role.Direction)) return true;
        connection.Direction = Lower(Role.Direction) switch
        {
            "outbound" or "source" => ConnectionDirection.Outbound,
            "inbound" or "destination" => ConnectionDirection.Inbound,
            _ => ConnectionDirection.Unknown,
        };
        return connection.Direction != ConnectionDirection.Unknown
            || Skip(SkipReason.BadValue, $"{columns[Role.Direction].Name} is neither inbound (destination) nor outbound (source)");
    }

    private bool TryFlag(Role role, bool whenBlank, out bool flag)
    {
        bool? given = !Has(role) ? whenBlank : Lower(role) switch
        {
            "1" or "true" or "t" or "yes" or "y" => true,
            "0" or "false" or "f" or "no" or "n" => false,
            _ => null,
        };
        flag = given ?? whenBlank;
        return given is not null || Skip(SkipReason.BadValue, $"{columns[role].Name} is neither true (1, yes) nor false (0, no)");
    }

    private bool TrySeconds(Role role, out double seconds)
    {
        CsvColumns.Column column = columns[role];
        ReadOnlySpan<byte> text = Field(role);
        bool isNumber = ConnectionDuration.TryNumber(text, out double number);
        if (isNumber && column.UnitSeconds is { } unit)
        {
            seconds = number * unit;
            return (seconds is >= 0 and <= ConnectionDuration.MaxSeconds)
                || Skip(SkipReason.BadDuration, $"{column.Name} is not from 0 s to {DurationFormat.LongestInWords}");
        }
        if (isNumber)
        {
            string given = csv.GetString(column.Index);
            throw new InputException(
                $"'{given}' has no unit; name the column {column.Name}_s or {column.Name}_ms, or give the unit of durations.",
                context.File, (int)csv.LineNumber, column.Name);
        }
        if (!ConnectionDuration.TryParse(text, out seconds))
            return Skip(SkipReason.BadDuration, $"{column.Name} is not a duration such as {DurationFormat.Accepted}");
        return column.UnitSeconds is null || !HasOtherUnit(text, column.UnitSeconds.Value)
            || Skip(SkipReason.BadDuration, $"{column.Name} has another unit than its column");
    }

    /// <summary>Whether a number has another unit; what has several, as 9m52s, can't be mistaken.</summary>
    private static bool HasOtherUnit(ReadOnlySpan<byte> text, double unit) =>
        DurationFormat.TryUnit(text.TrimStart("0123456789. "u8), out double own) && own != unit;

    private bool Has(Role role) => columns.Has(role) && !csv.IsEmpty(columns[role].Index);

    private ReadOnlySpan<byte> Field(Role role) => csv.GetSpan(columns[role].Index);

    private ReadOnlySpan<byte> Name(Role role) => columns.Has(role) ? Field(role) : default;

    private string Lower(Role role) => csv.GetString(columns[role].Index).ToLowerInvariant();

    /// <summary>Counts the row as skipped; false, so that a check can end with it.</summary>
    private bool Skip(SkipReason reason, string detail)
    {
        context.Skip(reason, csv.LineNumber, detail, csv.RawRecord);
        return false;
    }
}
