using System.Runtime.Versioning;
using System.Text.RegularExpressions;

namespace ZTunnelSim.Data.Tests;

/// <summary>
/// Runbooks whose names are commands, options and markup: their blocks are run by a real shell that finds nothing but stubs, and each
/// stub writes down the very arguments that it was called with.
/// </summary>
[UnsupportedOSPlatform("windows")]
public class HostileRunbookTests
{
    /// <summary>Names without hidden characters, each of which would do something if it were not one word.</summary>
    private static readonly string[] Hostile =
    [
        "n1; pwned #", "$(pwned)", "`pwned`", "n1'; pwned; '", "n1\"; pwned; \"", "a && pwned", "a || pwned", "| pwned", "> pwned",
        "--all", "-o=x n1 | pwned", "-", "--", "-n", "~", "*", "?", "[a-z]*", "{a,b}", "$HOME", "$node", "\\", "a\\", "\\'", "!x", "a b",
        " a ", "#x", "a,metadata.name!=b", "=b", "```sh", "n1 ```` pwned", "é中🙂", "%s%n", "=cmd()", "<b>x</b>", "[x](http://y)",
    ];

    private const string All = "-'; pwned; \"pwned\" $(pwned) `pwned` && pwned | pwned > pwned \\ ```` * ~ $HOME #";

    public static IEnumerable<TheoryDataRow<string>> Names => Hostile.Append(All).Select(name => new TheoryDataRow<string>(name));

    /// <summary>Kinds of installers, and the stubs of their own.</summary>
    private static readonly (ManifestKind Kind, string[] Tools)[] Kinds =
    [
        (ManifestKind.HelmValues, ["helm"]), (ManifestKind.ZTunnelResource, []), (ManifestKind.DaemonSet, []),
        (ManifestKind.FluxHelmRelease, ["flux"]), (ManifestKind.ArgoApplication, ["argocd"]), (ManifestKind.Helmfile, ["helmfile"]),
        (ManifestKind.IstioOperator, ["istioctl"]),
    ];

    [Fact]
    public void A_comment_is_one_line() =>
        Assert.Equal("# a pwned ? b", Shell.Comment("a\npwned \e b"));

    [Fact]
    public void A_drained_node_is_one_argument_whatever_it_is_called()
    {
        string[][] calls = StubbedShell.Run(EvacuationRunbookWriter.Write(
            new EvacuationRunbook { Target = Target(), Nodes = [.. Hostile.Select(name => new RunbookNode(name))] }));
        string[] options = ["--ignore-daemonsets", "--delete-emptydir-data", "--timeout=900s"];
        foreach (string name in Hostile)
        {
            string selector = $"spec.nodeName={Escaped(name)}";
            string[] operand = name.StartsWith('-') ? ["--", name] : [name];
            StubbedShell.AssertCalled(calls, ["kubectl", "cordon", .. operand]);
            StubbedShell.AssertCalled(
                calls, name.StartsWith('-') ? ["kubectl", "drain", .. options, "--", name] : ["kubectl", "drain", name, .. options]);
            StubbedShell.AssertCalled(calls, ["kubectl", "get", "pods", "-A", "--field-selector", selector]);
            StubbedShell.AssertCalled(calls, ["kubectl", "delete", "pod", "-n", "mesh", "-l", "app=ztunnel", "--field-selector", selector]);
            StubbedShell.AssertCalled(
                calls,
                ["kubectl", "wait", "pod", "-n", "mesh", "-l", "app=ztunnel", "--field-selector", selector, "--for=condition=Ready",
                    "--timeout=300s"]);
            StubbedShell.AssertCalled(calls, ["kubectl", "uncordon", .. operand]);
        }
    }

    [Fact]
    public void Nodes_that_are_drained_side_by_side_are_an_argument_each()
    {
        EvacuationRunbook runbook = new()
        {
            Target = Target(),
            Nodes = [.. Hostile.Select(name => new RunbookNode(name))],
            How = NodeEvacuation.Default with { Parallel = 7, TimeoutSeconds = 900, CordonAllFirst = true },
        };
        string[][] calls = StubbedShell.Run(EvacuationRunbookWriter.Write(runbook));
        StubbedShell.AssertCalled(calls, ["kubectl", "cordon", "--", .. Hostile]);
        foreach (string[] batch in Hostile.Chunk(7))
        {
            bool isOption = batch.Any(other => other.StartsWith('-'));
            foreach (string name in batch)
            {
                string[] operand = isOption ? ["--", name] : [name], rest = ["--ignore-daemonsets", "--delete-emptydir-data", "--timeout=900s"];
                StubbedShell.AssertCalled(calls, isOption ? ["kubectl", "drain", .. rest, .. operand] : ["kubectl", "drain", .. operand, .. rest]);
                StubbedShell.AssertCalled(calls, ["kubectl", "uncordon", .. operand]);
                StubbedShell.AssertCalled(
                    calls,
                    ["kubectl", "delete", "pod", "-n", "mesh", "-l", "app=ztunnel", "--field-selector", $"spec.nodeName={Escaped(name)}"]);
            }
        }
        Assert.Equal(Hostile.Length, calls.Count(c => c is ["kubectl", "drain", ..]));
        Assert.Equal(Hostile.Length, calls.Count(c => c is ["kubectl", "delete", ..]));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_namespace_the_file_the_release_and_the_version_are_an_argument_each(string name)
    {
        // Each name with one kind, and one that has all in it with each.
        int index = Array.IndexOf(Hostile, name);
        foreach ((ManifestKind kind, string[] tools) in index < 0 ? Kinds : [Kinds[index % Kinds.Length]])
        {
            RunbookTarget target = Target() with
            {
                Kind = kind,
                Namespace = name,
                ManifestFile = name,
                Version = name,
                Release = new(name, name),
                Source = name,
            };
            string file = name.StartsWith('-') ? $"./{name}" : name;
            string rolling = RollingRunbookWriter.Write(new RollingRunbook
            {
                Target = target,
                GracePeriod = new GracePeriod(300),
                DrainBudgetSeconds = 295,
                Strategy = RollingUpdate.Default,
                NodeCount = 1,
                Resets = (1, 1, 1),
                ResetsByWorkload = [(name, 1)],
                DurationSeconds = (1, 1),
                Notes = [name],
                Obstacles = [name],
            });
            string drained = EvacuationRunbookWriter.Write(new EvacuationRunbook { Target = target, Nodes = [new("n1")], Notes = [name] });
            foreach (string runbook in index < 0 ? [rolling, drained] : (string[])[rolling])
            {
                string[][] calls = StubbedShell.Run(runbook, tools);
                StubbedShell.AssertCalled(calls, ["kubectl", "-n", name, "get", "daemonset", "ztunnel"]);
                string[]? withFile = kind switch
                {
                    ManifestKind.HelmValues => Array.Find(calls, c => c is ["helm", "upgrade", ..] && c.Contains("-f"))!,
                    ManifestKind.ZTunnelResource or ManifestKind.DaemonSet => Array.Find(calls, c => c is ["kubectl", "apply", ..])!,
                    ManifestKind.Helmfile => Array.Find(calls, c => c is ["helmfile", ..])!,
                    ManifestKind.IstioOperator => Array.Find(calls, c => c is ["istioctl", "install", ..])!,
                    _ => null,
                };
                if (withFile is not null) Assert.Contains(file, withFile);
                if (kind == ManifestKind.FluxHelmRelease)
                    StubbedShell.AssertCalled(
                        calls,
                        name.StartsWith('-')
                            ? ["flux", "reconcile", "helmrelease", "-n", name, "--timeout=24h", "--", name]
                            : ["flux", "reconcile", "helmrelease", name, "-n", name, "--timeout=24h"]);
                if (kind == ManifestKind.ArgoApplication)
                    StubbedShell.AssertCalled(
                        calls,
                        name.StartsWith('-') ? ["argocd", "app", "sync", "-N", name, "--", name] : ["argocd", "app", "sync", name, "-N", name]);
                if (kind == ManifestKind.Helmfile) StubbedShell.AssertCalled(calls, ["helmfile", "--file", file, "--selector", $"name={name}", "apply"]);
            }
        }
    }

    [Fact]
    public void Nodes_that_a_pool_replaces_are_an_argument_each()
    {
        foreach (NodeReplacer replacer in Enum.GetValues<NodeReplacer>())
        {
            NodeEvacuation how = NodeEvacuation.ClusterAutoscaler with { Replacer = replacer };
            string runbook = EvacuationRunbookWriter.Write(new EvacuationRunbook
            {
                Target = Target(),
                How = how,
                Nodes = [.. Hostile.Select(name => new RunbookNode(name) { ExpectedSeconds = 1, Caveats = [Markdown.Text(name)] })],
            });
            string[][] calls = StubbedShell.Run(runbook, "gcloud", "az", "aws");
            if (replacer == NodeReplacer.ClusterAutoscaler) StubbedShell.AssertCalled(calls, ["kubectl", "cordon", "--", .. Hostile]);
        }
    }

    [Theory]
    [InlineData("n1\n```\npwned\n```sh")]
    [InlineData("n1\rpwned")]
    [InlineData("n1\0")]
    [InlineData("n1\u001b]0;owned\u0007")]
    [InlineData("n1\u009b31m")]
    [InlineData("n1\u202epwned")]
    [InlineData("n1\u2066pwned\u2069")]
    [InlineData("n1\u200f")]
    [InlineData("n1\u061c")]
    [InlineData("n1\u2028pwned")]
    [InlineData("n1\u2029pwned")]
    [InlineData("n1\ufeff")]
    public void No_command_names_what_cannot_be_seen(string name)
    {
        InputException e = Assert.Throws<InputException>(
            () => EvacuationRunbookWriter.Write(new EvacuationRunbook { Target = Target(), Nodes = [new(name)] }));
        Assert.DoesNotContain(e.Message, c => PlainText.IsHidden(c));
        Assert.Throws<InputException>(() => Shell.Quote(name));
        // In a sentence, a table, a comment or a heading it is shown, and does nothing.
        string shown = $"{Markdown.Text(name)}{Markdown.Code("sh", Shell.Comment(name))}".Replace("\n", "");
        Assert.DoesNotContain(shown, c => PlainText.IsHidden(c));
    }

    [Fact]
    public void A_heading_a_list_and_a_table_hold_names_as_text()
    {
        const string Name = "<img src=x> [a](http://b) | `c` **d** # e";
        string text = EvacuationRunbookWriter.Write(new EvacuationRunbook
        {
            Target = Target() with { Source = Name },
            Nodes = [new(Name)],
            Notes = ["# heading", "- item", "1. item", "> quote", "    code", "| a |", "---", "<b>bold</b>"],
        });
        Assert.Contains("\n### \\<img src=x\\> [a\\](http://b) \\| \\`c\\` \\*\\*d\\*\\* \\# e (1 of 1)\n", text);
        Assert.Contains(
            "\n- \\# heading\n- \\- item\n- 1\\. item\n- \\> quote\n- code\n- \\| a \\|\n- \\---\n- \\<b\\>bold\\</b\\>\n", text);
        // Outside of code there is no markup but the runbook's own.
        string prose = Regex.Replace(text, "^```.*?^```$", "", RegexOptions.Multiline | RegexOptions.Singleline);
        Assert.DoesNotMatch(@"(?<!\\)<", prose);
        Assert.DoesNotContain("](", prose.Replace("\\](", "", StringComparison.Ordinal));
    }

    /// <summary>What is written for ordinary names has no backslash that no markup asked for.</summary>
    [Fact]
    public void Ordinary_names_are_written_as_they_are()
    {
        string text = EvacuationRunbookWriter.Write(new EvacuationRunbook
        {
            Target = Target() with { Source = "data/my_scenario-1.yaml" },
            Nodes = [new("ip-10-0-0-1.ec2.internal"), new("node_2")],
        });
        string prose = Regex.Replace(text, "^```.*?^```$", "", RegexOptions.Multiline | RegexOptions.Singleline);
        Assert.DoesNotContain('\\', prose);
    }

    private static RunbookTarget Target() => new()
    {
        ManifestFile = "values.yaml",
        Namespace = "mesh",
        Version = "v1.28.3",
        Kind = ManifestKind.DaemonSet,
        GracePeriod = new GracePeriod(300),
    };

    /// <summary>As a field selector has it.</summary>
    private static string Escaped(string name) => name.Replace("\\", "\\\\").Replace(",", "\\,").Replace("=", "\\=");
}
