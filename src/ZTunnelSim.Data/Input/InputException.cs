namespace ZTunnelSim.Data;

/// <summary>Input that cannot be accepted: what was given, what is accepted, and where, as one readable line.</summary>
/// <param name="message">What is wrong, what was given and what is accepted.</param>
/// <param name="file">The file's path as it was given, or <c>-</c> for standard input.</param>
/// <param name="line">The line in that file, from 1.</param>
/// <param name="key">The key, column or field.</param>
/// <param name="inner">What caused it.</param>
public sealed class InputException(
    string message, string? file = null, int? line = null, string? key = null, Exception? inner = null)
    : Exception(Describe(message, file, line, key), inner)
{
    /// <summary>A longer message is none that anybody reads: what was given is in it, and may be of any length.</summary>
    private const int Longest = 2_000, LongestEnd = 500;

    /// <summary>The file's path as it was given, <c>-</c> for standard input, or null where no file is concerned.</summary>
    public string? File { get; } = file;

    /// <summary>The line in <see cref="File"/>, from 1, or null where no single line is concerned.</summary>
    public int? Line { get; } = line;

    /// <summary>The key, column or field, or null where none is concerned.</summary>
    public string? Key { get; } = key;

    // file:line: key: message, the form that editors and CI systems turn into links; absent parts are left out. Whatever was given, it is
    // one line that can be seen.
    private static string Describe(string message, string? file, int? line, string? key)
    {
        string place = (file, line) switch
        {
            (null, null) => "",
            (null, _) => $"line {line}: ",
            (_, null) => $"{file}: ",
            _ => $"{file}:{line}: ",
        };
        return PlainText.OneLine(Shortened(place + (key is null ? "" : key + ": ") + message));
    }

    /// <summary>Its beginning, and its end: what is accepted mostly stands there.</summary>
    private static string Shortened(string text) =>
        text.Length <= Longest ? text : $"{text[..(Longest - LongestEnd)]} ... {text[^LongestEnd..]}";
}
