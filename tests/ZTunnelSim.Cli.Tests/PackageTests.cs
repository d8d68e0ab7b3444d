using System.IO.Compression;
using System.Xml.Linq;

namespace ZTunnelSim.Cli.Tests;

/// <summary>What is packed is what a user gets: nothing here needs a network beyond what building this test did.</summary>
[Collection(nameof(Packages))]
public class PackageTests(Packages packages)
{
    [Theory]
    [InlineData("ZTunnelSim", "lib/net10.0/ZTunnelSim")]
    [InlineData("ZTunnelSim.Data", "lib/net10.0/ZTunnelSim.Data")]
    [InlineData("ZTunnelSim.Charts", "lib/net10.0/ZTunnelSim.Charts")]
    [InlineData("ztunnelsim.tool", "tools/net10.0/any/ZTunnelSim.Cli")]
    public void A_package_has_its_README_its_licence_its_documentation_and_its_symbols(string id, string assembly)
    {
        string[] files = Entries(packages.Find(id, "nupkg"));
        Assert.Contains("README.md", files);
        Assert.Contains("LICENSE", files);
        Assert.Contains("CHANGELOG.md", files);
        Assert.Contains($"{assembly}.dll", files);
        Assert.Contains($"{assembly}.xml", files);
        Assert.Contains($"{assembly}.pdb", Entries(packages.Find(id, "snupkg")));

        XElement metadata = Nuspec(packages.Find(id, "nupkg"));
        Assert.Equal("Apache-2.0", Value(metadata, "license"));
        Assert.Equal("README.md", Value(metadata, "readme"));
        Assert.NotEmpty(Value(metadata, "description"));
        Assert.StartsWith($"## {packages.Version} ", Value(metadata, "releaseNotes"));
        // The charts' package carries fonts, and so does the tool.
        Assert.Equal(id is "ZTunnelSim.Charts" or "ztunnelsim.tool", files.Contains("Fonts/LICENSE.txt"));
    }

    [Fact]
    public void The_tool_brings_the_schemas_of_what_it_reads_and_of_what_it_answers()
    {
        string[] packed =
            [.. Entries(packages.Find("ztunnelsim.tool", "nupkg")).Where(f => f.StartsWith("schemas/", StringComparison.Ordinal))];
        string data = Path.Combine(Packages.Root, "data");
        string[] files = [Path.Combine(data, "scenario.schema.json"), .. Directory.GetFiles(Path.Combine(data, "schemas"))];
        Assert.Equal(files.Select(f => $"schemas/{Path.GetFileName(f)}").Order(), packed.Order());
    }

    [Fact]
    public void The_libraries_ask_for_the_core_of_their_own_version()
    {
        foreach (string id in new[] { "ZTunnelSim.Data", "ZTunnelSim.Charts" })
        {
            XElement dependency = Nuspec(packages.Find(id, "nupkg")).Descendants().Single(
                e => e.Name.LocalName == "dependency" && (string?)e.Attribute("id") == "ZTunnelSim");
            Assert.Equal(packages.Version, (string?)dependency.Attribute("version"));
        }
    }

    [Fact]
    public async Task The_tool_installs_into_an_empty_folder_and_says_there_what_the_README_shows()
    {
        string folder = packages.NewFolder("tool");
        foreach (string file in Directory.GetFiles(Path.GetDirectoryName(Tool.Example)!))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        await Packages.DotnetAsync(folder, "tool", "install", "ztunnelsim.tool", "--tool-path", folder, "--source", packages.Directory);
        string tool = Path.Combine(folder, OperatingSystem.IsWindows() ? "ztunnelsim.exe" : "ztunnelsim");

        string output = await Packages.RunAsync(tool, folder, "sweep", "scenario.yaml", "--out", "results");

        string readme = File.ReadAllText(Path.Combine(Packages.Root, "README.md")).ReplaceLineEndings("\n");
        int table = readme.IndexOf("**Resets in the whole rollout**", StringComparison.Ordinal);
        string[] rows = readme[table..].Split("\n\n")[1].Split('\n');
        Assert.Equal(7, rows.Length);
        Assert.All(rows, row => Assert.Contains(row, output));
        // The charts need the native libraries of this platform.
        Assert.True(new FileInfo(Path.Combine(folder, "results", "resets.png")).Length > 10_000);
    }

    private static string[] Entries(string package)
    {
        using ZipArchive archive = ZipFile.OpenRead(package);
        return [.. archive.Entries.Select(e => e.FullName)];
    }

    private static XElement Nuspec(string package)
    {
        using ZipArchive archive = ZipFile.OpenRead(package);
        using Stream stream = archive.Entries.Single(e => e.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
        return XDocument.Load(stream).Root!.Elements().Single();
    }

    private static string Value(XElement metadata, string name) => metadata.Elements().Single(e => e.Name.LocalName == name).Value;
}
