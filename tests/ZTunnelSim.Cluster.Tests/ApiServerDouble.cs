using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ZTunnelSim.Collecting.Tests;

/// <summary>
/// Answers as an API server does, over HTTPS and for one token, with the recorded objects of data/recorded/kubernetes/fixtures, in pages.
/// What a test wants otherwise it says with <see cref="Instead"/>.
/// </summary>
internal sealed class ApiServerDouble : IAsyncDisposable
{
    public const string Token = "the-token-of-the-test", Secret = "hunter2-must-not-be-written";

    private readonly WebApplication _app;
    private readonly Dictionary<string, (string Kind, string Version, List<JsonObject> Items)> _lists = [];
    private readonly X509Certificate2 _certificate;

    private ApiServerDouble(WebApplication app, X509Certificate2 certificate) => (_app, _certificate) = (app, certificate);

    /// <summary>What was asked for, in order: the method, the path and the query.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    /// <summary>Answers in place of the server, and says whether it did.</summary>
    public Func<HttpContext, Task<bool>>? Instead { get; set; }

    /// <summary>The logs by pod; <c>pod.previous</c> is that of the process before.</summary>
    public Dictionary<string, string> Logs { get; } = [];

    /// <summary>What answers for the pods' metrics, each time that it is asked.</summary>
    public Func<string, string>? Metrics { get; set; }

    /// <summary>ztunnel's dump; null: its admin port can't be reached.</summary>
    public string? Dump { get; set; }

    public Uri Address =>
        new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    /// <summary>As whom the latest request was made.</summary>
    public string? LastAuthorization { get; private set; }

    public string CertificatePem => _certificate.ExportCertificatePem();

    public IReadOnlyList<JsonObject> Objects(string path) => _lists[path].Items;

    public static async Task<ApiServerDouble> StartAsync(X509Certificate2? certificate = null)
    {
        certificate ??= Certificate(DateTimeOffset.Now.AddDays(1));
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(
            IPAddress.Loopback, 0, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                listen.UseHttps(certificate);
            }));
        WebApplication app = builder.Build();
        ApiServerDouble server = new(app, certificate);
        server.LoadFixtures();
        app.Run(server.AnswerAsync);
        await app.StartAsync();
        return server;
    }

    /// <summary>A certificate for 127.0.0.1, signed by itself.</summary>
    public static X509Certificate2 Certificate(DateTimeOffset until)
    {
        using RSA key = RSA.Create(2048);
        CertificateRequest request = new("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        SubjectAlternativeNameBuilder names = new();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using X509Certificate2 made = request.CreateSelfSigned(until.AddDays(-10), until);
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }

    /// <summary>Writes a kubeconfig with this server as the context <c>lab</c>.</summary>
    public string WriteKubeconfig(string folder, string token = Token)
    {
        string path = Path.Combine(folder, "kubeconfig");
        string authority = Convert.ToBase64String(Encoding.ASCII.GetBytes(_certificate.ExportCertificatePem()));
        File.WriteAllText(path, $$"""
            apiVersion: v1
            kind: Config
            current-context: lab
            clusters: [{ name: lab, cluster: { server: "{{Address}}", certificate-authority-data: {{authority}} } }]
            users: [{ name: me, user: { token: {{token}} } }]
            contexts:
            - { name: lab, context: { cluster: lab, user: me } }
            - { name: staging, context: { cluster: lab, user: me } }
            """);
        return path;
    }

    /// <summary>Adds an object to a list.</summary>
    public void Add(string path, string json) => _lists[path].Items.Add(JsonNode.Parse(json)!.AsObject());

    /// <summary>Makes a list that there was not.</summary>
    public void AddList(string path, string kind, string version, params string[] items) =>
        _lists[path] = (kind, version, [.. items.Select(item => JsonNode.Parse(item)!.AsObject())]);

    /// <summary>Answers as the API server refuses.</summary>
    public static async Task<bool> RefuseAsync(HttpContext context, int code, string reason, string message)
    {
        context.Response.StatusCode = code;
        await context.Response.WriteAsJsonAsync(new { kind = "Status", apiVersion = "v1", status = "Failure", message, reason, code });
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _certificate.Dispose();
    }

    private void LoadFixtures()
    {
        JsonObject[] all = [.. ((string[])["nodes-pods-pdb-ds.json", "workloads.json", "namespaces.json"]).SelectMany(Read)];
        Take("/api/v1/nodes", "Node", "v1");
        Take("/api/v1/pods", "Pod", "v1");
        Take("/api/v1/namespaces", "Namespace", "v1");
        Take("/apis/policy/v1/poddisruptionbudgets", "PodDisruptionBudget", "policy/v1");
        foreach (string kind in (string[])["Deployment", "ReplicaSet", "StatefulSet", "DaemonSet"])
            Take($"/apis/apps/v1/{kind.ToLowerInvariant()}s", kind, "apps/v1");
        AddList("/api/v1/services", "Service", "v1");
        PlantSecrets();

        void Take(string path, string kind, string version) => _lists[path] = (kind, version, [.. all
            .Where(o => (string?)o["kind"] == kind)
            .DistinctBy(o => $"{o["metadata"]!["namespace"]}/{o["metadata"]!["name"]}")
            .Select(WithoutKind)]);

        static IEnumerable<JsonObject> Read(string file)
        {
            string text = File.ReadAllText(Path.Combine(Recordings.Folder("kubernetes"), "fixtures", file));
            return JsonNode.Parse(text)!["items"]!.AsArray().Select(n => n!.AsObject());
        }

        // Items of an API server's list do not say what they are; kubectl adds it.
        static JsonObject WithoutKind(JsonObject item)
        {
            JsonObject bare = item.DeepClone().AsObject();
            bare.Remove("kind");
            bare.Remove("apiVersion");
            return bare;
        }
    }

    /// <summary>Puts a secret wherever objects may carry one.</summary>
    private void PlantSecrets()
    {
        foreach (JsonObject pod in _lists["/api/v1/pods"].Items)
        {
            JsonObject container = pod["spec"]!["containers"]![0]!.AsObject();
            container["env"] = new JsonArray(new JsonObject { ["name"] = "PASSWORD", ["value"] = Secret });
            container["args"] = new JsonArray("serve", $"--password={Secret}");
            container["livenessProbe"] = JsonNode.Parse($$"""{ "exec": { "command": ["check", "{{Secret}}"] } }""");
            JsonObject metadata = pod["metadata"]!.AsObject();
            metadata["annotations"] ??= new JsonObject();
            metadata["annotations"]!["kubectl.kubernetes.io/last-applied-configuration"] = $$"""{"value":"{{Secret}}"}""";
            metadata["managedFields"] = new JsonArray(new JsonObject { ["manager"] = Secret });
        }
        foreach (JsonObject set in _lists["/apis/apps/v1/daemonsets"].Items)
        {
            JsonObject container = set["spec"]!["template"]!["spec"]!["containers"]![0]!.AsObject();
            container["env"] ??= new JsonArray();
            container["env"]!.AsArray().Add(new JsonObject { ["name"] = "TOKEN", ["value"] = Secret });
            container["envFrom"] = JsonNode.Parse($$"""[{ "prefix": "{{Secret}}" }]""");
        }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        string path = context.Request.Path;
        Requests.Enqueue($"{context.Request.Method} {path}{context.Request.QueryString}");
        LastAuthorization = context.Request.Headers.Authorization;
        if (LastAuthorization != $"Bearer {Token}")
            await RefuseAsync(context, 401, "Unauthorized", "Unauthorized");
        else if (Instead is not null && await Instead(context))
            return;
        else if (path == "/version")
            await context.Response.WriteAsJsonAsync(new { gitVersion = "v1.36.3" });
        else if (_lists.TryGetValue(path, out (string Kind, string Version, List<JsonObject> Items) list))
            await ListAsync(context, list.Kind, list.Version, list.Items);
        else if (path.Split('/') is ["", "api", "v1", "namespaces", _, "pods", var pod, "log"])
            await LogAsync(context, pod);
        else if (path.Split('/') is ["", "api", "v1", "namespaces", _, "pods", var target, "proxy", .. var rest])
            await ProxyAsync(context, target.Split(':')[0], string.Join('/', rest));
        else
            await RefuseAsync(context, 404, "NotFound", "the server could not find the requested resource");
    }

    private static async Task ListAsync(HttpContext context, string kind, string version, List<JsonObject> items)
    {
        int limit = int.TryParse(context.Request.Query["limit"], out int asked) ? asked : int.MaxValue;
        int from = int.TryParse(context.Request.Query["continue"], out int at) ? at : 0;
        JsonObject metadata = new() { ["resourceVersion"] = "177000" };
        if (items.Count - from > limit) metadata["continue"] = $"{from + limit}";
        await context.Response.WriteAsync(new JsonObject
        {
            ["kind"] = $"{kind}List",
            ["apiVersion"] = version,
            ["metadata"] = metadata,
            ["items"] = new JsonArray([.. items.Skip(from).Take(limit).Select(i => i.DeepClone())]),
        }.ToJsonString());
    }

    private async Task LogAsync(HttpContext context, string pod)
    {
        bool isPrevious = context.Request.Query["previous"] == "true";
        if (Logs.TryGetValue(isPrevious ? $"{pod}.previous" : pod, out string? log)) await context.Response.WriteAsync(log);
        else if (isPrevious)
            await RefuseAsync(
                context, 400, "BadRequest", $"previous terminated container \"istio-proxy\" in pod \"{pod}\" not found");
    }

    private async Task ProxyAsync(HttpContext context, string pod, string path)
    {
        if (path == "stats/prometheus" && Metrics is not null) await context.Response.WriteAsync(Metrics(pod));
        else if (path == "config_dump" && Dump is not null) await context.Response.WriteAsync(Dump);
        else
            await RefuseAsync(
                context, 503, "ServiceUnavailable", "error trying to reach service: dial tcp 10.244.1.3:15000: connect: connection refused");
    }
}
