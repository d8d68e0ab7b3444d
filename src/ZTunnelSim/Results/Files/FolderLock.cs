using System.Diagnostics;
using Microsoft.Win32.SafeHandles;

namespace ZTunnelSim;

/// <summary>
/// Folders that only one process at a time puts files into, for as long as that takes. On Linux a lock of the system's, which leaves no
/// file and goes with its process; elsewhere nothing is locked.
/// </summary>
internal sealed class FolderLock : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10), Pause = TimeSpan.FromMilliseconds(5);

    private readonly List<SafeFileHandle> _held = [];

    /// <param name="folders">The folders.</param>
    /// <param name="given">What is written, for messages.</param>
    /// <exception cref="OutputException">Another process keeps one of them.</exception>
    public FolderLock(IEnumerable<string> folders, string given)
    {
        if (!LinuxFiles.IsHere) return;
        // All processes take them in the same order, so that no two wait for each other.
        foreach (string folder in folders.Distinct().Order(StringComparer.Ordinal))
        {
            if (LinuxFiles.OpenFolder(folder) is not { } handle) continue;
            _held.Add(handle);
            for (Stopwatch waiting = Stopwatch.StartNew(); !LinuxFiles.TryLock(handle); Thread.Sleep(Pause))
            {
                if (waiting.Elapsed < Patience) continue;
                Dispose();
                throw new OutputException(given, "another run is writing there: give another place with --out, or wait for it.");
            }
        }
    }

    public void Dispose()
    {
        foreach (SafeFileHandle handle in _held) handle.Dispose();
    }
}
