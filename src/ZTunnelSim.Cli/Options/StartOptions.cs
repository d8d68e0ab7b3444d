using System.CommandLine;
using System.Globalization;

namespace ZTunnelSim.Cli;

/// <summary>When the rollout begins: shared by all commands that take a scenario.</summary>
/// <param name="zoneOf">What times the time zone is for; null: for the start alone.</param>
internal sealed class StartOptions(string? zoneOf = null)
{
    private readonly Option<GivenTime?> _at = OptionValues.Moment(
        "--at", "When the rollout begins, such as 2026-12-05T02:00+01:00: rates that change with the clock (profile:) are those of then. "
            + "Default: the scenario's start.");

    private readonly Option<TimeZoneInfo?> _zone = OptionValues.TimeZone(
        "--time-zone", zoneOf ?? "By whose clock --at is, where it has no offset, such as Europe/Berlin.");

    public IEnumerable<Option> All => [_at, _zone];

    /// <summary>The time zone that was given; null: none.</summary>
    public TimeZoneInfo? Zone(ParseResult parsed) => parsed.GetValue(_zone);

    /// <summary>The start that was given; null: none.</summary>
    /// <exception cref="InputException">
    /// It has no offset, and there is no time zone; or its clock does not show it once. Or there is a time zone for no time.
    /// </exception>
    public DateTimeOffset? At(ParseResult parsed) => parsed.GetValue(_at) is { } given ? given.In(_at.Name, Zone(parsed))
        : Zone(parsed) is null || zoneOf is not null ? null
        : throw new InputException("is for a time without an offset: add --at.", key: _zone.Name);

    /// <summary>The scenario with the start that was given, and a sentence that says so; itself where none was.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="scenario">The scenario; a start that it has itself gives way.</param>
    /// <param name="isRead">Whether all data are read that it names, so that it is known whether rates change.</param>
    /// <inheritdoc cref="At" path="/exception"/>
    public Scenario Apply(ParseResult parsed, Scenario scenario, bool isRead)
    {
        if (At(parsed) is not { } at) return scenario;
        string said = string.Create(CultureInfo.InvariantCulture, $"The rollout begins at {at:ddd yyyy-MM-dd HH:mm zzz}")
            + (!isRead || StartStudy.Change(scenario.Rollout) ? "." : ", which changes nothing: no workload's rate changes with the clock.");
        return scenario with
        {
            Rollout = scenario.Rollout with { Start = at },
            Strategies = [.. scenario.Strategies.Select(s => new NamedStrategy(s.Name, s.Rollout with { Start = at }))],
            Assumptions = [.. scenario.Assumptions, said],
        };
    }
}
