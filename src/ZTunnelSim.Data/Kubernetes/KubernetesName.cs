using System.Text.RegularExpressions;

namespace ZTunnelSim.Data;

/// <summary>
/// Names as Kubernetes has them (RFC 1123). What claims to come from a cluster, or to be for one, and has another name is refused where it
/// is read.
/// </summary>
/// <remarks>Source: kubernetes/apimachinery, pkg/util/validation, IsDNS1123Label and IsDNS1123Subdomain.</remarks>
internal static partial class KubernetesName
{
    private const int LongestLabel = 63, LongestSubdomain = 253;

    /// <summary>Whether a text is a name without dots, as those of namespaces.</summary>
    public static bool IsLabel(string text) => text.Length <= LongestLabel && Label().IsMatch(text);

    /// <summary>Whether a text is a name as objects have them: labels with dots between them.</summary>
    public static bool IsSubdomain(string text) => text.Length <= LongestSubdomain && text.Split('.').All(part => Label().IsMatch(part));

    /// <summary>An object's name; null where it is missing.</summary>
    /// <exception cref="InputException">Kubernetes has no such name.</exception>
    public static string? OfObject(YamlValue value) => Checked(value, IsSubdomain, $"a-z, 0-9, - and ., at most {LongestSubdomain}");

    /// <summary>A namespace's name; null where it is missing.</summary>
    /// <exception cref="InputException">Kubernetes has no such name.</exception>
    /// <remarks>The names of a redacted bundle are hashed word by word, and may be longer than a label.</remarks>
    public static string? OfNamespace(YamlValue value) => Checked(
        value, text => text.Length <= LongestSubdomain && Label().IsMatch(text), $"a-z, 0-9 and -, at most {LongestLabel}");

    /// <summary>An object's name.</summary>
    /// <exception cref="InputException">It is missing, no text, or Kubernetes has no such name.</exception>
    public static string Required(YamlValue value)
    {
        _ = value.RequiredText();
        return OfObject(value)!;
    }

    /// <summary>The namespace, by default Kubernetes' own, and the name of an object.</summary>
    /// <param name="metadata">The object's metadata.</param>
    /// <exception cref="InputException">The name is missing, or Kubernetes has no such name or namespace.</exception>
    public static (string Namespace, string Name) InNamespace(YamlValue metadata) =>
        (OfNamespace(metadata["namespace"]) ?? "default", Required(metadata["name"]));

    /// <summary>The name of an object that tools make from a template, which may stand in its place.</summary>
    /// <exception cref="InputException">Kubernetes has no such name.</exception>
    public static string? OfTemplate(YamlValue value) => IsTemplate(value) ? value.Text() : OfObject(value);

    /// <summary>The same of a namespace.</summary>
    /// <exception cref="InputException">Kubernetes has no such name.</exception>
    public static string? NamespaceOfTemplate(YamlValue value) => IsTemplate(value) ? value.Text() : OfNamespace(value);

    private static bool IsTemplate(YamlValue value) => value.Word?.Contains("{{", StringComparison.Ordinal) == true;

    private static string? Checked(YamlValue value, Predicate<string> isName, string accepted)
    {
        if (value.IsMissing) return null;
        string name = value.Scalar();
        return isName(name) ? name : throw value.Error(
            $"{SyntaxNode.Quote(name)} is no name that Kubernetes has: {accepted} characters, a letter or digit at both ends (RFC 1123).");
    }

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?\z")]
    private static partial Regex Label();
}
