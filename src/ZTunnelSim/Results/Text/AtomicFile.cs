using System.Text;

namespace ZTunnelSim;

/// <summary>Writes files whole or not at all: beside the target first, then moved over it.</summary>
internal static class AtomicFile
{
    public static void Write(string path, string text) => Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    /// <exception cref="IOException">The file can't be written; what was there before is still there.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        string temporary = Temporary(path, $"{Guid.NewGuid():N}"), full = Path.GetFullPath(path);
        try
        {
            using (FileStream stream = new(temporary, FileMode.CreateNew)) write(stream);
            File.Move(temporary, full, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Removes what a process left beside a file that was killed while it wrote it, and what any other writes there now.</summary>
    public static void RemoveLeftovers(string path)
    {
        string pattern = Temporary(path, "*");
        foreach (string left in Directory.GetFiles(Path.GetDirectoryName(pattern)!, Path.GetFileName(pattern))) File.Delete(left);
    }

    private static string Temporary(string path, string name)
    {
        string full = Path.GetFullPath(path);
        return Path.Combine(Path.GetDirectoryName(full)!, $".{Path.GetFileName(full)}.{name}.tmp");
    }
}
