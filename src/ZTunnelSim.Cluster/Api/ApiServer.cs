using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace ZTunnelSim.Collecting;

/// <summary>
/// Reads from the API server: with GET alone, again where it asks for patience, and with a timeout for every answer. It remembers which
/// rights were used.
/// </summary>
internal sealed class ApiServer(ClusterAccess access)
{
    /// <summary>How often the server is asked before it is given up on.</summary>
    private const int Attempts = 6;

    /// <summary>How often a list is begun anew because the server no longer knows its state.</summary>
    private const int Restarts = 3;

    /// <summary>Objects a page: some megabytes, however large the cluster.</summary>
    private const int PageSize = 250;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(0.5), LongestPause = TimeSpan.FromSeconds(30);

    private readonly SortedSet<string> _rules = new(StringComparer.Ordinal);
    private readonly List<AccessRule> _used = [];
    private volatile bool _hasAnswered;

    /// <summary>How long an answer, and each part of it, may take to come.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The rights that were used so far, whether they were there or not.</summary>
    public IReadOnlyList<AccessRule> Used
    {
        get
        {
            lock (_rules) return [.. _used];
        }
    }

    /// <summary>Asks, and gives the answer when its headers have come.</summary>
    /// <exception cref="ApiFailure">It was refused, or what was to be reached did not answer.</exception>
    /// <exception cref="InputException">The server can't be reached, or does not know who asks.</exception>
    public async Task<HttpResponseMessage> GetAsync(ApiRequest request, CancellationToken cancellation)
    {
        lock (_rules)
        {
            if (request.Resource.Length > 0 && _rules.Add(request.Rule.ToString())) _used.Add(request.Rule);
        }
        for (int attempt = 1; ; attempt++)
        {
            TimeSpan pause = Pause(attempt);
            try
            {
                HttpResponseMessage response = await SendAsync(request.Path, cancellation);
                _hasAnswered = true;
                if (response.IsSuccessStatusCode) return response;
                using (response)
                {
                    string body = await BodyAsync(response, cancellation);
                    ApiFailure failure = new(response.StatusCode, ApiFailure.MessageOf(body), body);
                    if (response.StatusCode == HttpStatusCode.Unauthorized && !request.IsProxied)
                        throw new InputException(
                            $"the API server {access.Server} does not accept the credentials of context '{access.Context}' "
                            + $"({failure.Reason}): log in again.");
                    if (attempt == Attempts || !IsPassing(response.StatusCode, request)) throw failure;
                    pause = AskedFor(response.Headers.RetryAfter) ?? pause;
                }
            }
            catch (TimeoutException) when (request.IsProxied || attempt >= Attempts / 2)
            {
                throw new ApiFailure(null, $"no answer within {Patience.TotalSeconds:0} s.");
            }
            catch (Exception e) when (e is HttpRequestException or IOException or TimeoutException)
            {
                // A server that has answered may be restarting; one that never has is elsewhere, or its certificate is not accepted.
                if (attempt == Attempts || !_hasAnswered) throw await access.UnreachableAsync(e, cancellation);
            }
            await Task.Delay(pause, cancellation);
        }
    }

    /// <summary>Lists objects page by page.</summary>
    /// <param name="request">The list.</param>
    /// <param name="begin">Is called before the first object, and again if all has to be listed anew.</param>
    /// <param name="add">Takes an object, and the kind and apiVersion of its list: its own are not in it.</param>
    /// <param name="cancellation">Stops.</param>
    /// <inheritdoc cref="GetAsync" path="/exception"/>
    public async Task ListAsync(
        ApiRequest request, Action begin, Action<JsonElement, ObjectType> add, CancellationToken cancellation)
    {
        for (int restart = 0; ; restart++)
        {
            begin();
            try
            {
                await ListOnceAsync(request, add, cancellation);
                return;
            }
            catch (ApiFailure e) when (e.Status == HttpStatusCode.Gone && restart < Restarts)
            {
                // The state that the pages are of is too old: they would not go together with newer ones.
            }
        }
    }

    /// <summary>The next part of an answer's body, with the same patience as for its beginning.</summary>
    public async ValueTask<int> ReadAsync(Stream body, Memory<byte> buffer, CancellationToken cancellation)
    {
        using CancellationTokenSource timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timeout.CancelAfter(Patience);
        try
        {
            return await body.ReadAsync(buffer, timeout.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new IOException($"nothing came for {Patience.TotalSeconds:0} s");
        }
    }

    /// <summary>The whole of an answer's body.</summary>
    public async Task<byte[]> ReadAllAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        await using Stream body = await response.Content.ReadAsStreamAsync(cancellation);
        using MemoryStream all = new();
        byte[] buffer = new byte[64 * 1024];
        while (await ReadAsync(body, buffer, cancellation) is > 0 and var count) all.Write(buffer, 0, count);
        return all.ToArray();
    }

    /// <summary>An answer's body as JSON.</summary>
    /// <exception cref="ApiFailure">It is none.</exception>
    public async Task<JsonDocument> ReadJsonAsync(HttpResponseMessage response, CancellationToken cancellation) =>
        Document(await ReadAllAsync(response, cancellation));

    private static JsonDocument Document(byte[] body)
    {
        try
        {
            return JsonInput.Document(body);
        }
        catch (JsonException e)
        {
            throw new ApiFailure(null, $"the answer is no JSON: {e.Message.ReplaceLineEndings(" ")}");
        }
    }

    private async Task ListOnceAsync(ApiRequest request, Action<JsonElement, ObjectType> add, CancellationToken cancellation)
    {
        string? next = null;
        do
        {
            char joint = request.Path.Contains('?', StringComparison.Ordinal) ? '&' : '?';
            string page = $"{request.Path}{joint}limit={PageSize}" + (next is null ? "" : $"&continue={Uri.EscapeDataString(next)}");
            byte[] body = await PageAsync(request with { Path = page }, cancellation);
            using JsonDocument document = Document(body);
            JsonElement root = document.RootElement;
            ObjectType type = new(
                root.At("apiVersion").Text() ?? "v1", InventoryReader.ItemKind(root.At("kind").Text() ?? "") ?? "Unknown");
            foreach (JsonElement item in root.At("items").Items()) add(item, type);
            next = root.At("metadata", "continue").Text();
        }
        while (!string.IsNullOrEmpty(next));
    }

    private async Task<byte[]> PageAsync(ApiRequest request, CancellationToken cancellation)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                using HttpResponseMessage response = await GetAsync(request, cancellation);
                return await ReadAllAsync(response, cancellation);
            }
            catch (Exception e) when (e is IOException or HttpRequestException)
            {
                if (attempt == Attempts) throw new ApiFailure(null, $"the answer broke off: {ClusterAccess.OneLine(e)}");
            }
            await Task.Delay(Pause(attempt), cancellation);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(string path, CancellationToken cancellation)
    {
        using CancellationTokenSource timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timeout.CancelAfter(Patience);
        try
        {
            // The server's own path stays before: a cluster may be behind a prefix, as Rancher's are.
            using HttpRequestMessage message = new(HttpMethod.Get, new Uri(access.Server.AbsoluteUri.TrimEnd('/') + path));
            return await access.SendAsync(message, timeout.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new TimeoutException($"no answer within {Patience.TotalSeconds:0} s");
        }
    }

    private async Task<string> BodyAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        try
        {
            return Encoding.UTF8.GetString(await ReadAllAsync(response, cancellation));
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            return "";
        }
    }

    /// <summary>
    /// Whether a refusal may be gone a little later. What a proxied request can't reach is mostly not there at all: ztunnel's admin port
    /// listens on its own loopback.
    /// </summary>
    private static bool IsPassing(HttpStatusCode status, ApiRequest request) =>
        status == HttpStatusCode.TooManyRequests || (!request.IsProxied && (int)status is 500 or 502 or 503 or 504);

    private static TimeSpan Pause(int attempt) =>
        TimeSpan.FromTicks(Math.Min(FirstPause.Ticks << (attempt - 1), LongestPause.Ticks));

    private static TimeSpan? AskedFor(RetryConditionHeaderValue? retryAfter)
    {
        TimeSpan? asked = retryAfter?.Delta ?? retryAfter?.Date - DateTimeOffset.UtcNow;
        return asked is null ? null : asked < TimeSpan.Zero ? TimeSpan.Zero : asked > LongestPause ? LongestPause : asked;
    }
}

/// <summary>What an object is.</summary>
internal sealed record ObjectType(string ApiVersion, string Kind);
