using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace ZTunnelSim.Data.Tests;

/// <summary>A folder or an archive stands for the logs of ztunnels in it, packed or not.</summary>
public sealed class LogSourcesTests : IDisposable
{
    private static readonly string[] Lines = [.. Enumerable.Range(10, 40).Select(i =>
        $"2026-11-25T05:05:{i}.18Z\tinfo\taccess\tconnection complete\tsrc.addr=10.0.0.{i}:1 dst.service=\"a\" direction=\"outbound\" duration=\"{i}ms\"")];

    private readonly string _folder = Directory.CreateTempSubdirectory("ztunnelsim-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_node_s_folder_of_logs_is_read_with_all_its_files()
    {
        string pod = "pods/istio-system_ztunnel-x7k2p_0a-1b/istio-proxy";
        int half = Lines.Length / 2;
        Write($"{pod}/0.log.20261125-050510.gz", Gzip(Cri(Lines[..half])));
        Write($"{pod}/0.log", Cri(Lines[half..]));
        Write("pods/istio-system_istiod-7d9f_0c/discovery/0.log", Cri(["2026-11-25T05:05:10.18Z\tinfo\tads\tnothing of ztunnel's"]));
        ConnectionReadReport report = ConnectionFiles.Read(_folder).Report;
        Assert.Equal(Lines.Length, report.Connections);
        Assert.Equal(2, report.Files.Count);
        Assert.All(report.Files, f => Assert.Equal(_folder, f.Path));
        Assert.Equal("ztunnel-x7k2p", Assert.Single(report.Windows.Select(w => w.ZTunnel).Distinct()));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_must_gather_is_read_from_its_archive(bool unpacked)
    {
        string root = "must-gather.local.1/quay-io/namespaces/istio-system/pods";
        Write($"{root}/ztunnel-x7k2p/istio-proxy/istio-proxy/logs/current.log", string.Join('\n', Lines.Select(l => $"2026-11-25T05:05:10.18Z {l}")));
        Write($"{root}/ztunnel-89z75/istio-proxy/istio-proxy/logs/previous.log", string.Join('\n', Lines.Select(l => l.Replace("=10.", "=11."))));
        Write($"{root}/ztunnel-89z75/ztunnel-89z75.yaml", "apiVersion: v1\nkind: Pod\n");
        Write($"{root}/ztunnel-89z75/notes.txt", "looked at on Monday\n");
        string path = unpacked ? _folder : Tar();
        ConnectionReadReport report = ConnectionFiles.Read(path).Report;
        Assert.Equal(2 * Lines.Length, report.Connections);
        Assert.Equal(2, report.ZTunnels);
        Assert.Contains(report.Notes, n => n.Contains("1 file with", StringComparison.Ordinal) && n.Contains("notes.txt", StringComparison.Ordinal));
    }

    /// <summary>A folder's name may be anything, and look like a pod's.</summary>
    [Theory]
    [InlineData("ztunnelsim-test-x7k2pQ/a.log", "ztunnelsim-test-x7k2pQ/b.log", "a", "b")]
    [InlineData("my-ztunnel-x7k2p/ztunnel-89z75.log", "my-ztunnel-x7k2p/ztunnel-qfrmt/0.log", "ztunnel-89z75", "ztunnel-qfrmt")]
    public void A_pod_is_the_last_one_that_a_path_names(string one, string other, string first, string second)
    {
        Write(one, string.Join('\n', Lines));
        Write(other, string.Join('\n', Lines.Select(l => l.Replace("=10.", "=11."))));
        ConnectionReadReport report = ConnectionFiles.Read([Path.Combine(_folder, one), Path.Combine(_folder, other)]).Report;
        Assert.Equal([first, second], report.Windows.Select(w => w.ZTunnel));
    }

    [Fact]
    public void Zstandard_is_unpacked()
    {
        using MemoryStream packed = new();
        using (ZstdSharp.CompressionStream zstd = new(packed, leaveOpen: true)) zstd.Write(Encoding.UTF8.GetBytes(string.Join('\n', Lines)));
        Assert.Equal(Lines.Length, Given.Read(packed.ToArray()).Report.Connections);
        byte[] damaged = packed.ToArray();
        damaged.AsSpan(damaged.Length / 2).Reverse();
        Assert.Contains("Zstandard", Assert.Throws<InputException>(() => Given.Read(damaged)).Message, StringComparison.Ordinal);
    }

    /// <summary>As /var/log/containers has links, some to files that were rotated away.</summary>
    [Fact]
    public void Links_to_files_are_followed_and_lead_in_no_circle()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Making links may need rights.");
        Write("pods/ztunnel-x7k2p/0.log", string.Join('\n', Lines));
        Directory.CreateDirectory(Path.Combine(_folder, "containers"));
        File.CreateSymbolicLink(Path.Combine(_folder, "containers", "ztunnel-x7k2p.log"), Path.Combine(_folder, "pods/ztunnel-x7k2p/0.log"));
        File.CreateSymbolicLink(Path.Combine(_folder, "containers", "ztunnel-gone1.log"), Path.Combine(_folder, "pods/gone.log"));
        Directory.CreateSymbolicLink(Path.Combine(_folder, "pods", "ztunnel-up"), _folder);
        ConnectionReadReport report = ConnectionFiles.Read(_folder).Report;
        Assert.Equal(2, report.Files.Count);
        Assert.Equal(Lines.Length, report.Connections);
    }

    [Fact]
    public void Without_a_log_it_is_an_error()
    {
        Write("a/b.log", "nothing");
        Assert.Contains("has 'ztunnel' in its path", Assert.Throws<InputException>(() => ConnectionFiles.Read(_folder)).Message, StringComparison.Ordinal);
        Assert.Contains("is an archive without", Assert.Throws<InputException>(() => ConnectionFiles.Read(Tar())).Message, StringComparison.Ordinal);
        Write("ztunnel-x7k2p.yaml", "kind: Pod");
        Assert.Contains("holds no log", Assert.Throws<InputException>(() => ConnectionFiles.Read(_folder)).Message, StringComparison.Ordinal);
    }

    private static string Cri(string[] lines) => string.Concat(lines.Select(l => $"2026-11-25T05:05:10.18Z stdout F {l}\n"));

    private static byte[] Gzip(string text)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest)) gzip.Write(Encoding.UTF8.GetBytes(text));
        return packed.ToArray();
    }

    private string Tar()
    {
        string path = Path.Combine(Path.GetTempPath(), $"{Path.GetFileName(_folder)}.tar.gz");
        string within = Path.Combine(_folder, "packed.tar.gz");
        using (FileStream file = File.Create(path))
        {
            using GZipStream gzip = new(file, CompressionLevel.Fastest);
            TarFile.CreateFromDirectory(_folder, gzip, includeBaseDirectory: false);
        }
        File.Move(path, within);
        return within;
    }

    private void Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    private void Write(string name, byte[] content)
    {
        string path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
    }
}
