using System.Diagnostics;
using System.Runtime.Versioning;
using System.Text.RegularExpressions;

namespace ZTunnelSim;

/// <summary>
/// A real shell that finds nothing but stubs, each of which writes down the very arguments that it was called with. A stub is named
/// <c>pwned</c>: a name in a runbook that calls it is no name, but a command.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal static class StubbedShell
{
    public static void AssertCalled(string[][] calls, string[] expected) => Assert.True(
        calls.Any(call => call.SequenceEqual(expected)),
        $"not called: {Shown(expected)}\n{string.Join('\n', calls.Select(Shown))}");

    private static string Shown(string[] call) => string.Join(' ', call.Select(argument => $"[{argument}]"));

    /// <summary>
    /// Runs each block of commands by itself, those for when they are needed too, in an empty folder and with stubs alone on the PATH, and
    /// makes sure that nothing else was called and no file was made. Checks in the commands that would end the shell do not.
    /// </summary>
    public static string[][] Run(string runbook, params string[] tools)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs a POSIX shell");
        string folder = Directory.CreateTempSubdirectory("ztunnelsim-test-").FullName;
        string stubs = Directory.CreateDirectory(Path.Combine(folder, "bin")).FullName;
        string log = Directory.CreateDirectory(Path.Combine(folder, "calls")).FullName;
        string here = Directory.CreateDirectory(Path.Combine(folder, "here")).FullName;
        // A file for each call: a process id may come again, so that a file that is there already is not written over.
        string[] all = ["kubectl", "pwned", "git", .. tools];
        foreach (string tool in all)
        {
            Stub(tool, $$"""
                n=0
                set -C
                until { printf '%s\0' '{{tool}}' "$@" > '{{log}}'/$$.$n; } 2>/dev/null; do n=$((n + 1)); done
                case "$*" in
                  *controller-revision-hash*) echo 8d4;;
                  *istio-cni-node*jsonpath*) echo kube-system;;
                  *version*--remote=false*) cat '{{log}}'/../version;;
                  *'.spec.version'*|*'.image'*) echo x:1.27.1;;
                  *--help*) echo --reset-then-reuse-values;;
                  list*) echo '"chart":"ztunnel-1.27.1"';;
                  *--dry-run*) echo ' image: x:1.27.1';;
                esac
                """);
        }
        File.WriteAllText(Path.Combine(folder, "version"), "client version: 1.27.1\n");
        Stub("sleep", "");
        // What the commands do with answers.
        foreach (string tool in new[] { "cat", "sed", "grep", "sort", "wc", "tr", "head", "date" })
            File.CreateSymbolicLink(Path.Combine(stubs, tool), Find(tool));
        string shell = Find("sh");
        foreach (Match block in Regex.Matches(
            runbook, "^(`{3,})sh[^\n]*\n(.*?)^\\1$", RegexOptions.Multiline | RegexOptions.Singleline))
        {
            // A stop that ends the shell would hide what comes after it; a watch would not end.
            string script = block.Groups[2].Value.Replace("; exit 1; }", "; }", StringComparison.Ordinal);
            ProcessStartInfo start = new(shell, ["-c", script])
            {
                WorkingDirectory = here,
                RedirectStandardError = true,
                RedirectStandardOutput = true,
                RedirectStandardInput = true,
            };
            start.Environment["PATH"] = stubs;
            using Process process = Process.Start(start)!;
            process.StandardInput.Close();
            Task<string> errors = process.StandardError.ReadToEndAsync(), output = process.StandardOutput.ReadToEndAsync();
            Assert.True(process.WaitForExit(60_000), $"does not end:\n{script}");
            _ = output.GetAwaiter().GetResult();
            string said = errors.GetAwaiter().GetResult();
            Assert.False(Regex.IsMatch(said, "not found|Syntax error|unexpected|Unterminated"), $"{said}\n{script}");
        }
        string[][] calls =
        [
            .. Directory.GetFiles(log).Select(file => File.ReadAllText(file).Split('\0')[..^1]),
        ];
        Assert.DoesNotContain(calls, call => call[0] == "pwned");
        Assert.Empty(Directory.GetFileSystemEntries(here));
        Directory.Delete(folder, recursive: true);
        return calls;

        void Stub(string name, string body)
        {
            string path = Path.Combine(stubs, name);
            File.WriteAllText(path, $"#!/bin/sh\n{body}\n");
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private static string Find(string tool) =>
        Environment.GetEnvironmentVariable("PATH")!.Split(':').Select(folder => Path.Combine(folder, tool)).First(File.Exists);
}
