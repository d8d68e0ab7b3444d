using System.Security.Cryptography;
using System.Text;

namespace ZTunnelSim;

/// <summary>
/// A folder for the moment between a file's getting a name and its getting its own: among the system's temporary files where those lie on
/// the same file system, or else hidden beside the place. A process that is killed in that moment leaves it; the next run that
/// writes to the same place removes it, which is why its name tells the place.
/// </summary>
internal sealed class StagingFolder : IDisposable
{
    private const string Mark = "ztunnelsim-";

    /// <summary>Creates one for what lies in a folder under a name. The folder is locked (<see cref="FolderLock"/>).</summary>
    public StagingFolder(string folder, string name)
    {
        string temp = System.IO.Path.GetTempPath(), place = System.IO.Path.Combine(folder, name);
        string ofPlace = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(place)))[..16];
        (string hidden, string beside) = ($"{Mark}{ofPlace}-", $".{name}.{Mark}");
        RemoveLeftovers(temp, hidden);
        RemoveLeftovers(folder, beside);
        bool isNear = LinuxFiles.IsHere && LinuxFiles.StatusOf(temp)?.Device == LinuxFiles.StatusOf(folder)?.Device
            && !LinuxFiles.HasMoreThanMode(folder, orLabel: true);
        Path = (isNear ? Temporary(hidden) : null)
            ?? Directory.CreateDirectory(System.IO.Path.Combine(folder, $"{beside}{Guid.NewGuid():N}")).FullName;
    }

    public string Path { get; }

    public void Dispose() => Remove(Path);

    private static string? Temporary(string prefix)
    {
        try
        {
            return Directory.CreateTempSubdirectory(prefix).FullName;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static void RemoveLeftovers(string folder, string prefix)
    {
        try
        {
            foreach (string left in Directory.GetDirectories(folder))
            {
                if (System.IO.Path.GetFileName(left).StartsWith(prefix, StringComparison.Ordinal)) Remove(left);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What may not be listed has none that can be found.
        }
    }

    private static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is another user's, or has gone.
        }
    }
}
