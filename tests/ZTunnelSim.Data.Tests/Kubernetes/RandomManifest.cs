using System.Text;

namespace ZTunnelSim.Data.Tests;

/// <summary>
/// ZTunnel resources, Helm values, what they are wrapped in, and DaemonSets in random layouts: every one of them can be patched.
/// </summary>
internal sealed class RandomManifest(Random random)
{
    private readonly int _step = random.Next(2) == 0 ? 2 : 4;
    private readonly StringBuilder _text = new();

    public string Write()
    {
        if (random.Next(4) == 0) _text.Append("# a comment, with: a colon\n\n");
        if (random.Next(3) == 0) _text.Append("kind: Service\nmetadata:\n  name: 'it''s' # other\n---\n");
        List<(string, object)> root = random.Next(8) switch
        {
            0 => Values(),
            1 => HelmRelease(),
            2 or 3 => Application(),
            4 => IstioOperator(),
            5 => Helmfile(),
            6 => [("apiVersion", "sailoperator.io/v1"), ("kind", "ZTunnel"),
                .. Around([("spec", Around([("values", Around([("ztunnel", Values())]))]))])],
            _ => [("apiVersion", "apps/v1"), ("kind", "DaemonSet"), ("metadata", new List<(string, object)> { ("name", "ztunnel") }),
                .. Around([("spec", Spec())])],
        };
        if (!HoldsText(root) && random.Next(10) == 0) _text.Append(Flow(root)).Append('\n');
        else Block(root, 0);
        if (random.Next(4) == 0) _text.Append("# the end\n");
        if (random.Next(4) == 0) _text.Append("---\nkind: Secret\ndata: { a: b }\n");
        string text = _text.ToString();
        // A block scalar that ends the file without a line end would get one by what is added: refused, not patched.
        if (random.Next(5) == 0 && !text.EndsWith("# no comment\n", StringComparison.Ordinal)) text = text.TrimEnd('\n');
        if (random.Next(3) == 0) text = text.Replace("\n", "\r\n");
        return random.Next(5) == 0 ? "\uFEFF" + text : text;
    }

    /// <summary>The values of another chart, as YAML in a block scalar.</summary>
    private sealed record Text(List<(string, object)> Content, string Header);

    private static bool HoldsText(object value) => value switch
    {
        Text => true,
        List<(string Key, object Value)> map => map.Exists(e => HoldsText(e.Value)),
        List<object> list => list.Exists(HoldsText),
        _ => false,
    };

    /// <summary>Values of the chart itself, or of a chart of charts.</summary>
    private List<(string, object)> ChartValues(bool isNested) => isNested ? Around([("ztunnel", Values())]) : Values();

    private List<(string, object)> HelmRelease()
    {
        bool isNested = random.Next(3) == 0;
        List<(string, object)> chart = [("spec", Around([("chart", isNested ? "ambient" : "ztunnel"), ("version", "1.28.0")]))];
        List<(string, object)> spec = [("chart", chart)];
        if (isNested || random.Next(4) > 0) spec.Add(("values", ChartValues(isNested)));
        return [("apiVersion", "helm.toolkit.fluxcd.io/v2"), ("kind", "HelmRelease"),
            ("metadata", new List<(string, object)> { ("name", "ztunnel") }), .. Around([("spec", Around(spec))])];
    }

    private List<(string, object)> Application()
    {
        bool isNested = random.Next(3) == 0;
        List<(string, object)> helm = [("releaseName", "ztunnel")];
        int form = random.Next(4);
        if (isNested || form == 0) helm.Add(("valuesObject", ChartValues(isNested)));
        if (form is 1 or 2) helm.Add(("values", new Text(ChartValues(isNested), random.Next(3) switch { 0 => "|", 1 => "|-", _ => "|+" })));
        if (random.Next(2) == 0) helm.Add(("parameters", Parameters(isNested ? "ztunnel." : "")));
        List<(string, object)> source = [("chart", isNested ? "ambient" : "ztunnel"), ("helm", Around(helm))];
        List<(string, object)> values = [("ref", "values"), ("repoURL", "somewhere")];
        (string, object) sources = random.Next(2) == 0
            ? ("source", Around(source))
            : ("sources", random.Next(2) == 0 ? new List<object> { source, values } : new List<object> { values, source });
        (string, object) spec = ("spec", Around([sources]));
        bool isSet = random.Next(4) == 0;
        return [("apiVersion", "argoproj.io/v1alpha1"), ("kind", isSet ? "ApplicationSet" : "Application"),
            isSet ? ("spec", Around([("template", Around([spec]))])) : spec];
    }

    private List<object> Parameters(string prefix)
    {
        List<object> all = [new List<(string, object)> { ("name", $"{prefix}hub"), ("value", "x") }];
        void Add(string name, string value) => all.Add(new List<(string, object)> { ("name", prefix + name), ("value", $"\"{value}\"") });
        if (random.Next(2) == 0) Add("terminationGracePeriodSeconds", "30");
        if (random.Next(2) == 0) Add("updateStrategy.rollingUpdate.maxSurge", "2");
        return all;
    }

    private List<(string, object)> IstioOperator()
    {
        List<(string, object)> spec = [("profile", "ambient")];
        if (random.Next(3) > 0) spec.Add(("values", Around([("ztunnel", Values())])));
        if (random.Next(2) == 0)
        {
            List<(string, object)> grace = [("path", "spec.template.spec.terminationGracePeriodSeconds"), ("value", "60")];
            List<(string, object)> overlay = [("kind", "DaemonSet"), ("name", "ztunnel"), ("patches", new List<object> { grace })];
            List<(string, object)> k8s = [("overlays", new List<object> { overlay })];
            spec.Add(("components", new List<(string, object)> { ("ztunnel", Around([("k8s", k8s)])) }));
        }
        return [("apiVersion", "install.istio.io/v1alpha1"), ("kind", "IstioOperator"), .. Around([("spec", Around(spec))])];
    }

    private List<(string, object)> Helmfile()
    {
        bool isNested = random.Next(3) == 0;
        List<(string, object)> other = [("name", "istiod"), ("chart", "istio/istiod")];
        List<(string, object)> release = [("name", "mesh"), ("chart", isNested ? "own/ambient" : "istio/ztunnel")];
        if (isNested || random.Next(2) == 0)
            release.Add(("values", new List<object> { "common.yaml", new List<(string, object)>(ChartValues(isNested)) }));
        if (random.Next(3) == 0) release.Add(("set", Parameters(isNested ? "ztunnel." : "")));
        return Around([("releases", new List<object> { Around(other), Around(release) })]);
    }

    private List<(string, object)> Values()
    {
        List<(string, object)> values = [("hub", "docker.io/istio")];
        if (random.Next(2) == 0) values.Add(("terminationGracePeriodSeconds", Scalar("30")));
        if (random.Next(2) == 0) values.Add(("updateStrategy", Strategy()));
        return Around(values);
    }

    private List<(string, object)> Spec()
    {
        List<(string, object)> variable = [("name", Scalar("TERMINATION_GRACE_PERIOD_SECONDS")), ("value", "\"30\"")];
        List<(string, object)> other = [("name", "RUST_LOG"), ("value", "info")];
        List<(string, object)> container = [("name", "istio-proxy")];
        if (random.Next(3) > 0)
            container.Add(("env", random.Next(2) == 0 ? new List<object> { other, variable } : new List<object> { other }));
        List<(string, object)> pod = [("containers", new List<object> { Around(container) })];
        if (random.Next(2) == 0) pod.Add(("terminationGracePeriodSeconds", Scalar("30")));
        List<(string, object)> spec = [("template", Around([("spec", Around(pod))]))];
        if (random.Next(2) == 0) spec.Add(("updateStrategy", Strategy()));
        return Around(spec);
    }

    private List<(string, object)> Strategy()
    {
        List<(string, object)> limits = [("maxSurge", Scalar("2")), ("maxUnavailable", "0")];
        List<(string, object)> strategy = [("rollingUpdate", limits)];
        if (random.Next(2) == 0) strategy.Add(("type", Scalar("RollingUpdate")));
        return strategy;
    }

    /// <summary>Other keys before and after.</summary>
    private List<(string, object)> Around(List<(string, object)> inner)
    {
        List<(string, object)> all = [.. inner];
        if (random.Next(3) == 0) all.Insert(0, ($"first{random.Next(9)}", random.Next(2) == 0 ? "plain text" : "'quoted: # text'"));
        if (random.Next(4) == 0) all.Add(($"notes{random.Next(9)}", "|\n"));
        if (random.Next(4) == 0) all.Add(($"last{random.Next(9)}", new List<object> { "a", "b" }));
        if (random.Next(5) == 0) all.Add(($"nothing{random.Next(9)}", ""));
        return all;
    }

    private string Scalar(string plain) => random.Next(4) switch
    {
        0 when !char.IsDigit(plain[0]) => $"'{plain}'",
        1 when !char.IsDigit(plain[0]) => $"\"{plain}\"",
        _ => plain,
    };

    private void Block(List<(string Key, object Value)> map, int indent, bool first = false)
    {
        foreach ((string key, object value) in map)
        {
            if (!first)
            {
                if (random.Next(12) == 0) _text.Append('\n');
                if (random.Next(10) == 0) _text.Append(' ', indent).Append("# about ").Append(key).Append('\n');
                _text.Append(' ', indent);
            }
            first = false;
            _text.Append(key).Append(random.Next(8) == 0 ? ":   " : ": ");
            BlockValue(value, indent);
        }
    }

    private void BlockValue(object value, int indent)
    {
        switch (value)
        {
            case List<(string, object)> map when HoldsText(map) || random.Next(6) > 0:
                EndLine();
                Block(map, indent + _step);
                break;
            case List<object> list when HoldsText(list) || random.Next(6) > 0:
                EndLine();
                int dash = indent + (random.Next(2) == 0 ? 0 : _step);
                foreach (object item in list)
                {
                    _text.Append(' ', dash).Append("- ");
                    if (item is List<(string, object)> map) Block(map, dash + 2, first: true);
                    else BlockValue(item, dash);
                }
                break;
            case Text text:
                _text.Append(text.Header).Append('\n');
                Block(text.Content, indent + _step);
                if (random.Next(3) == 0) _text.Append('\n');
                break;
            case "|\n":
                _text.Append("|\n").Append(' ', indent + 3).Append("some: text\n\n").Append(' ', indent + 3).Append("# no comment\n");
                break;
            default:
                _text.Append(Flow(value));
                EndLine();
                break;
        }
    }

    private void EndLine() => _text.Append(random.Next(5) == 0 ? "  # note {x: 1}, y\n" : "\n");

    private string Flow(object value) => value switch
    {
        List<(string Key, object Value)> map => "{" + Pad() + string.Join(Comma(), map.Select(e => $"{e.Key}: {Flow(e.Value)}"))
            + (random.Next(4) == 0 ? "," : "") + Pad() + "}",
        List<object> list => "[" + Pad() + string.Join(Comma(), list.Select(Flow)) + Pad() + "]",
        "|\n" => "\"some text\"",
        "" => "~",
        _ => (string)value,
    };

    private string Comma() => random.Next(2) == 0 ? ", " : " , ";

    private string Pad() => random.Next(2) == 0 ? "" : " ";
}
