using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace ZTunnelSim;

/// <summary>
/// The list of a set's files with their checksums, in the form that <c>sha256sum -c</c> reads; its first line names the run, by what it
/// wrote: the same input gives the same run.
/// </summary>
/// <param name="Text">The list as it is in its file.</param>
/// <param name="Files">The files' names and checksums.</param>
internal sealed record OutputManifest(string Text, IReadOnlyList<(string Name, string Hash)> Files)
{
    private const string Between = "  ";

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    private const int HashLength = 64, RunLength = 16;

    public static string FileName(string set) => $"{set}.sha256";

    public static OutputManifest Of(string set, IEnumerable<(string Name, string Hash)> files)
    {
        (string Name, string Hash)[] all = [.. files.OrderBy(file => file.Name, StringComparer.Ordinal)];
        string list = string.Concat(all.Select(file => $"{file.Hash}{Between}{file.Name}\n"));
        string run = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(list)))[..RunLength];
        return new($"# ztunnelsim {set}, run {run}\n{list}", all);
    }

    /// <summary>The list of what an earlier run wrote into a folder; null: there is none.</summary>
    public static OutputManifest? Read(string? folder, string? set)
    {
        if (folder is null || set is null) return null;
        try
        {
            string text = File.ReadAllText(Path.Combine(folder, FileName(set)));
            return new(
                text, [.. text.Split('\n').Where(IsFile).Select(line => (line[(HashLength + Between.Length)..], line[..HashLength]))]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The names of those of its files that are in the folder as they were written, and that a newer list does not have.</summary>
    public IEnumerable<string> UnchangedBut(OutputManifest newer, string folder)
    {
        foreach ((string name, string hash) in Files.ExceptBy(newer.Files.Select(file => file.Name), file => file.Name))
        {
            // The list may have been changed: it says nothing of files elsewhere.
            string path = Path.Combine(folder, name);
            if (name != Path.GetFileName(name) || FileStatus.Of(path)?.Kind != FileKind.Regular) continue;
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read);
            if (Convert.ToHexStringLower(SHA256.HashData(stream)) == hash) yield return name;
        }
    }

    private static bool IsFile(string line) => line.Length > HashLength + Between.Length
        && line.AsSpan(HashLength).StartsWith(Between) && line.AsSpan(0, HashLength).IndexOfAnyExcept(HexDigits) < 0;
}
