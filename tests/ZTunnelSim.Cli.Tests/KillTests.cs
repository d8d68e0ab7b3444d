using System.Diagnostics;
using System.Security.Cryptography;

namespace ZTunnelSim.Cli.Tests;

/// <summary>
/// Runs of every command that writes, killed at random moments over an earlier run's files: what is there then is all of one run. More
/// kills find rarer moments.
/// </summary>
public sealed class KillTests : IDisposable
{
    private const int Usual = 30, Many = 200, KilledBySignal = 128 + 9;

    private readonly string _root = Directory.CreateTempSubdirectory("ztunnelsim-kills-").FullName;

    private string Temporary => Path.Combine(_root, "tmp");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Every_command_that_writes_is_among_those_that_are_killed() => Assert.Equal(
        Commands.Create().Subcommands.Select(command => command.Name).Except(WritingCommands.Others.Keys).Order(),
        WritingCommands.All.Values.Select(line => line.Split(' ')[0]).Distinct().Order());

    [Fact]
    public async Task A_killed_run_leaves_the_files_of_the_one_before_or_its_own_and_nothing_else()
    {
        int kills = Thorough.IsAsked ? Many : Usual;
        Directory.CreateDirectory(Temporary);
        string inputs = Directory.CreateDirectory(Path.Combine(_root, "inputs")).FullName;
        WritingCommands.Prepare(inputs);
        Dictionary<string, Subject> subjects = [];
        foreach ((string name, string line) in WritingCommands.All) subjects[name] = await SubjectAsync(name, line, inputs);

        Random random = new(20);
        string[] names = [.. subjects.Keys.Order()];
        int killed = 0, before = 0, after = 0;
        List<string> wrong = [];
        for (int trial = 0; killed < kills && trial < 5 * kills; trial++)
        {
            Subject subject = subjects[names[trial % names.Length]];
            string folder = Fresh(inputs);
            string output = Path.Combine(folder, "out");
            // Somebody's own file lies among them in every other trial.
            bool hasNotes = trial / names.Length % 2 == 1;
            Directory.CreateDirectory(output);
            foreach ((string file, byte[] content) in subject.Before) await File.WriteAllBytesAsync(Path.Combine(output, file), content);
            if (hasNotes) await File.WriteAllTextAsync(Path.Combine(output, "notes.txt"), "mine");
            string[] around = NamesIn(folder);

            // Most of the kills come towards the end, where files are written.
            double share = random.NextDouble() < 0.3 ? random.NextDouble() : 0.6 + 0.55 * random.NextDouble();
            using Process process = Tool.StartIn(folder, Temporary, subject.Words);
            Task reading = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            Stopwatch watch = Stopwatch.StartNew();
            while (!process.HasExited && watch.Elapsed < share * subject.Time) Thread.Sleep(1);
            TimeSpan time = watch.Elapsed;
            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            await reading;
            bool isKilled = process.ExitCode == KilledBySignal;
            if (isKilled) killed++;
            // Other tests begin and end beside this one: how long a command takes is learned again.
            if (!isKilled || share > 1) subject.Time = time;

            SortedDictionary<string, string> found = Hashes(output);
            if (hasNotes && !found.Remove("notes.txt")) wrong.Add($"{subject.Name}: the notes have gone.");
            if (found.SequenceEqual(subject.After)) after++;
            else if (found.SequenceEqual(subject.HashesBefore)) before++;
            else wrong.Add($"{subject.Name} at {share:0.00}: {string.Join(", ", found.Keys)} are of no one run.");
            if (!around.SequenceEqual(NamesIn(folder))) wrong.Add($"{subject.Name} at {share:0.00}: {string.Join(", ", NamesIn(folder))}");
            Directory.Delete(folder, recursive: true);
        }
        Assert.Empty(wrong);
        // The kills fell on both sides of the moment, and not all after the end.
        Assert.True(killed == kills && before > kills / 4 && after > 0, $"{killed} killed; {before} before, {after} after the moment");
        // What a kill in the moment itself left is out of sight, and has a name that the next run knows.
        Assert.All(NamesIn(Temporary), name => Assert.DoesNotMatch(@"\.tmp$", name));
        TestContext.Current.TestOutputHelper?.WriteLine($"{killed} killed: {before} before the moment, {after} after it.");
    }

    [Fact]
    public async Task Two_runs_into_one_folder_leave_the_files_of_one()
    {
        Directory.CreateDirectory(Temporary);
        string inputs = Directory.CreateDirectory(Path.Combine(_root, "inputs")).FullName;
        WritingCommands.Prepare(inputs);
        Subject subject = await SubjectAsync("sweep", WritingCommands.All["sweep"], inputs);
        for (int trial = 0; trial < 6; trial++)
        {
            string folder = Fresh(inputs);
            using Process one = Tool.StartIn(folder, Temporary, WritingCommands.Words(WritingCommands.All["sweep"], 1));
            using Process other = Tool.StartIn(folder, Temporary, subject.Words);
            await Task.WhenAll(one.WaitForExitAsync(), other.WaitForExitAsync());
            Assert.Equal((0, 0), (one.ExitCode, other.ExitCode));
            SortedDictionary<string, string> found = Hashes(Path.Combine(folder, "out"));
            Assert.True(found.SequenceEqual(subject.After) || found.SequenceEqual(subject.HashesBefore));
            Assert.Equal(NamesIn(inputs).Append("out").Order(StringComparer.Ordinal), NamesIn(folder));
        }
    }

    /// <summary>What a command writes in two variants, and how long the second one takes.</summary>
    private async Task<Subject> SubjectAsync(string name, string line, string inputs)
    {
        // A command that never writes over what is there begins with an empty folder.
        Dictionary<string, byte[]> before = name == "init" ? [] : (await RunAsync(1)).Files;
        (Dictionary<string, byte[]> after, _) = await RunAsync(2);
        (_, TimeSpan time) = await RunAsync(2);
        Assert.NotEmpty(after);
        Assert.NotEqual(HashesOf(before), HashesOf(after));
        return new(name, WritingCommands.Words(line, 2), before, HashesOf(before), HashesOf(after)) { Time = time };

        async Task<(Dictionary<string, byte[]> Files, TimeSpan Time)> RunAsync(int which)
        {
            string folder = Fresh(inputs);
            Stopwatch watch = Stopwatch.StartNew();
            using Process process = Tool.StartIn(folder, Temporary, WritingCommands.Words(line, which));
            string[] said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            TimeSpan time = watch.Elapsed;
            Assert.True(process.ExitCode is ExitCode.Success or ExitCode.NothingHolds, $"{line}: {said[1]}");
            string output = Path.Combine(folder, "out");
            Dictionary<string, byte[]> files = NamesIn(output).ToDictionary(file => file, file => File.ReadAllBytes(Path.Combine(output, file)));
            Directory.Delete(folder, recursive: true);
            return (files, time);
        }
    }

    /// <summary>A folder with the inputs in it.</summary>
    private string Fresh(string inputs)
    {
        string folder = Path.Combine(_root, "trial");
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder);
        foreach (string entry in Directory.GetFileSystemEntries(inputs))
        {
            string place = Path.Combine(folder, Path.GetFileName(entry));
            if (Directory.Exists(entry)) Directory.CreateSymbolicLink(place, entry);
            else File.CreateSymbolicLink(place, entry);
        }
        return folder;
    }

    private static string[] NamesIn(string folder) =>
        [.. Directory.GetFileSystemEntries(folder).Select(entry => Path.GetFileName(entry)).Order(StringComparer.Ordinal)];

    private static SortedDictionary<string, string> Hashes(string folder) =>
        HashesOf(NamesIn(folder).ToDictionary(name => name, name => File.ReadAllBytes(Path.Combine(folder, name))));

    private static SortedDictionary<string, string> HashesOf(Dictionary<string, byte[]> files) => new(
        files.ToDictionary(file => file.Key, file => Convert.ToHexString(SHA256.HashData(file.Value))), StringComparer.Ordinal);

    private sealed record Subject(
        string Name, string[] Words, Dictionary<string, byte[]> Before, SortedDictionary<string, string> HashesBefore,
        SortedDictionary<string, string> After)
    {
        public required TimeSpan Time { get; set; }
    }
}
