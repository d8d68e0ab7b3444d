using System.Net;

namespace ZTunnelSim.Collecting;

/// <summary>A request that the API server, or what it was to reach on the way, did not answer as was asked.</summary>
/// <param name="status">The answer's status; null where there was none, such as after a timeout.</param>
/// <param name="message">What the answer says, in one line.</param>
/// <param name="body">The whole answer.</param>
internal sealed class ApiFailure(HttpStatusCode? status, string message, string body = "") : Exception(message)
{
    /// <summary>A body that is no Status is shown up to here.</summary>
    private const int MostShown = 300;

    public HttpStatusCode? Status => status;

    /// <summary>The whole answer; empty where there was none.</summary>
    public string Body => body;

    /// <summary>Whether there is no such thing, such as a resource whose CRD is not installed.</summary>
    public bool IsNotFound => status == HttpStatusCode.NotFound;

    /// <summary>The status and the message: <c>403 Forbidden: nodes is forbidden: User ...</c></summary>
    public string Reason => status is { } code ? $"{Code(code)}: {Message}" : Message;

    /// <summary>The status alone, in which nobody's name is.</summary>
    public string ReasonWithoutNames => status is { } code ? Code(code) : "no answer";

    /// <summary>Takes the message out of a Status of the API server's, or of Prometheus' reply; any other text stays.</summary>
    public static string MessageOf(string body)
    {
        foreach (string name in (string[])["message", "error"])
        {
            if (JsonElements.TextOf(body, name) is { Length: > 0 } said) return OneLine(said);
        }
        return OneLine(body);
    }

    private static string Code(HttpStatusCode status) => $"{(int)status} {status}";

    private static string OneLine(string text)
    {
        string line = string.Join(' ', text.Split((char[])['\r', '\n', '\t', ' '], StringSplitOptions.RemoveEmptyEntries));
        return line.Length == 0 ? "no reason is given" : line.Length > MostShown ? line[..MostShown] + "…" : line;
    }
}
