using System.Text.RegularExpressions;

namespace ZTunnelSim.Cli.Tests;

/// <summary>The plugins for k9s are what its schema of plugins asks for, and their commands are commands of the tool.</summary>
public partial class K9sPluginTests
{
    private static readonly string[] Required = ["shortCut", "description", "scopes", "command"];

    private static readonly string[] Known =
        [.. Required, "args", "background", "confirm", "dangerous", "inputs", "override", "overwriteOutput"];

    [Fact]
    public void They_have_what_k9s_needs_and_nothing_that_it_does_not_know()
    {
        MapSyntax[] plugins = Plugins();
        Assert.Equal(2, plugins.Length);
        foreach (MapSyntax plugin in plugins)
        {
            string[] keys = [.. plugin.Entries.Select(e => ((ScalarSyntax)e.Key).Value)];
            Assert.Empty(Required.Except(keys));
            Assert.Empty(keys.Except(Known));
            Assert.IsType<ListSyntax>(plugin.Get("scopes"));
        }
        // One key in one view does one thing.
        string[] shortCuts = [.. plugins.SelectMany(p =>
            ((ListSyntax)p.Get("scopes")!).Items.Select(scope => $"{Text(scope)} {Text(p.Get("shortCut")!)}"))];
        Assert.Equal(shortCuts.Distinct(), shortCuts);
    }

    [Fact]
    public void Their_commands_are_understood()
    {
        foreach (MapSyntax plugin in Plugins())
        {
            string script = ((ScalarSyntax)((ListSyntax)plugin.Get("args")!).Items[^1]).Value;
            string[] words = OwnCommand().Match(script).Groups[1].Value.Split(' ');
            Assert.Equal("fit", words[0]);
            Assert.Null(CommandLineError.Of(Commands.Create().Parse(words)));
        }
    }

    private static string Text(SyntaxNode scalar) => ((ScalarSyntax)scalar).Value;

    private static MapSyntax[] Plugins()
    {
        SyntaxText file = SyntaxText.Load(Path.Combine(Packages.Root, "data", "k9s-plugin.yaml"));
        MapSyntax root = (MapSyntax)Assert.Single(file.Documents);
        return [.. ((MapSyntax)root.Get("plugins")!).Entries.Select(e => (MapSyntax)e.Value)];
    }

    [GeneratedRegex(@"\| ztunnelsim ([^|]*?) \|")]
    private static partial Regex OwnCommand();
}
