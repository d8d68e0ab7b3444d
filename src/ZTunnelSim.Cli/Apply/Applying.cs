using System.Text;

namespace ZTunnelSim.Cli;

/// <summary>
/// Does what <c>ztunnelsim apply</c> was asked for. The manifest is all there is on stdout: it can be piped into kubectl.
/// </summary>
internal static class Applying
{
    public static int Run(ApplyRequest request, CancellationToken cancellationToken)
    {
        WantedSettings wanted = new() { GracePeriod = request.GracePeriod, Strategy = request.Wanted };
        ManifestPatch? patch = request.Patch is { } path ? ManifestWriter.PatchFile(path, wanted) : null;
        ManifestKind kind = patch?.After.Kind ?? request.Kind;
        ManifestOptions options = new() { IstioVersion = request.IstioVersion, Namespace = request.Namespace };
        string manifest = patch?.Text ?? ManifestWriter.Write(kind, wanted, options);
        string name = FileName(request, kind);
        // Everything is made before anything is written.
        string? runbook = request.Runbook
            ? ApplyRunbook.Write(request, patch, kind, request.Directory is { } into ? Path.Combine(into, name) : name, cancellationToken)
            : null;
        cancellationToken.ThrowIfCancellationRequested();

        if (request.Directory is { } directory)
        {
            Directory.CreateDirectory(directory);
            List<string> written = [Write(Path.Combine(directory, name), manifest)];
            if (runbook is not null) written.Add(Write(Path.Combine(directory, "runbook.md"), runbook));
            Console.Error.WriteLine($"Written: {string.Join(", ", written)}");
        }
        else
        {
            using Stream stdout = Console.OpenStandardOutput();
            stdout.Write(Encoding.UTF8.GetBytes(runbook ?? manifest));
        }
        foreach (string note in request.Draft.Outline.SkippedLines) Console.Error.WriteLine(note);
        if (request.Draft.Outline.Standstill is { } standstill && request.Wanted.Type == ManifestStrategyType.RollingUpdate)
            Console.Error.WriteLine($"Note: {standstill}");
        if (runbook is null || request.Directory is not null) Report(wanted, patch, kind, options);
        return ExitCode.Success;
    }

    private static string FileName(ApplyRequest request, ManifestKind kind) => request.Patch is { } path and not "-"
        ? Path.GetFileName(path)
        : kind switch
        {
            ManifestKind.HelmValues => "ztunnel-values.yaml",
            ManifestKind.DaemonSet => "ztunnel-daemonset.yaml",
            _ => "ztunnel-cr.yaml",
        };

    private static string Write(string path, string text)
    {
        AtomicFile.Write(path, text);
        return path;
    }

    private static void Report(WantedSettings wanted, ManifestPatch? patch, ManifestKind kind, ManifestOptions options)
    {
        foreach (string line in ApplyReport.Lines(wanted, patch, kind, options)) Console.Error.WriteLine(line);
    }
}
