using System.Text.RegularExpressions;

namespace ZTunnelSim.Data;

/// <summary>Parts of POSIX shell commands.</summary>
internal static partial class Shell
{
    /// <summary>Says why it stops, and ends the shell. The text may name the shell's variables, and no name from outside.</summary>
    public static string Stop(string why) => $"{{ echo \"STOP: {why}\" >&2; exit 1; }}";

    /// <summary>Stops unless a variable holds Istio 1.<paramref name="minor"/> or later; a version that can't be read is none.</summary>
    public static string RequireVersion(string variable, int minor, string why)
    {
        string number = $"$(echo \"${variable}\" | sed -n 's/^v*\\([0-9]*\\)\\.\\([0-9]*\\).*/\\1 * 100 + \\2/p')";
        return $"[ $(({number} + 0)) -ge {100 + minor} ] || {Stop(why)}";
    }

    /// <summary>
    /// A text as one word: itself where no shell reads anything into it, otherwise in single quotes. Every name in a runbook's commands
    /// comes through here.
    /// </summary>
    /// <exception cref="InputException">It has a hidden character: what is copied from a page must be what is seen there.</exception>
    public static string Quote(string text)
    {
        if (PlainText.HasHidden(text))
        {
            throw new InputException(
                $"{SyntaxNode.Quote(text)} has a control character, or another one that can't be seen: no command can name it.");
        }
        return text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || "-_./:=@%+,".Contains(c, StringComparison.Ordinal))
            ? text
            : $"'{text.Replace("'", """'\''""", StringComparison.Ordinal)}'";
    }

    /// <summary>A file's path as one word that no program takes for an option, or for standard input.</summary>
    public static string Path(string path) => Quote(path.StartsWith('-') ? $"./{path}" : path);

    /// <summary>Names as words of a command that take no options after them: none of them is one itself.</summary>
    public static string Operands(params IReadOnlyList<string> names) => BeforeOperands(names) + string.Join(' ', names.Select(Quote));

    /// <summary>What stands before a word that may be any of some names.</summary>
    public static string BeforeOperands(IReadOnlyList<string> names) => names.Any(name => name.StartsWith('-')) ? EndOfOptions : "";

    /// <summary>A command with operands before its options, as people write it, or after them where no option may follow.</summary>
    /// <param name="command">The command and its subcommands.</param>
    /// <param name="operands">What <see cref="Operands"/> made.</param>
    /// <param name="options">The options, as words.</param>
    public static string Command(string command, string operands, string options) =>
        operands.StartsWith(EndOfOptions, StringComparison.Ordinal)
            ? $"{command} {options} {operands}"
            : $"{command} {operands} {options}";

    /// <summary>The option that selects what is on a node.</summary>
    public static string OnNode(string node) =>
        $"--field-selector {Quote($"spec.nodeName={SelectorMarks().Replace(node, "\\$0")}")}";

    /// <summary>The same of the node that the variable <c>node</c> names, which is one of some names.</summary>
    public static string OnNodeOf(IReadOnlyList<string> names) => "--field-selector \"spec.nodeName=" + (
        names.Any(SelectorMarks().IsMatch)
            ? """$(printf '%s' "$node" | sed 's/[\\,=]/\\&/g')"""
            : "$node") + "\"";

    private const string EndOfOptions = "-- ";

    /// <summary>What is escaped in a field selector's value. Source: apimachinery pkg/fields, EscapeValue.</summary>
    [GeneratedRegex(@"[\\,=]")]
    private static partial Regex SelectorMarks();

    /// <summary>A text for people between commands.</summary>
    public static string Comment(string text) => $"# {PlainText.OneLine(text)}";
}
