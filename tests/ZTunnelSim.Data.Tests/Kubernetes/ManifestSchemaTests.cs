using System.Text.Json.Nodes;
using NJsonSchema;
using NJsonSchema.Validation;

namespace ZTunnelSim.Data.Tests;

/// <summary>What is written is what the API server's schemas take.</summary>
public class ManifestSchemaTests
{
    private static readonly WantedSettings GraceOnly =
        new() { GracePeriod = new GracePeriod(300), Strategy = ManifestStrategy.Rolling(RollingUpdate.Default) };
    private static readonly WantedSettings OnDelete = GraceOnly with { Strategy = ManifestStrategy.OnDelete };
    private static readonly WantedSettings Percent =
        GraceOnly with { Strategy = ManifestStrategy.Rolling(new RollingUpdate(IntOrPercent.Percent(25), 0)) };
    private static readonly ManifestOptions Named = new() { IstioVersion = "v1.28.0", Namespace = "ztunnel" };

    private const string MinimalResource =
        "apiVersion: sailoperator.io/v1\nkind: ZTunnel\nmetadata: {name: default}\nspec: {version: v1.26.3, namespace: ztunnel}\n";

    [Fact]
    public async Task The_CRD_takes_a_new_and_a_patched_resource()
    {
        Assert.Empty(await Errors("ztunnel-crd-v1", ManifestWriter.Write(ManifestKind.ZTunnelResource, GraceOnly, Named)));
        Assert.Empty(await Errors("ztunnel-crd-v1", ManifestWriter.Patch(MinimalResource, "f", GraceOnly).Text));
    }

    [Fact]
    public async Task The_CRD_fills_in_version_and_namespace_where_a_resource_names_none()
    {
        string written = ManifestWriter.Write(ManifestKind.ZTunnelResource, GraceOnly);
        Assert.Equal(2, (await Errors("ztunnel-crd-v1", written)).Count(e => e.Kind == ValidationErrorKind.PropertyRequired));
        // The API server sets defaults before it validates.
        Assert.Empty(await Errors("ztunnel-crd-v1", written.Replace("spec:\n", "spec:\n  version: v1.28.0\n  namespace: ztunnel\n")));
    }

    [Fact]
    public async Task The_CRD_does_not_know_updateStrategy_which_is_told()
    {
        foreach (WantedSettings wanted in new[] { OnDelete, Percent })
        {
            ValidationError error = Assert.Single(
                await Errors("ztunnel-crd-v1", ManifestWriter.Write(ManifestKind.ZTunnelResource, wanted, Named)));
            Assert.Equal("#/spec.values.ztunnel.updateStrategy", error.Path);
            Assert.Contains(
                ManifestNotes.ForNew(ManifestKind.ZTunnelResource, wanted, Named),
                n => n.Contains("kubectl explain ztunnel.spec.values.ztunnel.updateStrategy"));
        }
        Assert.DoesNotContain(ManifestNotes.ForNew(ManifestKind.ZTunnelResource, GraceOnly, Named), n => n.Contains("kubectl explain"));
    }

    [Fact]
    public async Task Kubernetes_takes_new_and_patched_DaemonSets()
    {
        foreach (WantedSettings wanted in new[] { GraceOnly, OnDelete, Percent })
        {
            Assert.Empty(await Errors("daemonset-apps-v1", ManifestWriter.Write(ManifestKind.DaemonSet, wanted)));
            Assert.Empty(await Errors("daemonset-apps-v1", ManifestWriter.Patch(Manifests.DaemonSet, "f", wanted).Text));
        }
    }

    [Theory]
    [InlineData("terminationGracePeriodSeconds: 300", "terminationGracePeriodSeconds: \"300\"")]
    [InlineData("terminationGracePeriodSeconds: 300", "terminationGracePeriodSeconds: -1")]
    [InlineData("terminationGracePeriodSeconds:", "gracePeriodSeconds:")]
    [InlineData("name: default", "name: mine")]
    [InlineData("version: \"v1.28.0\"", "version: v0")]
    public async Task The_schema_would_find_a_wrong_resource(string old, string replacement)
    {
        string written = ManifestWriter.Write(ManifestKind.ZTunnelResource, GraceOnly, Named);
        Assert.Contains(old, written);
        Assert.NotEmpty(await Errors("ztunnel-crd-v1", written.Replace(old, replacement)));
    }

    private static async Task<ICollection<ValidationError>> Errors(string schema, string yaml)
    {
        JsonSchema read = await JsonSchema.FromFileAsync(
            Path.Combine(AppContext.BaseDirectory, "TestData", schema + ".schema.json"), TestContext.Current.CancellationToken);
        JsonNode? document = Assert.Single(YamlJson.Documents(yaml));
        return read.Validate(document!.ToJsonString());
    }
}
