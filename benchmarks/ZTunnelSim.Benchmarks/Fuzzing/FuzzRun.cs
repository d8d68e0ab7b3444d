using System.CommandLine;
using System.Diagnostics;
using System.Text;
using ZTunnelSim.Cli;

namespace ZTunnelSim.Benchmarks;

/// <summary>The standing attack: mutants of inputs for all that reads them, in this process.</summary>
internal static class FuzzRun
{
    /// <summary>A share of accepted or refused mutants below this says that a target is aimed badly.</summary>
    private const double LittleShare = 0.01;

    /// <summary>Does what was asked for.</summary>
    /// <returns>The exit code: 1 where anything failed, or the attack itself does not find what it should.</returns>
    public static int Run(string[] arguments)
    {
        Option<int?> seconds = OptionValues.Whole("--seconds", "How long. Default: 60, where --mutations is not given.");
        Option<int?> mutations = OptionValues.Whole("--mutations", "How many mutants, of all targets.");
        Option<ulong?> seed = OptionValues.Seed("--seed", "The seed: a target's mutants are known by it and their numbers. Default: 1.");
        Option<string?> only = new("--only") { Description = "The one target to attack." };
        Option<int?> at = OptionValues.Whole("--at", "Take one mutant of --only again, and show what comes of it.", least: 0);
        Option<string?> into = OptionValues.Path("--out", "The folder for what fails. Default: a new one for temporary files.");
        RootCommand command = new("Attacks all readers and all options with mutants.") { seconds, mutations, seed, only, at, into };
        command.SetAction(parsed => Run(new Options(
            parsed.GetValue(seconds), parsed.GetValue(mutations), parsed.GetValue(seed) ?? 1, parsed.GetValue(only), parsed.GetValue(at),
            parsed.GetValue(into))));
        return command.Parse(arguments).Invoke();
    }

    private sealed record Options(int? Seconds, int? Mutations, ulong Seed, string? Only, int? At, string? Out);

    private static int Run(Options asked)
    {
        DirectoryInfo memory = new(Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath());
        string folder = memory.CreateSubdirectory($"ztunnelsim-fuzz-{Environment.ProcessId}").FullName;
        // Also where it is stopped.
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        ReaderSeeds seeds = new(new Corpus());
        IReadOnlyList<Target> Create(string own)
        {
            Target[] all = [.. new Readers(seeds, own).All(), PartTarget.Create(Path.Combine(own, "parts")), CommandLines.Create()];
            return [.. all.Where(target => asked.Only is null || target.Name == asked.Only)];
        }
        IReadOnlyList<Target> targets = Create(Path.Combine(folder, "shown"));
        if (targets.Count == 0)
        {
            Console.Error.WriteLine($"There is no target '{asked.Only}'.");
            return 1;
        }
        if (asked.At is { } number) return Show(targets[0], asked.Seed, number);
        return PlantedFaults.AreFound(Path.Combine(folder, "planted")) ? Attack(asked, Create, folder) : 1;
    }

    private static int Attack(Options asked, Func<string, IReadOnlyList<Target>> create, string folder)
    {
        string into = asked.Out ?? Path.Combine(Path.GetTempPath(), $"ztunnelsim-fuzz-{DateTime.UtcNow:yyyyMMdd-HHmmss}");
        FailureFolder failures = new(into);
        AttackLimits limits = new()
        {
            Time = asked.Seconds is null && asked.Mutations is not null ? TimeSpan.MaxValue : TimeSpan.FromSeconds(asked.Seconds ?? 60),
            Mutations = asked.Mutations ?? long.MaxValue,
        };
        using FlightRecorder recorder = new(failures.Folder);
        Console.Error.WriteLine($"Where the process dies, {recorder.Path} says of which mutants.");
        Attack attack = new(create, limits, asked.Seed, failures, folder, recorder);
        attack.Run(() => Console.Error.WriteLine(
            $"{attack.Elapsed:hh\\:mm\\:ss}  {attack.Tried:#,0} mutants, {attack.Tried / attack.Elapsed.TotalSeconds:#,0}/s, "
            + $"{failures.Count} failures, {Environment.WorkingSet >> 20} MB"));
        Console.WriteLine(Table(attack));
        Console.WriteLine($"Seed {asked.Seed}, {attack.Elapsed.TotalSeconds:#,0} s, grown by {attack.Growth >> 20} MB at most.");
        foreach (string line in failures.Lines) Console.WriteLine(line);
        if (failures.Count == 0) return 0;
        Console.WriteLine($"{failures.Count} failures are in {failures.Folder}");
        return 1;
    }

    private static int Show(Target target, ulong seed, long number)
    {
        (byte[] input, int way) = target.Mutant(seed, number);
        Console.WriteLine(PlainText.Shown(Encoding.UTF8.GetString(input), kept: "\n"));
        long began = Stopwatch.GetTimestamp();
        Verdict verdict = target.Judge(input, way);
        string how = verdict.IsAccepted ? "Accepted" : verdict.Fault is null ? "Refused" : "Failed";
        Console.WriteLine($"{how} after {Stopwatch.GetElapsedTime(began).TotalSeconds:0.000} s.");
        Console.WriteLine(verdict.Fault?.ToString() ?? verdict.Told);
        return verdict.Fault is null ? 0 : 1;
    }

    private static string Table(Attack attack)
    {
        StringBuilder table = new();
        table.AppendLine("| target | mutants | accepted | refused | failed | a second and thread | slowest, ms |");
        table.AppendLine("|---|---:|---:|---:|---:|---:|---:|");
        foreach (TargetTally tally in attack.Tallies)
        {
            double seconds = (double)tally.Ticks / Stopwatch.Frequency, slowest = 1e3 * tally.SlowestTicks / Stopwatch.Frequency;
            table.AppendLine(
                $"| {tally.Name} | {tally.Tried:#,0} | {Share(tally.Accepted, tally)} | {Share(tally.Refused, tally)} | "
                + $"{tally.Failed:#,0} | {tally.Tried / Math.Max(seconds, 1e-9):#,0} | {slowest:#,0.0} |");
        }
        long tried = attack.Tallies.Sum(t => t.Tried), failed = attack.Tallies.Sum(t => t.Failed);
        double each = tried / attack.Elapsed.TotalSeconds / Environment.ProcessorCount;
        return table.Append($"| all | {tried:#,0} | | | {failed:#,0} | {each:#,0} | |").ToString();
    }

    private static string Share(long count, TargetTally tally)
    {
        double share = (double)count / Math.Max(1, tally.Tried);
        return $"{100 * share:0.0} %{(share < LittleShare ? " (aimed badly)" : "")}";
    }
}
