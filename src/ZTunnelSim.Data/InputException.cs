namespace ZTunnelSim.Data;

/// <summary>Something is wrong with what was given. The message is one line: where, what was given, what is accepted.</summary>
/// <param name="message">What was given and what is accepted.</param>
/// <param name="file">The file.</param>
/// <param name="line">The line in it, from 1.</param>
/// <param name="key">The key in it, such as <c>workloads[1].lifetime</c>.</param>
/// <param name="inner">The cause.</param>
public sealed class InputException(
    string message, string? file = null, int? line = null, string? key = null, Exception? inner = null)
    : Exception(Compose(message, file, line, key), inner)
{
    /// <summary>The file; null where there is none.</summary>
    public string? File { get; } = file;

    /// <summary>The line, from 1; null where it isn't known.</summary>
    public int? Line { get; } = line;

    /// <summary>The key; null where there is none.</summary>
    public string? Key { get; } = key;

    private static string Compose(string message, string? file, int? line, string? key)
    {
        string place = (file, line) switch
        {
            (null, null) => "",
            (null, { } l) => $"line {l}: ",
            ({ } f, null) => $"{f}: ",
            ({ } f, { } l) => $"{f}:{l}: ",
        };
        return place + (key is null ? "" : $"{key}: ") + message;
    }
}
