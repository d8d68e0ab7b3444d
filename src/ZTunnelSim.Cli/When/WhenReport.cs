namespace ZTunnelSim.Cli;

/// <summary>What <c>ztunnelsim when</c> prints and writes: the answer, how sure it is, and what else there is to choose.</summary>
internal sealed class WhenReport(Scenario scenario, StartStudy study, StartClock clock, double stepSeconds, bool isNow)
{
    private readonly StartText _text = new(study, clock, isNow ? StartText.Present : null);

    public ResultDocument Document => StartJson.Of(study, clock, _text, stepSeconds, scenario.File) with
    {
        Notes = [.. ScenarioNotes.Of(scenario), .. Notes()],
        Warnings = [.. Warnings()],
    };

    public void Print()
    {
        Terminal.Print([_text.Answer, .. _text.Reasons()]);
        Terminal.Print(_text.Tables());
        if (study.RatesChange)
            Terminal.PrintPicture(width => WeekMap.Lines(study.Choice, clock, width, Terminal.IsUnicode), instead: _text.ByHour());
        Terminal.Print(["", .. Answer.AsNotes([.. Notes(), .. Warnings()]), .. ScenarioNotes.Of(scenario)]);
    }

    public IReadOnlyList<string> Write(string directory) => OutputSet.Write(directory, "when", set =>
    {
        set.AddResults(study, clock, Document);
        set.AddCharts(("when.png", study.Choice.Outcomes.StartsChart(clock.Zone, study.Choice.About)));
    });

    private IEnumerable<string> Notes()
    {
        foreach (string note in _text.Notes()) yield return note;
        if (LeftOpen.TakenAsKnown(study.Rollout) is { } known) yield return known;
    }

    private IEnumerable<string> Warnings() => ScenarioNotes.Extrapolations(
        scenario, study.Choice.Outcomes.Select(o => o.GracePeriod).Distinct().Select(study.Rollout.DrainBudget.SecondsFor));
}
