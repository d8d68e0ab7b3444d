using System.Text;

namespace ZTunnelSim;

/// <summary>Writes a file whole or not at all: an <see cref="OutputSet"/> of one.</summary>
internal static class AtomicFile
{
    public static void Write(string path, string text) => Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    /// <exception cref="IOException">The file can't be written; what was there before is still there.</exception>
    public static void Write(string path, Action<Stream> write) => OutputSet.Write(set => set.Add(path, write));
}
