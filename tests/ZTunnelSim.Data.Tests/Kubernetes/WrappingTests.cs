namespace ZTunnelSim.Data.Tests;

/// <summary>Helm values in what teams wrap them in: each is read and patched where its values stand.</summary>
public class WrappingTests
{
    private static readonly WantedSettings Longer = new() { GracePeriod = new GracePeriod(300) };

    private static readonly WantedSettings Wanted = Longer with { Strategy = ManifestStrategy.Rolling(new RollingUpdate(2, 0)) };

    private const string HelmRelease = """
        apiVersion: helm.toolkit.fluxcd.io/v2
        kind: HelmRelease
        metadata:
          name: ztunnel
          namespace: flux-system
        spec:
          targetNamespace: mesh
          chart:
            spec: { chart: ztunnel, version: "1.28.*" }
          values:
            terminationGracePeriodSeconds: 120   # two minutes
            logLevel: info

        """;

    private const string Application = """
        apiVersion: argoproj.io/v1alpha1
        kind: Application
        metadata: { name: istio-ztunnel, namespace: argocd }
        spec:
          destination: { namespace: mesh }
          sources:
            - repoURL: https://git.example/values
              ref: values
            - chart: ztunnel
              targetRevision: 1.28.0
              helm:
                values: |
                  # ztunnel
                  terminationGracePeriodSeconds: 120   # two minutes

                  updateStrategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } }
          syncPolicy: { automated: {} }

        """;

    private const string IstioOperator = """
        apiVersion: install.istio.io/v1alpha1
        kind: IstioOperator
        spec:
          profile: ambient
          components:
            ztunnel:
              k8s:
                overlays:
                - kind: DaemonSet
                  name: ztunnel
                  patches:
                  - path: spec.template.spec.terminationGracePeriodSeconds
                    value: 120

        """;

    private const string Helmfile = """
        repositories:
        - { name: istio, url: somewhere }
        ---
        releases:
        - name: istiod
          chart: istio/istiod
          values: [ { pilot: {} } ]
        - name: ztunnel
          namespace: mesh
          chart: istio/ztunnel
          version: 1.28.0
          values:
          - common.yaml
          - terminationGracePeriodSeconds: 60
            logLevel: info
          - terminationGracePeriodSeconds: 120

        """;

    private static ZTunnelSettings Read(string text, string file = "m.yaml") => ZTunnelSettingsReader.Parse(text, file);

    private static string Patch(string text, WantedSettings wanted) => ManifestWriter.Patch(text, "m.yaml", wanted).Text;

    private static string Error(string text, string file = "m.yaml") => Assert.Throws<InputException>(() => Read(text, file)).Message;

    private static string Refusal(string text) => Assert.Throws<InputException>(() => Patch(text, Longer)).Message;

    [Theory]
    [InlineData("c13a-istiooperator.yaml", ManifestKind.IstioOperator, null, null)]
    [InlineData("c13b-helmrelease.yaml", ManifestKind.FluxHelmRelease, "flux-system", 5.0)]
    [InlineData("c13c-argoapp.yaml", ManifestKind.ArgoApplication, "istio-system", 5.0)]
    public void Manifests_of_teams_are_read_and_patched_in_one_line(string file, object kind, string? space, double? drainSeconds)
    {
        string text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "cases", file));
        ZTunnelSettings settings = Read(text);
        Assert.Equal(((ManifestKind)kind, 120, space), (settings.Kind, settings.GracePeriod!.Seconds, settings.Namespace));
        // A chart before 1.23 does not pass T on.
        Assert.Equal(drainSeconds, settings.DrainBudget?.SecondsFor(settings.GracePeriod));
        Assert.Equal(text.Replace("Seconds: 120", "Seconds: 300"), Patch(text, Longer));
    }

    [Theory]
    [InlineData(HelmRelease, ManifestKind.FluxHelmRelease, "ztunnel", "flux-system")]
    [InlineData(Application, ManifestKind.ArgoApplication, "istio-ztunnel", "argocd")]
    [InlineData(Helmfile, ManifestKind.Helmfile, "ztunnel", "mesh")]
    public void Each_says_T_strategy_namespace_and_what_installs_it(string text, object kind, string name, string space)
    {
        ZTunnelSettings settings = Read(text);
        Assert.Equal(((ManifestKind)kind, 120, "mesh"), (settings.Kind, settings.GracePeriod!.Seconds, settings.Namespace));
        Assert.Equal(new ManifestRelease(name, space), settings.Release);
        Assert.Null(settings.DrainBudget);
        foreach (string windows in new[] { text, text.Replace("\n", "\r\n"), text.TrimEnd() })
            Assert.Equal(windows.Replace("Seconds: 120", "Seconds: 300"), Patch(windows, Longer));
    }

    [Theory]
    [InlineData("v2beta1")]
    [InlineData("v2beta2")]
    public void Older_versions_of_a_HelmRelease_are_read_and_unknown_ones_refused(string version)
    {
        Assert.Equal(120, Read(HelmRelease.Replace("io/v2", $"io/{version}")).GracePeriod!.Seconds);
        Assert.Contains("apiVersion: 'helm.toolkit.fluxcd.io/v9' is not known; accepted are", Error(HelmRelease.Replace("io/v2", "io/v9")));
    }

    [Fact]
    public void Of_several_releases_the_one_of_ztunnel_is_taken()
    {
        string Other(string chart) => HelmRelease.Replace("name: ztunnel", $"name: {chart}").Replace("chart: ztunnel", $"chart: {chart}")
            .Replace("120   # two minutes", "7");
        string all = string.Join("---\n", Other("base"), Other("cni"), Other("istiod"), HelmRelease, Other("gateway"));
        Assert.Equal((120, 4), (Read(all).GracePeriod!.Seconds, Read(all).OtherDocuments));
        Assert.Equal(all.Replace("Seconds: 120", "Seconds: 300"), Patch(all, Longer));

        // A chart of charts is second to ztunnel's own, and two of its own are one too many.
        string umbrella = Other("ambient").Replace("  values:\n", "  values:\n    ztunnel: { terminationGracePeriodSeconds: 9 }\n");
        Assert.Equal(120, Read($"{umbrella}---\n{HelmRelease}").GracePeriod!.Seconds);
        Assert.Equal(9, Read(umbrella.Replace("    terminationGracePeriodSeconds: 7\n", "")).GracePeriod!.Seconds);
        Assert.Contains("keep one of those at lines 1, 14", Error($"{HelmRelease}---\n{HelmRelease}"));
    }

    [Theory]
    [InlineData("chart:\n    spec: { chart: ztunnel, version: \"1.28.*\" }", "chart:\n    spec: { chart: ./charts/ztunnel/ }", null)]
    [InlineData(
        "chart:\n    spec: { chart: ztunnel, version: \"1.28.*\" }", "chartRef: { kind: OCIRepository, name: istio-ztunnel }", null)]
    [InlineData("chart: ztunnel", "chart: istiod", "a HelmRelease whose chart is not ztunnel")]
    [InlineData("chart: ztunnel", "chart: my-ztunnel-exporter", "a HelmRelease whose chart is not ztunnel")]
    public void The_chart_tells_whether_a_release_is_ztunnels(string old, string replacement, string? message)
    {
        string text = HelmRelease.Replace(old, replacement);
        Assert.NotEqual(HelmRelease, text);
        if (message is null) Assert.Equal(120, Read(text).GracePeriod!.Seconds);
        else Assert.Contains(message, Error(text));
    }

    [Fact]
    public void New_values_go_where_the_others_of_their_kind_are()
    {
        const string Strategy = "updateStrategy:\n  type: RollingUpdate\n  rollingUpdate:\n    maxSurge: 2\n    maxUnavailable: 0\n";
        string Indented(string text, int indent) => text.Insert(0, new string(' ', indent))
            .Replace("\n", "\n" + new string(' ', indent)).TrimEnd(' ');

        string release = HelmRelease.Replace("Seconds: 120", "Seconds: 300");
        Assert.Equal(release + Indented(Strategy, 4), Patch(HelmRelease, Wanted));
        // A release without values gets them.
        string bare = HelmRelease[..HelmRelease.IndexOf("  values:", StringComparison.Ordinal)];
        Assert.Equal(bare + "  values:\n    terminationGracePeriodSeconds: 300\n", Patch(bare, Longer));

        // Inside a block scalar, before the blank lines that it ends with, whatever its header says.
        foreach (string header in new[] { "|", "|-", "|+", "|2", "|2-", "| # values", "&v |" })
        {
            foreach (string line in new[] { "\n", "\r\n" })
            {
                string Written(string inner) => (Application[..Application.IndexOf("        values: |", StringComparison.Ordinal)]
                    + $"        values: {header}\n          hub: x\n{inner}\n  syncPolicy: {{}}\n").Replace("\n", line);
                Assert.Equal(Written(Indented("terminationGracePeriodSeconds: 300\n" + Strategy, 10)), Patch(Written(""), Wanted));
            }
        }

        // A header's number tells the indentation where the first line has more.
        string deeper = Application[..Application.IndexOf("        values: |", StringComparison.Ordinal)]
            + "        values: |2\n            # deeper\n          hub: x\n";
        Assert.Equal(deeper + "          terminationGracePeriodSeconds: 300\n", Patch(deeper, Longer));

        // A text that holds nothing but comments.
        string comments = Application[..Application.IndexOf("          terminationGrace", StringComparison.Ordinal)];
        Assert.Equal(comments + "          terminationGracePeriodSeconds: 300\n", Patch(comments, Longer));
        // No values at all, or none in the text.
        string none = Application[..Application.IndexOf("      helm:", StringComparison.Ordinal)];
        const string Helm = "      helm:\n        valuesObject:\n          terminationGracePeriodSeconds: 300\n";
        Assert.Equal(none + Helm, Patch(none, Longer));
        Assert.Equal(
            none + "      helm:\n        values: \"\"\n" + Helm["      helm:\n".Length..],
            Patch(none + "      helm:\n        values: \"\"\n", Longer));
    }

    [Fact]
    public void Parameters_hold_over_values_and_are_changed_in_their_place()
    {
        string text = Application.Replace("      helm:\n", """
                  helm:
                    parameters:
                    - name: terminationGracePeriodSeconds
                      value: "45"
                    - { name: updateStrategy.rollingUpdate.maxSurge, value: '3', forceString: false }

            """);
        ZTunnelSettings settings = Read(text);
        Assert.Equal((45, new RollingUpdate(3, 0)), (settings.GracePeriod!.Seconds, settings.ToRollingUpdate()));
        Assert.Equal(
        [
            "terminationGracePeriodSeconds stands in several places: that of spec.sources[1].helm.parameters (line 14) holds, over "
                + "spec.sources[1].helm.values (line 18).",
            "updateStrategy.rollingUpdate.maxSurge stands in several places: that of spec.sources[1].helm.parameters (line 15) holds, over "
                + "spec.sources[1].helm.values (line 20).",
        ], settings.Warnings);
        Assert.Equal(text.Replace("\"45\"", "\"300\"").Replace("'3'", "'2'"), Patch(text, Wanted));

        // Where there are parameters only, new ones are added, as texts.
        string only = Application[..Application.IndexOf("        values:", StringComparison.Ordinal)]
            + "        parameters:\n        - { name: hub, value: x }\n";
        Assert.Equal(
            only + "        - name: terminationGracePeriodSeconds\n          value: \"300\"\n", Patch(only, Longer));
        Assert.Contains("a whole number of at least 1 is expected, but 'soon'", Error(text.Replace("\"45\"", "soon")));
    }

    [Fact]
    public void Argo_CD_takes_the_object_in_place_of_the_text_and_files_are_told()
    {
        string text = Application.Replace("      helm:\n", """
                  helm:
                    valueFiles: [ $values/ztunnel.yaml ]
                    valuesObject:
                      terminationGracePeriodSeconds: 90

            """);
        ZTunnelSettings settings = Read(text);
        Assert.Equal((90, null), (settings.GracePeriod!.Seconds, settings.Strategy));
        Assert.Equal(
        [
            "spec.sources[1].helm.values (line 15) does not count: Argo CD takes spec.sources[1].helm.valuesObject in its place.",
            "spec.sources[1].helm.valueFiles (line 12) are not read: what they give holds where the values here say nothing.",
        ], settings.Warnings);
        Assert.Equal(text.Replace("Seconds: 90", "Seconds: 300"), Patch(text, Longer));
    }

    [Fact]
    public void An_ApplicationSet_holds_a_template_of_an_Application()
    {
        string spec = Application[Application.IndexOf("  destination", StringComparison.Ordinal)..];
        string text = "apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata: { name: mesh }\nspec:\n  generators: []\n"
            + "  templatePatch: x\n  template:\n    metadata: { name: 'ztunnel-{{ .name }}' }\n    spec:\n    " + spec.TrimEnd().Replace(
                "\n", "\n    ") + "\n";
        Assert.Equal("mesh", Read(text).Namespace);
        Assert.Contains("spec.templatePatch (line 6) is not read", Assert.Single(Read(text).Warnings));
        Assert.Equal(text.Replace("Seconds: 120", "Seconds: 300"), Patch(text, Longer));
        foreach (string template in new[] { "{{ .seconds }}", "'{{ .seconds }}'" })
        {
            string message = Error(text.Replace("Seconds: 120", $"Seconds: {template}"));
            Assert.StartsWith(
                "m.yaml:19: spec.template.spec.sources[1].helm.values.terminationGracePeriodSeconds: a whole number", message);
            Assert.Contains("{{ ", message);
        }
    }

    [Theory]
    [InlineData("values: >\n                  terminationGracePeriodSeconds: 120\n", "is a folded text (>)")]
    [InlineData("values: \"terminationGracePeriodSeconds: 120\\n\"\n", "is a quoted text")]
    [InlineData("values: 'terminationGracePeriodSeconds: 120'\n", "is a quoted text")]
    public void A_text_that_can_not_be_changed_where_it_stands_is_read_and_refused(string values, string message)
    {
        string text = Application[..Application.IndexOf("values: |", StringComparison.Ordinal)] + values;
        Assert.Equal(120, Read(text).GracePeriod!.Seconds);
        Assert.StartsWith("m.yaml:12: spec.sources[1].helm.values: can't be changed safely: it " + message, Refusal(text));
        // Nothing to change is nothing to refuse, and parameters can be changed.
        Assert.Equal(text, Patch(text, new WantedSettings { GracePeriod = new GracePeriod(120) }));
        string parameters = text + "        parameters: [ { name: terminationGracePeriodSeconds, value: '1' } ]\n";
        Assert.Equal(parameters.Replace("'1'", "'300'"), Patch(parameters, Longer));
    }

    [Theory]
    [InlineData(
        "terminationGracePeriodSeconds: 120", "terminationGracePeriodSeconds: soon", "m.yaml:14: spec.sources[1].helm.values.termination")]
    [InlineData("terminationGracePeriodSeconds: 120", "[ broken", "m.yaml:1")]
    [InlineData("# ztunnel", "hub: x\n          hub: y", "m.yaml:14: not valid YAML: the key 'hub' is given twice")]
    [InlineData(
        "# ztunnel", "a: 1\n          ---\n          b: 2", "m.yaml:12: spec.sources[1].helm.values: this text holds several documents")]
    [InlineData("# ztunnel\n          termination", "- x\n          #", "m.yaml:1")]
    [InlineData("values: |", "values: [1]\n        other: |", "m.yaml:12: spec.sources[1].helm.values: a text with YAML is expected")]
    [InlineData("targetRevision", "helm: 5\n      old", "m.yaml:10: spec.sources[1].helm: ")]
    public void What_is_wrong_within_a_text_is_told_with_the_line_of_the_file(string old, string replacement, string message)
    {
        string text = Application.Replace(old, replacement);
        if (replacement.StartsWith("helm", StringComparison.Ordinal)) text = text.Replace("      helm:\n", "      unused:\n");
        string error = Error(text);
        Assert.StartsWith(message, error);
        Assert.DoesNotContain('\n', error);
    }

    [Fact]
    public void An_overlay_sets_the_pods_T_and_not_what_ztunnel_drains_by()
    {
        ZTunnelSettings settings = Read(IstioOperator);
        Assert.Equal(120, settings.GracePeriod!.Seconds);
        // The chart passes its own T on, 30 s by default.
        Assert.Equal(25, settings.DrainBudget!.SecondsFor(settings.GracePeriod));
        Assert.Contains(settings.Warnings, w => w.Contains("TERMINATION_GRACE_PERIOD_SECONDS is 30, but T is 120"));
        Assert.Contains(settings.Warnings, w => w.Contains("overlays[0].patches (line 12) hold over spec.values.ztunnel"));

        string patched = Patch(IstioOperator, Longer);
        Assert.Equal(
            IstioOperator.Replace("value: 120", "value: 300") + "  values:\n    ztunnel:\n      terminationGracePeriodSeconds: 300\n",
            patched);
        Assert.Null(Read(patched).DrainBudget);

        // An overlay of something else says nothing, and a strategy is changed where it holds.
        Assert.Null(Read(IstioOperator.Replace("kind: DaemonSet", "kind: Service")).GracePeriod);
        string strategy = IstioOperator.Replace("spec.template.spec.terminationGracePeriodSeconds", "spec.updateStrategy")
            .Replace("value: 120", "value: { type: OnDelete }");
        Assert.Equal(ManifestStrategy.OnDelete, Read(strategy).Strategy);
        Assert.Contains(
            "value: { type: RollingUpdate, rollingUpdate: {maxSurge: 2, maxUnavailable: 0} }",
            Patch(strategy, Wanted with { GracePeriod = null }));
    }

    [Theory]
    [InlineData("profile: ambient", "profile: openshift-ambient", true)]
    [InlineData("profile: ambient", "values: { ztunnel: {} }", true)]
    [InlineData("profile: ambient", "profile: default", false)]
    public void An_IstioOperator_is_ztunnels_where_it_is_ambient_or_names_it(string old, string replacement, bool isRead)
    {
        string text = "apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nspec:\n  profile: ambient\n".Replace(old, replacement);
        if (isRead) Assert.Equal(ManifestKind.IstioOperator, Read(text).Kind);
        else Assert.Contains("an IstioOperator with neither spec.values.ztunnel nor an ambient profile", Error(text));
    }

    [Fact]
    public void Of_a_helmfiles_values_later_ones_hold_and_files_are_told()
    {
        ZTunnelSettings settings = Read(Helmfile);
        Assert.Equal(120, settings.GracePeriod!.Seconds);
        Assert.Equal(2, settings.Warnings.Count);
        Assert.StartsWith("releases[1].values[0] (line 13), the file 'common.yaml', is not read", settings.Warnings[0]);
        Assert.Contains("that of releases[1].values[2] (line 16) holds, over releases[1].values[1] (line 14)", settings.Warnings[1]);

        string set = Helmfile + "  set:\n  - name: terminationGracePeriodSeconds\n    value: 45\n";
        Assert.Equal(45, Read(set).GracePeriod!.Seconds);
        Assert.Equal(set.Replace("value: 45", "value: 300"), Patch(set, Longer));
        // Values that are all in files are left there, and set holds over them.
        string files = Helmfile[..Helmfile.IndexOf("  - terminationGrace", StringComparison.Ordinal)];
        Assert.Equal(files + "  set:\n  - name: terminationGracePeriodSeconds\n    value: 300\n", Patch(files, Longer));
        Assert.Contains("a helmfile without a release whose chart is ztunnel", Error(Helmfile.Replace("ztunnel", "other")));
    }

    [Fact]
    public void Values_under_ztunnels_name_are_those_of_a_chart_of_charts_in_every_form()
    {
        string[] texts =
        [
            HelmRelease.Replace("chart: ztunnel", "chart: ambient").Replace(
                "    terminationGracePeriodSeconds: 120   # two minutes\n",
                "    ztunnel:\n        terminationGracePeriodSeconds: 120   # two minutes\n"),
            Application.Replace("chart: ztunnel", "chart: ambient").Replace(
                "          # ztunnel\n          term", "          ztunnel:\n            term").Replace(
                "          updateStrategy", "            updateStrategy"),
            Helmfile.Replace("istio/ztunnel", "own/mesh").Replace(
                "terminationGracePeriodSeconds: 120", "ztunnel: { terminationGracePeriodSeconds: 120 }")
                .Replace("terminationGracePeriodSeconds: 60", "ztunnel: { terminationGracePeriodSeconds: 60 }"),
        ];
        foreach (string text in texts)
        {
            Assert.Equal(120, Read(text).GracePeriod!.Seconds);
            Assert.Equal(text.Replace("Seconds: 120", "Seconds: 300"), Patch(text, Longer));
        }
        string parameter = Application[..Application.IndexOf("        values:", StringComparison.Ordinal)]
            .Replace("chart: ztunnel", "path: mesh")
            + "        parameters:\n        - name: ztunnel.terminationGracePeriodSeconds\n          value: '120'\n";
        Assert.Equal(parameter.Replace("'120'", "'300'"), Patch(parameter, Longer));
    }

    [Fact]
    public void Json_stays_json_where_its_values_are_no_text()
    {
        const string Text = """
            {
              "apiVersion": "v1", "kind": "List",
              "items": [
                { "apiVersion": "argoproj.io/v1alpha1", "kind": "Application", "metadata": { "name": "z" },
                  "spec": { "source": { "chart": "ztunnel", "helm": {
                    "valuesObject": { "logLevel": "info" },
                    "parameters": [ { "name": "terminationGracePeriodSeconds", "value": "120" } ] } } } }
              ]
            }
            """;
        string patched = Patch(Text, Wanted);
        Assert.Equal(
            Text.Replace("\"120\"", "\"300\"").Replace(
                "\"info\"",
                "\"info\", \"updateStrategy\": {\"type\": \"RollingUpdate\", \"rollingUpdate\": {\"maxSurge\": 2, \"maxUnavailable\": 0}}"),
            patched);
        System.Text.Json.JsonDocument.Parse(patched);
    }

    [Fact]
    public void Shared_values_are_refused_and_not_changed_for_all()
    {
        Assert.Contains("has the anchor &v", Refusal(HelmRelease.Replace("values:", "values: &v") + "  other: *v\n"));
        Assert.Contains("has the anchor &s", Refusal(HelmRelease.Replace("spec:\n  target", "spec: &s\n  target") + "copy: *s\n"));
        Assert.Contains("has the anchor &t", Refusal(Application.Replace("values: |", "values: &t |") + "copy: *t\n"));
        Assert.Contains("releases[1].values[2]: can't be changed safely: it is an alias", Refusal(
            "x: &x\n  terminationGracePeriodSeconds: 5\n" + Helmfile[Helmfile.IndexOf("releases", StringComparison.Ordinal)..].Replace(
                "terminationGracePeriodSeconds: 120", "*x")));
    }

    [Fact]
    public void What_is_not_read_is_told()
    {
        string text = HelmRelease + "  valuesFrom: [ { kind: ConfigMap, name: x } ]\n  postRenderers: [ {} ]\n";
        Assert.Equal(
        [
            "spec.valuesFrom (line 13) is not read: what it gives holds where spec.values says nothing.",
            "spec.postRenderers (line 14) are not read: they may override what stands here.",
        ], Read(text).Warnings);
        Assert.Contains("with its targetPath it may override", Read(text.Replace("name: x", "name: x, targetPath: hub")).Warnings[0]);
    }

    [Fact]
    public void A_Go_template_is_refused_as_one()
    {
        string template = Helmfile.Replace("Seconds: 120", "Seconds: {{ .Values.grace }}");
        Assert.StartsWith("helmfile.yaml.gotmpl:16: is a Go template ({{ ... }})", Error(template, "helmfile.yaml.gotmpl"));
        Assert.Contains(
            "releases[1].terminationGracePeriodSeconds: a whole number of at least 1 is expected, but a template, {{ ... }}, was given",
            Error(template));
        Assert.StartsWith("m.yaml:", Error("{{- if .Values.x }}\n" + Helmfile));
        Assert.Contains("If it is a Go template ({{ at line 1), name what is rendered from it.", Error("{{- if .Values.x }}\n" + Helmfile));
        Assert.Equal(120, Read(Helmfile, "helmfile.yaml.gotmpl").GracePeriod!.Seconds);
    }

    [Theory]
    [InlineData("foo: bar\n", "a document without kind, none of whose keys (foo) is ztunnel's chart's")]
    [InlineData("pilot: {}\nsidecarInjectorWebhook: {}\n", "none of whose keys (pilot and sidecarInjectorWebhook)")]
    public void A_mapping_of_other_keys_is_no_Helm_values(string text, string message) => Assert.Contains(message, Error(text));

    [Fact]
    public void Values_that_seem_another_charts_are_doubted()
    {
        Assert.Equal(
            "pilot is no value of ztunnel's chart: are these the values of another one?",
            Assert.Single(Read("pilot: {}\nmeshConfig: {}\nx-anchors: 1\n").Warnings));
        Assert.Empty(Read("pilot: {}\nztunnel: { hub: x }\n").Warnings);
        Assert.Empty(Read("own: {}\nterminationGracePeriodSeconds: 3\n").Warnings);
        Assert.Empty(Read("USER-SUPPLIED VALUES:\n").Warnings);
        Assert.Equal("ztunnel:\n  terminationGracePeriodSeconds: 300\npilot: {}\n", Patch("ztunnel:\npilot: {}\n", Longer));
    }

    [Fact]
    public void A_comment_that_was_written_for_the_former_value_is_told()
    {
        ManifestPatch patch = ManifestWriter.Patch(HelmRelease, "m.yaml", Longer);
        Assert.Contains(
            "line 11 keeps its comment '# two minutes', which may have been about the value of before.", ManifestNotes.ForPatch(patch));
        Assert.Contains(ManifestNotes.ForPatch(patch), note => note.Contains("spec.timeout"));
        ManifestPatch within = ManifestWriter.Patch(Application, "m.yaml", Wanted);
        Assert.Equal([(14, "# two minutes")], within.Comments);
        Assert.Equal([(1, "# one")], ManifestWriter.Patch(
            "updateStrategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } # one\nhub: x # two\n", "m.yaml", Wanted).Comments);
        Assert.Empty(ManifestWriter.Patch("terminationGracePeriodSeconds: 30\n# below\n", "m.yaml", Longer).Comments);
        Assert.Empty(ManifestWriter.Patch("ztunnel: { hub: x } # one\n", "m.yaml", Longer).Comments);
    }
}
