using System.Text;

namespace ZTunnelSim.Data;

/// <summary>Lifetimes as a CSV file that a scenario can name: for laws that are the data themselves.</summary>
internal static class LifetimesCsv
{
    private const string DurationColumn = "duration_s";

    /// <summary>How such a file is read: all of it as the lifetimes of one workload.</summary>
    public static ConnectionReadOptions Reading { get; } = new()
    {
        Grouping = ConnectionGrouping.None,
        Csv = new() { DurationColumn = DurationColumn },
    };

    /// <summary>Adds such a file to a set.</summary>
    public static void AddLifetimes(
        this OutputSet set, string path, IEnumerable<LifetimeObservation> observations) => set.Add(path, stream =>
    {
        using StreamWriter writer = new(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        LifetimeObservation[] all = [.. observations];
        bool hasLatest = all.Any(o => double.IsFinite(o.LatestSeconds)), hasUnanswered = all.Any(o => o.IsUnanswered);
        writer.WriteLine($"{DurationColumn},censored,entry_s{(hasLatest ? ",latest_s" : "")}{(hasUnanswered ? ",unanswered" : "")}");
        foreach (LifetimeObservation o in all)
        {
            writer.Write(Invariant($"{o.Seconds:R},{(o.IsCensored ? 1 : 0)},{o.EntrySeconds:R}"));
            if (hasLatest) writer.Write(double.IsFinite(o.LatestSeconds) ? Invariant($",{o.LatestSeconds:R}") : ",");
            if (hasUnanswered) writer.Write(o.IsUnanswered ? ",1" : ",0");
            writer.WriteLine();
        }
    });
}
