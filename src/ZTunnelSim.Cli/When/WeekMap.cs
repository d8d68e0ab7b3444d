namespace ZTunnelSim.Cli;

/// <summary>Expected resets by day and hour as a picture for a terminal: a row for each day, a shade for each hour.</summary>
internal static class WeekMap
{
    /// <summary>From few to many.</summary>
    private const string Shades = " ░▒▓█", AsciiShades = " .-+#";

    private const int Hours = 24, MostDays = 31;

    /// <summary>The picture in lines of at most a width; none where starts are not by the hour, or too many.</summary>
    /// <param name="choice">The starts; those with the T that the choice is about are drawn.</param>
    /// <param name="clock">By which clock.</param>
    /// <param name="width">The terminal's width.</param>
    /// <param name="isUnicode">Whether it has more than ASCII.</param>
    public static IReadOnlyList<string> Lines(StartChoice choice, StartClock clock, int width, bool isUnicode)
    {
        StartOutcome[] drawn = [.. choice.Outcomes.Where(o => o.GracePeriod == choice.About.GracePeriod)];
        IGrouping<DateTime, StartOutcome>[] days = [.. drawn.GroupBy(o => clock.Local(o.Start).Date)];
        if (days.Length > MostDays || drawn.Length < 2 || choice.AreAlike) return [];
        int label = days.Max(day => clock.DayOf(day.First().Start).Length) + 2, each = (width - 1 - label) / Hours;
        if (each < 1) return [];
        each = Math.Min(each, 2);
        HeatScale scale = HeatScale.Of(drawn.Select(o => o.Resets));
        string shades = isUnicode ? Shades : AsciiShades;
        return
        [
            .. Terminal.Lines($"Expected resets with T = {choice.About.GracePeriod} by the hour of the start ({clock.Zone.Id})", width),
            "",
            new string(' ', label) + string.Concat(Enumerable.Range(0, Hours / 6).Select(i => $"{6 * i:00}".PadRight(6 * each))).TrimEnd(),
            .. days.Select(day => (clock.DayOf(day.First().Start).PadRight(label) + string.Concat(Enumerable.Range(0, Hours).Select(hour =>
                Cell([.. day.Where(o => clock.Local(o.Start).Hour == hour)])))).TrimEnd()),
            "",
            .. Terminal.Lines(Legend(scale, shades), width),
        ];

        string Cell(StartOutcome[] inHour) => inHour.Length == 0 ? new string(' ', each)
            : inHour.Contains(choice.About) ? new string('*', each)
            : new string(shades[scale.ShadeOf(inHour.Max(o => o.Resets), shades.Length)], each);
    }

    /// <summary>What each shade stands for.</summary>
    private static string Legend(HeatScale scale, string shades)
    {
        IEnumerable<string> parts = Enumerable.Range(1, shades.Length - 1).Select(i =>
            $"{shades[i]} from {Numbers.Count(scale.At((double)i / shades.Length))}");
        return $"{string.Join(", ", parts)}; * is the best start";
    }
}
