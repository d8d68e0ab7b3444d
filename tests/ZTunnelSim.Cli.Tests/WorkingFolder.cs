namespace ZTunnelSim.Cli.Tests;

/// <summary>A new folder, the current one as long as there is this: for tests that are alone in the process.</summary>
internal sealed class WorkingFolder : IDisposable
{
    private readonly string _before = Environment.CurrentDirectory, _top = Directory.CreateTempSubdirectory("ztunnelsim-test-").FullName;

    /// <param name="below">Where it is in another one, which goes with it.</param>
    public WorkingFolder(params string[] below)
    {
        Path = Directory.CreateDirectory(System.IO.Path.Combine([_top, .. below])).FullName;
        Environment.CurrentDirectory = Path;
    }

    public string Path { get; }

    public void Dispose()
    {
        Environment.CurrentDirectory = _before;
        Directory.Delete(_top, recursive: true);
    }
}
