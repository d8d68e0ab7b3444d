using System.Security.Cryptography;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace ZTunnelSim.Cli;

/// <summary>
/// A page made of a skeleton with slots. It is built as a tree, so that every text is escaped where it is written, and is both well-formed
/// XML and HTML.
/// </summary>
internal sealed class HtmlPage
{
    private static readonly HashSet<string> VoidElements = ["meta", "input", "br", "hr", "img", "link"];

    private static readonly HashSet<string> Verbatim = ["script", "style", "code"];

    private readonly XDocument _page = XDocument.Parse(Resource("page.html"), LoadOptions.PreserveWhitespace);

    /// <summary>Reads a file of the page's: its skeleton, style or script.</summary>
    public static string Resource(string name)
    {
        using StreamReader reader = new(typeof(HtmlPage).Assembly.GetManifestResourceStream(name)!, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    public void Fill(string slot, params object?[] content)
    {
        XElement element = Slot(slot);
        element.Add(content);
    }

    /// <summary>Puts content in the place of a slot; with none the slot goes.</summary>
    public void Replace(string slot, params object?[] content) => Slot(slot).ReplaceWith(content);

    /// <summary>Puts a style or a script into a slot, in a form that HTML and XML read alike.</summary>
    public void FillCode(string slot, string code) => Fill(slot, "/*", new XCData($"*/\n{code}/*"), "*/");

    /// <summary>Allows this page's own style and script, by their hashes, and nothing else: no network, no other script.</summary>
    public void SetPolicy(string style, string script) => Slot("policy").SetAttributeValue(
        "content", $"default-src 'none'; style-src '{Hash(style)}'; script-src '{Hash(script)}'; base-uri 'none'; form-action 'none'");

    public override string ToString()
    {
        foreach (XComment comment in _page.DescendantNodes().OfType<XComment>().ToList()) comment.Remove();
        foreach (XElement element in _page.Descendants())
        {
            foreach (XAttribute attribute in element.Attributes()) attribute.Value = Allowed(attribute.Value);
            // <td/> means an open tag to HTML; within an SVG it is as in XML.
            if (element.IsEmpty && !VoidElements.Contains(element.Name.LocalName)
                && element.AncestorsAndSelf("svg").FirstOrDefault() is null)
                element.Value = "";
        }
        foreach (XText text in _page.Root!.DescendantNodes().OfType<XText>())
            text.Value = Verbatim.Contains(text.Parent!.Name.LocalName) ? Allowed(text.Value) : Typography.Join(Allowed(text.Value));
        XmlWriterSettings settings = new() { OmitXmlDeclaration = true, NewLineHandling = NewLineHandling.None };
        StringBuilder page = new("<!DOCTYPE html>\n");
        using (XmlWriter writer = XmlWriter.Create(page, settings)) _page.Root!.WriteTo(writer);
        return page.Append('\n').ToString();
    }

    private XElement Slot(string name)
    {
        XElement element = _page.Descendants().Single(e => (string?)e.Attribute("data-slot") == name);
        element.SetAttributeValue("data-slot", null);
        return element;
    }

    private static string Hash(string code) =>
        $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes($"/*<![CDATA[*/\n{code}/*]]>*/")))}";

    /// <summary>The text without what neither XML nor HTML can hold, or nobody would see.</summary>
    private static string Allowed(string text) => PlainText.Shown(text, kept: "\t\n\r", instead: '\uFFFD');
}
