using System.Diagnostics;
using System.Net.Sockets;

namespace ZTunnelSim.Tests;

public sealed class OutputSetTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("output-set-test-").FullName;

    private string Folder => Path.Combine(_root, "out");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task A_reader_finds_the_files_of_one_run_at_every_moment()
    {
        Assert.SkipUnless(LinuxFiles.IsHere, "Only Linux has the one step.");
        const int Runs = 300;
        WriteRun(0);
        Task writing = Task.Run(
            () =>
            {
                for (int run = 1; run <= Runs; run++) WriteRun(run);
            },
            TestContext.Current.CancellationToken);
        int looks = 0;
        while (!writing.IsCompleted)
        {
            // Runs are numbered: between two looks at one file that find the same run, all files were that run's.
            (int before, int other, int after) = (RunOf("a"), RunOf("d"), RunOf("a"));
            if (before == after) Assert.Equal(before, other);
            looks++;
        }
        await writing;
        Assert.Equal((Runs, Runs), (RunOf("a"), RunOf("d")));
        Assert.True(looks > Runs);
        Assert.Equal(["a", "b", "c", "d", "test.sha256"], NamesIn(Folder));
        Assert.Equal(["out"], NamesIn(_root));

        int RunOf(string name) => int.Parse(File.ReadAllText(Path.Combine(Folder, name)).Split(' ')[0], null);
    }

    [Fact]
    public void Of_two_that_write_at_once_one_is_there_whole()
    {
        Parallel.For(0, 100, WriteRun);
        Assert.Single(((string[])["a", "b", "c", "d"]).Select(name => File.ReadAllText(Path.Combine(Folder, name)).Split(' ')[0]).Distinct());
        Assert.Equal(["out"], NamesIn(_root));
    }

    [Fact]
    public void What_else_is_in_the_folder_stays_as_it_is_with_the_folders_mode()
    {
        WriteRun(1);
        string notes = Path.Combine(Folder, "notes.txt");
        File.WriteAllText(notes, "mine");
        string? identity = FileStatus.Of(notes)?.Identity;
        Permit(Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute);
        UnixFileMode ofFolder = FileStatus.Of(Folder)!.Mode;
        WriteRun(2);
        Assert.Equal(("mine", identity), (File.ReadAllText(notes), FileStatus.Of(notes)?.Identity));
        Assert.Equal(ofFolder, FileStatus.Of(Folder)!.Mode);
        Assert.StartsWith("2 ", File.ReadAllText(Path.Combine(Folder, "a")));
    }

    [Fact]
    public void A_file_keeps_its_mode_and_a_link_its_target()
    {
        string link = Path.Combine(_root, "link"), second = Path.Combine(_root, "second"), target = Path.Combine(_root, "target");
        File.CreateSymbolicLink(link, "second");
        File.CreateSymbolicLink(second, target);
        AtomicFile.Write(link, "made");
        Permit(target, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        UnixFileMode mode = FileStatus.Of(target)!.Mode;
        AtomicFile.Write(link, "again");
        Assert.Equal(("again", mode), (File.ReadAllText(target), FileStatus.Of(target)!.Mode));
        Assert.Equal(("second", target), (new FileInfo(link).LinkTarget, new FileInfo(second).LinkTarget));
        Assert.Equal(["link", "second", "target"], NamesIn(_root));
    }

    [Fact]
    public void A_folder_is_found_through_a_link_and_a_file_in_it_through_its_own()
    {
        string real = Path.Combine(_root, "real"), elsewhere = Path.Combine(_root, "elsewhere");
        File.CreateSymbolicLink(Folder, "real");
        WriteRun(1);
        File.Move(Path.Combine(real, "b"), elsewhere);
        File.CreateSymbolicLink(Path.Combine(real, "b"), elsewhere);
        WriteRun(2);
        Assert.StartsWith("2 ", File.ReadAllText(elsewhere));
        Assert.NotNull(new FileInfo(Path.Combine(real, "b")).LinkTarget);
        Assert.Equal(["elsewhere", "out", "real"], NamesIn(_root));
        Assert.Equal(["a", "b", "c", "d", "test.sha256"], NamesIn(real));
    }

    [Fact]
    public void Where_a_folder_cannot_be_switched_all_files_get_there_and_nothing_is_left()
    {
        Directory.CreateDirectory(Path.Combine(Folder, "mine"));
        WriteRun(1);
        WriteRun(2);
        Assert.Equal(["a", "b", "c", "d", "mine", "test.sha256"], NamesIn(Folder));
        Assert.All("abcd", name => Assert.StartsWith("2 ", File.ReadAllText(Path.Combine(Folder, $"{name}"))));
        Assert.Equal(["out"], NamesIn(_root));
    }

    [Fact]
    public void Files_of_the_run_before_that_the_new_one_lacks_go_unless_somebody_changed_them()
    {
        foreach (bool withFolder in new[] { false, true })
        {
            if (withFolder) Directory.CreateDirectory(Path.Combine(Folder, "mine"));
            OutputSet.Write(Folder, "test", set =>
            {
                foreach (string name in (string[])["a", "gone", "changed"]) set.Add(name, name);
            });
            OutputSet.Write(Folder, "other", set => set.Add("others", "x"));
            File.AppendAllText(Path.Combine(Folder, "changed"), " by hand");
            OutputSet.Write(Folder, "test", set => set.Add("a", "new"));
            Assert.Equal(["a", "changed", "other.sha256", "others", "test.sha256"], NamesIn(Folder).Except(["mine"]));
        }
    }

    [Fact]
    public void The_list_agrees_with_the_files_and_names_the_run_by_them()
    {
        WriteRun(1);
        string first = File.ReadAllText(Path.Combine(Folder, "test.sha256"));
        WriteRun(2);
        string second = File.ReadAllText(Path.Combine(Folder, "test.sha256"));
        WriteRun(1);
        Assert.Equal(first, File.ReadAllText(Path.Combine(Folder, "test.sha256")));
        Assert.NotEqual(first.Split('\n')[0], second.Split('\n')[0]);
        ProcessStartInfo start = new("sha256sum", ["-c", "--strict", "--quiet", "test.sha256"]) { WorkingDirectory = Folder };
        using Process check = Process.Start(start)!;
        check.WaitForExit();
        Assert.Equal(0, check.ExitCode);
    }

    [Fact]
    public void What_fails_halfway_changes_nothing_and_leaves_nothing()
    {
        WriteRun(1);
        Assert.Throws<InvalidOperationException>(() => OutputSet.Write(Folder, "test", set =>
        {
            set.Add("a", "new");
            set.Add("b", _ => throw new InvalidOperationException());
        }));
        OutputException full = Assert.Throws<OutputException>(() => OutputSet.Write(Folder, "test", set =>
        {
            set.Add("a", "new");
            set.Add("b", _ => throw new IOException("No space left on device : '/some/hidden/name'"));
        }));
        Assert.Equal($"{Path.Combine(Folder, "b")}: can't be written: No space left on device.", full.Message);
        Assert.StartsWith("1 ", File.ReadAllText(Path.Combine(Folder, "a")));
        Assert.Equal(["a", "b", "c", "d", "test.sha256"], NamesIn(Folder));
        Assert.Equal(["out"], NamesIn(_root));
    }

    [Fact]
    public void Only_a_regular_file_is_written_over()
    {
        string pipe = Path.Combine(_root, "pipe"), socket = Path.Combine(_root, "socket"), link = Path.Combine(_root, "link");
        using (Process make = Process.Start("mkfifo", pipe)) make.WaitForExit();
        using Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(socket));
        File.CreateSymbolicLink(link, pipe);
        foreach ((string path, string kind) in new[]
            { (pipe, "a pipe"), (link, "a pipe"), (socket, "a socket"), ("/dev/null", "a device"), ("/dev/tty", "a device"), (_root, "a folder") })
        {
            OutputException refused = Assert.Throws<OutputException>(() => AtomicFile.Write(path, "x"));
            Assert.Equal($"{path}: is {kind}, but the name of a file to write is expected.", refused.Message);
        }
        Assert.Equal($"{pipe}: is no folder.", Assert.Throws<OutputException>(() => OutputSet.Prepare(pipe)).Message);
        Assert.Equal(["link", "pipe", "socket"], NamesIn(_root));
    }

    [Fact]
    public void A_command_does_not_write_over_what_it_reads_by_whichever_name()
    {
        string input = Path.Combine(_root, "input"), link = Path.Combine(_root, "link"), second = Path.Combine(_root, "second");
        File.WriteAllText(input, "mine");
        File.CreateSymbolicLink(link, input);
        Assert.True(LinuxFiles.TryLink(input, second));
        string around = Path.Combine(_root, "..", Path.GetFileName(_root), "input");
        using (FilesRead.Begin())
        {
            AtomicFile.Write(second, "read by nobody");
            Assert.True(LinuxFiles.TryMove(second, Path.Combine(_root, "third")));
            Assert.True(LinuxFiles.TryLink(input, second));
            FilesRead.Open(link).Dispose();
            foreach (string path in (string[])[input, link, second, around])
            {
                Assert.Equal(
                    $"{path}: is read by this command, and not written over: name another file.",
                    Assert.Throws<OutputException>(() => AtomicFile.Write(path, "x")).Message);
            }
        }
        Assert.Equal("mine", File.ReadAllText(input));
        AtomicFile.Write(input, "after the command");
        Assert.Equal("after the command", File.ReadAllText(link));
    }

    [Fact]
    public void A_name_that_no_file_can_have_is_told_before_the_work()
    {
        foreach (string name in (string[])[new('9', 256), new('é', 128)])
        {
            string folder = Path.Combine(_root, name, "below");
            Assert.Equal(
                $"{folder}: can't be written: its name is too long.",
                Assert.Throws<OutputException>(() => OutputSet.Prepare(folder)).Message);
        }
        OutputSet.Prepare(Path.Combine(_root, new string('9', 255)));
    }

    [Fact]
    public void Two_files_of_a_set_are_not_one()
    {
        string a = Path.Combine(_root, "a"), link = Path.Combine(_root, "link");
        File.CreateSymbolicLink(link, a);
        OutputException refused = Assert.Throws<OutputException>(() => OutputSet.Write(set =>
        {
            set.Add(a, "x");
            set.Add(link, "y");
        }));
        Assert.Equal($"{link}: is to be written twice: {a} is the same file.", refused.Message);
        Assert.Equal(["link"], NamesIn(_root));
    }

    [Fact]
    public void What_a_killed_run_left_goes_with_the_next_one()
    {
        WriteRun(1);
        string beside = Directory.CreateDirectory(Path.Combine(_root, ".out.ztunnelsim-0123")).FullName;
        File.WriteAllText(Path.Combine(beside, "a"), "left");
        string others = Directory.CreateDirectory(Path.Combine(_root, ".another.ztunnelsim-0123")).FullName;
        WriteRun(2);
        Assert.Equal([Path.GetFileName(others), "out"], NamesIn(_root));
    }

    [Fact]
    public void Where_every_file_has_a_name_what_killed_runs_left_goes_and_what_others_write_stays()
    {
        string path = Path.Combine(_root, "a"), left = Path.Combine(_root, $".a.{Guid.NewGuid():N}.tmp");
        string mine = Path.Combine(_root, ".a.mine.tmp");
        File.WriteAllText(left, "half");
        File.WriteAllText(mine, "mine");
        using (PendingFile first = Write("first"), second = Write("second"))
        {
            Assert.Equal(3, NamesIn(_root).Count());
            Assert.True(first.TryMoveTo(path));
        }
        Assert.Equal([".a.mine.tmp", "a"], NamesIn(_root));
        Assert.Equal("first", File.ReadAllText(path));

        PendingFile Write(string text) =>
            new(OutputTarget.Of(path), stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)), mayBeUnnamed: false);
    }

    private static void Permit(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, mode);
    }

    private static IEnumerable<string> NamesIn(string folder) =>
        Directory.GetFileSystemEntries(folder).Select(entry => Path.GetFileName(entry)).Order(StringComparer.Ordinal);

    private void WriteRun(int run) => OutputSet.Write(Folder, "test", set =>
    {
        foreach (string name in (string[])["a", "b", "c", "d"]) set.Add(name, $"{run} {name} {new string('x', 5000)}");
    });
}
