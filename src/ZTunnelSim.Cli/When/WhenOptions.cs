using System.CommandLine;

namespace ZTunnelSim.Cli;

/// <summary>The options of <c>ztunnelsim when</c> that say which starts are looked at.</summary>
internal sealed class WhenOptions
{
    /// <summary>More starts than this are no question about a week or a month.</summary>
    private const int MostStarts = 10_000;

    private const double Hour = 3600, Week = 7 * 24 * Hour;

    private readonly Option<ClockTime?> _from = OptionValues.Moment(
        "--from", "The first start. Default: the next full hour after the scenario's start or, where it has none, after now.");

    private readonly Option<ClockTime?> _to = OptionValues.Moment("--to", "The last start. Default: all of a week.");

    private readonly Option<double?> _step = OptionValues.Duration("--step", "How far starts are apart: 15m, 1h. Default: an hour.");

    public IEnumerable<Option> All => [_from, _to, _step];

    public double StepSeconds(ParseResult parsed) => parsed.GetValue(_step) ?? Hour;

    /// <summary>The starts, in the order of time.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="now">The instant that a span begins after where nothing else is said.</param>
    /// <param name="zone">By whose clock hours are full, and times are that have no offset.</param>
    /// <exception cref="InputException">There is none, or there are too many.</exception>
    public IReadOnlyList<DateTimeOffset> Starts(ParseResult parsed, DateTimeOffset now, TimeZoneInfo zone)
    {
        DateTimeOffset from = parsed.GetValue(_from)?.In(_from.Name, zone) ?? NextHour(now, zone);
        double step = StepSeconds(parsed);
        double seconds = parsed.GetValue(_to) is { } given ? (given.In(_to.Name, zone) - from).TotalSeconds : Week - 1e-3;
        if (seconds < 0)
        {
            throw new InputException(
                $"{parsed.GetValue(_to)!.Value.Text} is before the first start, {from:yyyy-MM-ddTHH:mmzzz}.", key: _to.Name);
        }
        double starts = Math.Floor(seconds / step) + 1;
        if (starts > MostStarts)
        {
            throw new InputException(
                $"a step of {DurationFormat.Brief(step)} over {DurationFormat.Brief(seconds)} makes {starts:#,0} starts; at most "
                    + $"{MostStarts:#,0} are looked at.", key: _step.Name);
        }
        return [.. Enumerable.Range(0, (int)starts).Select(i => from.AddSeconds(i * step))];
    }

    /// <summary>The first instant, no earlier than another one, at which a clock shows a full hour.</summary>
    private static DateTimeOffset NextHour(DateTimeOffset now, TimeZoneInfo zone)
    {
        DateTimeOffset local = TimeZoneInfo.ConvertTime(now, zone);
        long past = local.Ticks % TimeSpan.TicksPerHour;
        return past == 0 ? local : TimeZoneInfo.ConvertTime(local.AddTicks(TimeSpan.TicksPerHour - past), zone);
    }
}
