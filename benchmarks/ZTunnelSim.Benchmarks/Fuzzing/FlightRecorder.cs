using System.IO.MemoryMappedFiles;
using System.Text;

namespace ZTunnelSim.Benchmarks;

/// <summary>
/// A file that says what each thread is at, and stays where the process dies of it: a stack that overflows and a memory that is full leave
/// nothing to catch.
/// </summary>
internal sealed class FlightRecorder : IDisposable
{
    private const int LineBytes = 64, MostThreads = 64;

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;

    /// <param name="folder">The folder, which is created.</param>
    public FlightRecorder(string folder)
    {
        Directory.CreateDirectory(folder);
        Path = System.IO.Path.Combine(folder, "running.txt");
        _file = MemoryMappedFile.CreateFromFile(Path, FileMode.Create, mapName: null, LineBytes * MostThreads);
        _view = _file.CreateViewAccessor();
    }

    public string Path { get; }

    /// <summary>Notes what a thread begins with.</summary>
    public void Note(int thread, string target, long number)
    {
        byte[] line = Encoding.ASCII.GetBytes($"--only {target} --at {number}".PadRight(LineBytes - 1) + "\n");
        _view.WriteArray((long)(thread % MostThreads) * LineBytes, line, 0, LineBytes);
    }

    /// <summary>Nothing died: the file has nothing to say.</summary>
    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
        File.Delete(Path);
    }
}
