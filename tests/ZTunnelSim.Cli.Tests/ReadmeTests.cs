using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ZTunnelSim.Cli.Tests;

/// <summary>What the READMEs show compiles as it stands there; a later snippet may go on from earlier ones.</summary>
public partial class ReadmeTests
{
    /// <summary>What a new project's <c>ImplicitUsings</c> bring.</summary>
    private const string Implicit = """
        global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq;
        global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;
        """;

    /// <summary>The framework's assemblies and those that were built for this test.</summary>
    private static readonly Lazy<MetadataReference[]> References = new(() =>
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Select(path => MetadataReference.CreateFromFile(path))]);

    [Theory]
    [InlineData("README.md", 3)]
    [InlineData("src/ZTunnelSim/README.md", 3)]
    [InlineData("src/ZTunnelSim.Data/README.md", 3)]
    [InlineData("src/ZTunnelSim.Charts/README.md", 1)]
    public void Every_snippet_compiles_as_shown(string readme, int atLeast)
    {
        CompilationUnitSyntax[] snippets = [.. Blocks(readme).Select(Parse)];
        Assert.True(snippets.Length >= atLeast, $"{readme} has {snippets.Length} snippets.");
        for (int i = 0; i < snippets.Length; i++)
        {
            // One that goes on from the earlier ones has no usings, so that all can be pasted one after the other.
            bool standsAlone = !ErrorsOf([snippets[i]]).Any();
            Assert.Equal(standsAlone ? "ZTunnelSim" : null, snippets[i].Usings.FirstOrDefault()?.Name?.ToString());
            Assert.Empty(ErrorsOf(snippets[..(i + 1)]).Select(e => $"{readme}, snippet {i + 1}: {e}"));
        }
    }

    [Fact]
    public void A_snippet_that_does_not_compile_is_seen()
    {
        CompilationUnitSyntax first = Parse("using ZTunnelSim;\nGracePeriod t = new(30);");
        Assert.Empty(ErrorsOf([first, Parse("using ZTunnelSim;\nConsole.WriteLine(t.Seconds);")]));
        CompilationUnitSyntax wrong = Parse("using ZTunnelSim;\nConsole.WriteLine(t.Weeks);");
        Assert.Contains("Weeks", Assert.Single(ErrorsOf([first, wrong])));
        // What only the repository's own projects may use is not there.
        Assert.NotEmpty(ErrorsOf([Parse("using ZTunnelSim.Data;\nConsole.WriteLine(nameof(ScenarioReader.Draft));")]));
    }

    /// <summary>The snippets of C# in a README, in their order.</summary>
    internal static IEnumerable<string> Blocks(string readme) =>
        Block().Matches(File.ReadAllText(Path.Combine(Packages.Root, readme)).ReplaceLineEndings("\n"))
            .Select(m => m.Groups[1].Value);

    private static CompilationUnitSyntax Parse(string text) =>
        CSharpSyntaxTree.ParseText(text).GetCompilationUnitRoot();

    /// <summary>The errors of snippets as one program: all their usings, and then all their statements.</summary>
    private static IEnumerable<string> ErrorsOf(IReadOnlyList<CompilationUnitSyntax> snippets)
    {
        CompilationUnitSyntax program = SyntaxFactory.CompilationUnit()
            .AddUsings([.. snippets.SelectMany(s => s.Usings).DistinctBy(u => u.ToString())])
            .AddMembers([.. snippets.SelectMany(s => s.Members)]);
        CSharpCompilation compilation = CSharpCompilation.Create(
            "Snippet", [CSharpSyntaxTree.ParseText(Implicit), CSharpSyntaxTree.ParseText(program.ToFullString())],
            References.Value);
        return compilation.GetDiagnostics(TestContext.Current.CancellationToken)
            .Where(d => d.Severity == DiagnosticSeverity.Error)
            .Select(d => d.GetMessage());
    }

    [GeneratedRegex("^```csharp\n(.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();
}
