using System.Net;
using System.Net.Http.Headers;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;

namespace ZTunnelSim.Collecting;

/// <summary>A Prometheus, or what speaks its HTTP API: by its address, or through the API server's service proxy.</summary>
internal abstract class PrometheusEndpoint
{
    /// <summary>What it is called in messages.</summary>
    public abstract string Name { get; }

    /// <summary>Asks for an expression's value now.</summary>
    /// <exception cref="PrometheusFailure">There is no answer.</exception>
    public Task<JsonDocument> QueryAsync(string expression, CancellationToken cancellation) =>
        AskAsync($"query?query={Uri.EscapeDataString(expression)}", cancellation);

    /// <summary>Asks for an expression's values over a time.</summary>
    /// <inheritdoc cref="QueryAsync" path="/exception"/>
    public Task<JsonDocument> QueryRangeAsync(string expression, long start, long end, long step, CancellationToken cancellation) =>
        AskAsync(Invariant($"query_range?query={Uri.EscapeDataString(expression)}&start={start}&end={end}&step={step}"), cancellation);

    /// <summary>Sends a query; gives its status and body.</summary>
    protected abstract Task<(HttpStatusCode Status, byte[] Body)> SendAsync(string query, CancellationToken cancellation);

    /// <summary>What to say of a refusal.</summary>
    protected abstract string Refused(HttpStatusCode status, string message);

    private async Task<JsonDocument> AskAsync(string query, CancellationToken cancellation)
    {
        (HttpStatusCode status, byte[] body) = await SendAsync(query, cancellation);
        JsonDocument? answer = Parse(body);
        if (answer?.RootElement.At("status").Text() == "success" && (int)status < 300) return answer;
        using (answer)
        {
            string? said = answer?.RootElement.At("error").Text();
            string message = said ?? ApiFailure.MessageOf(Encoding.UTF8.GetString(body));
            if (status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden) throw new PrometheusFailure(Refused(status, message));
            if (said is not null)
            {
                string kind = answer!.RootElement.At("errorType").Text() ?? "error";
                throw new PrometheusFailure($"{Name} answers {(int)status} {kind}: {message}", isTooMuch: kind is "execution" or "timeout");
            }
            throw new PrometheusFailure(
                (int)status >= 300
                    ? $"{Name} answers {(int)status} {status}: {message}"
                    : $"{Name} answers with something else than Prometheus' HTTP API: is a prefix of its path missing?");
        }
    }

    private static JsonDocument? Parse(byte[] body)
    {
        try
        {
            return JsonInput.Document(body);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>A Prometheus at an address.</summary>
internal sealed class PrometheusAtUrl : PrometheusEndpoint, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly HttpClient _client;
    private readonly Uri _url;
    private readonly string? _tokenFile;

    /// <exception cref="InputException">The token or the certificates can't be read.</exception>
    public PrometheusAtUrl(PrometheusOptions options)
    {
        // A user and a password in the address are told to nobody but Prometheus.
        string user = options.Url!.UserInfo;
        _url = new UriBuilder(options.Url) { UserName = "", Password = "" }.Uri;
        _tokenFile = options.TokenFile;
        SocketsHttpHandler handler = new() { AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.All };
        if (options.CertificateAuthority is { } file) handler.SslOptions.CertificateChainPolicy = Trusting(file);
        _client = new HttpClient(handler) { Timeout = Patience };
        if (user.Length > 0)
        {
            string basic = Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(user)));
            _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", basic);
        }
        if (_tokenFile is not null)
            _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Read(_tokenFile).Trim());
    }

    public override string Name => $"Prometheus at {_url.GetLeftPart(UriPartial.Path)}";

    public void Dispose() => _client.Dispose();

    protected override async Task<(HttpStatusCode Status, byte[] Body)> SendAsync(string query, CancellationToken cancellation)
    {
        string address = $"{_url.GetLeftPart(UriPartial.Path).TrimEnd('/')}/api/v1/{query}";
        try
        {
            using HttpResponseMessage response = await _client.GetAsync(new Uri(address), cancellation);
            return (response.StatusCode, await response.Content.ReadAsByteArrayAsync(cancellation));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new PrometheusFailure($"{Name} gave no answer within {Patience.TotalMinutes:0} min.", isTooMuch: true);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            bool isTls = e.InnerException is AuthenticationException;
            throw new PrometheusFailure(
                $"{Name} can't be reached: {ClusterAccess.OneLine(e)}"
                + (isTls ? " Name the certificates that vouch for it with --prometheus-ca." : ""));
        }
    }

    protected override string Refused(HttpStatusCode status, string message) =>
        $"{Name} does not let this user ask ({(int)status} {status}: {message})"
        + (_tokenFile is null ? ": give a bearer token with --prometheus-token-file." : ": is the token right, and still valid?");

    private static X509ChainPolicy Trusting(string file)
    {
        X509ChainPolicy policy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        try
        {
            policy.CustomTrustStore.ImportFromPem(Read(file));
        }
        catch (CryptographicException e)
        {
            throw new InputException("holds no certificate (PEM).", file, key: "--prometheus-ca", inner: e);
        }
        return policy.CustomTrustStore.Count > 0 ? policy : throw new InputException(
            "holds no certificate (PEM).", file, key: "--prometheus-ca");
    }

    private static string Read(string file)
    {
        try
        {
            return Utf8Text.Decode(File.ReadAllBytes(file), file);
        }
        catch (Exception e) when (InputFile.IsReadFailure(e))
        {
            throw InputFile.ReadFailure(e, file);
        }
    }
}

/// <summary>A Prometheus behind a Service of the cluster, asked with the kubeconfig's own credentials.</summary>
internal sealed class PrometheusService(ApiServer server, PrometheusCandidate candidate) : PrometheusEndpoint
{
    public override string Name => $"Prometheus ({candidate})";

    protected override async Task<(HttpStatusCode Status, byte[] Body)> SendAsync(string query, CancellationToken cancellation)
    {
        ApiRequest request = ApiRequest.Of(
            "services", candidate.Namespace, candidate.ProxyName, $"proxy{candidate.Prefix}/api/v1/{query}");
        try
        {
            using HttpResponseMessage response = await server.GetAsync(request, cancellation);
            return (response.StatusCode, await server.ReadAllAsync(response, cancellation));
        }
        catch (ApiFailure e) when (e.Status is { } status)
        {
            if (status is HttpStatusCode.ServiceUnavailable or HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout)
                throw new PrometheusFailure($"{Name} does not answer through the API server's proxy ({e.Reason})");
            return (status, Encoding.UTF8.GetBytes(e.Body));
        }
        catch (Exception e) when (e is ApiFailure or IOException or HttpRequestException)
        {
            throw new PrometheusFailure($"{Name} gave no answer through the API server's proxy: {ClusterAccess.OneLine(e)}");
        }
    }

    protected override string Refused(HttpStatusCode status, string message) => status == HttpStatusCode.Forbidden
        ? $"{Name} may not be asked through the API server's proxy (403: {message}): it takes the verb 'get' on 'services/proxy' in "
            + $"'{candidate.Namespace}'; or give its address with --prometheus."
        : $"{Name} does not accept the request that comes through the API server's proxy (401: {message}): it wants a login of its own; "
            + "give its address with --prometheus, and --prometheus-token-file.";
}
