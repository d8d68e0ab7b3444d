using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using k8s;
using k8s.Exceptions;
using k8s.KubeConfigModels;

namespace ZTunnelSim.Collecting;

/// <summary>
/// A cluster as kubectl would reach it: by the files of KUBECONFIG, by <c>~/.kube/config</c>, or from inside the cluster; with the
/// credentials that these name, exec plugins included.
/// </summary>
internal sealed class ClusterAccess : IDisposable
{
    private readonly Kubernetes _client;

    private ClusterAccess(KubernetesClientConfiguration configuration, string context)
    {
        // Each request has a timeout of its own: a log may take longer than any fixed time.
        configuration.HttpClientTimeout = Timeout.InfiniteTimeSpan;
        configuration.DisableHttp2 = true;
        _client = new Kubernetes(configuration);
        Context = context;
    }

    /// <summary>The context's name; <c>in-cluster</c> where there is no kubeconfig.</summary>
    public string Context { get; }

    public Uri Server => _client.BaseUri;

    /// <summary>Finds the cluster.</summary>
    /// <param name="wanted">The context; null: the current one.</param>
    /// <param name="cancellation">Stops an exec plugin from being waited for.</param>
    /// <exception cref="InputException">There is no kubeconfig or no such context, or its credentials can't be used.</exception>
    public static Task<ClusterAccess> OpenAsync(string? wanted, CancellationToken cancellation) =>
        OpenAsync(wanted, KubeconfigFiles(), cancellation);

    /// <summary>The same by files that are there.</summary>
    /// <inheritdoc cref="OpenAsync(string?, CancellationToken)"/>
    public static async Task<ClusterAccess> OpenAsync(string? wanted, string[] files, CancellationToken cancellation)
    {
        if (files.Length == 0 && wanted is null && KubernetesClientConfiguration.IsInCluster())
            return new(KubernetesClientConfiguration.InClusterConfig(), "in-cluster");
        if (files.Length == 0)
            throw new InputException(
                $"there is no kubeconfig: neither KUBECONFIG names a file nor is there {DefaultFile}, and this is no pod of a cluster.");
        K8SConfiguration merged = Merge(files);
        string place = string.Join(Path.PathSeparator, files);
        string[] contexts = [.. merged.Contexts.Select(c => c.Name)];
        string context = wanted ?? merged.CurrentContext ?? "";
        if (context.Length == 0)
            throw new InputException($"names no current context; choose one with --context: {Known(contexts)}.", place);
        if (!contexts.Contains(context))
            throw new InputException(
                $"has no context '{context}'{Suggestion.For(context, contexts)}; it has {Known(contexts)}.", place, key: "--context");
        try
        {
            KubernetesClientConfiguration configuration = await Task.Run(
                () => KubernetesClientConfiguration.BuildConfigFromConfigObject(merged, context), cancellation).WaitAsync(cancellation);
            RequireValid(configuration, context, place);
            return new(configuration, context);
        }
        catch (Exception e) when (e is KubeConfigException or IOException or UnauthorizedAccessException or FormatException
            or System.Security.Cryptography.CryptographicException or InvalidOperationException or ArgumentException
            or System.ComponentModel.Win32Exception)
        {
            throw new InputException($"context '{context}' can't be used: {OneLine(e)}", place, inner: e);
        }
    }

    /// <summary>Sends a request with the context's credentials.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        if (_client.Credentials is { } credentials) await credentials.ProcessHttpRequestAsync(request, cancellation);
        return await _client.HttpClient.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
    }

    /// <summary>What to say of a server that can't be talked to.</summary>
    public async Task<InputException> UnreachableAsync(Exception e, CancellationToken cancellation)
    {
        bool isTls = e is AuthenticationException || e.InnerException is AuthenticationException;
        string why = isTls && await CertificateProblemAsync(cancellation) is { } problem ? problem : OneLine(e);
        return new($"the API server {Server} of context '{Context}' can't be reached: {why}", inner: e);
    }

    public void Dispose() => _client.Dispose();

    /// <summary>The innermost message, which says what happened, in one line.</summary>
    public static string OneLine(Exception e)
    {
        while (e.InnerException is { } inner) e = inner;
        return e.Message.ReplaceLineEndings(" ").TrimEnd('.', ' ') + ".";
    }

    private static string DefaultFile => KubernetesClientConfiguration.KubeConfigDefaultLocation;

    private static string Known(string[] contexts) =>
        contexts.Length == 0 ? "no context at all" : $"the contexts {string.Join(", ", contexts)}";

    private static string[] KubeconfigFiles()
    {
        string? named = Environment.GetEnvironmentVariable("KUBECONFIG");
        string[] files = string.IsNullOrEmpty(named)
            ? [DefaultFile]
            : named.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return [.. files.Where(File.Exists)];
    }

    /// <summary>As kubectl merges files: what an earlier one names stays.</summary>
    private static K8SConfiguration Merge(string[] files)
    {
        K8SConfiguration[] all = [.. files.Select(Load)];
        return new K8SConfiguration
        {
            CurrentContext = all.Select(c => c.CurrentContext).FirstOrDefault(c => !string.IsNullOrEmpty(c)),
            Contexts = Named(c => c.Contexts, context => context.Name),
            Clusters = Named(c => c.Clusters, cluster => cluster.Name),
            Users = Named(c => c.Users, user => user.Name),
            FileName = files[0],
        };

        // What has no name nobody can mean.
        List<T> Named<T>(Func<K8SConfiguration, IEnumerable<T?>?> of, Func<T, string?> name)
            where T : class =>
            [.. all.SelectMany(c => of(c) ?? []).OfType<T>().Where(item => !string.IsNullOrEmpty(name(item))).DistinctBy(name)];
    }

    private static K8SConfiguration Load(string file)
    {
        try
        {
            // As all other YAML it has an end: the client reads any depth, and any number of aliases.
            _ = SyntaxText.Load(file);
            K8SConfiguration read = KubernetesClientConfiguration.LoadKubeConfig(file, useRelativePaths: true);
            string folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
            foreach (ClusterEndpoint cluster in (read.Clusters ?? []).Select(c => c?.ClusterEndpoint).OfType<ClusterEndpoint>())
                cluster.CertificateAuthority = Absolute(cluster.CertificateAuthority);
            foreach (UserCredentials user in (read.Users ?? []).Select(u => u?.UserCredentials).OfType<UserCredentials>())
            {
                user.ClientCertificate = Absolute(user.ClientCertificate);
                user.ClientKey = Absolute(user.ClientKey);
            }
            return read;

            string? Absolute(string? path) => string.IsNullOrEmpty(path) ? path : Path.GetFullPath(path, folder);
        }
        catch (Exception e) when (e is KubeConfigException or IOException or UnauthorizedAccessException or NullReferenceException
            or ArgumentException or YamlDotNet.Core.YamlException or InputException)
        {
            throw new InputException($"is no kubeconfig that can be read: {OneLine(e)}", file, inner: e);
        }
    }

    private static void RequireValid(KubernetesClientConfiguration configuration, string context, string place)
    {
        using X509Certificate2? certificate = configuration.ClientCertificateData is { Length: > 0 } data
            ? X509CertificateLoader.LoadCertificate(PemOrDer(Convert.FromBase64String(data)))
            : configuration.ClientCertificateFilePath is { Length: > 0 } path ? X509CertificateLoader.LoadCertificateFromFile(path) : null;
        if (certificate is not null && certificate.NotAfter < DateTime.Now)
            throw new InputException(
                $"the client certificate of context '{context}' expired on {Day(certificate.NotAfter)}: renew it.", place);
    }

    private static byte[] PemOrDer(byte[] certificate)
    {
        string text = System.Text.Encoding.ASCII.GetString(certificate);
        return System.Security.Cryptography.PemEncoding.TryFind(text, out var fields)
            ? Convert.FromBase64String(text[fields.Base64Data])
            : certificate;
    }

    /// <summary>Looks at the server's certificate itself: the client says no more than that it was refused.</summary>
    private async Task<string?> CertificateProblemAsync(CancellationToken cancellation)
    {
        try
        {
            using TcpClient socket = new();
            await socket.ConnectAsync(Server.Host, Server.Port, cancellation);
            X509Certificate2? shown = null;
            using SslStream stream = new(socket.GetStream());
            await stream.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = Server.Host,
                    RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                    {
                        shown = certificate is null ? null : X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
                        // Nothing is sent over this connection: it is closed once the certificate was shown.
                        return shown is not null;
                    },
                },
                cancellation);
            using (shown)
            {
                return shown is null ? null
                    : shown.NotAfter < DateTime.Now ? $"its certificate expired on {Day(shown.NotAfter)}."
                    : "its certificate is not one that the kubeconfig's certificate-authority vouches for under this name.";
            }
        }
        catch (Exception e) when (e is IOException or SocketException or AuthenticationException)
        {
            return null;
        }
    }

    private static string Day(DateTime time) => $"{time.ToUniversalTime():yyyy-MM-dd HH:mm}Z";
}
