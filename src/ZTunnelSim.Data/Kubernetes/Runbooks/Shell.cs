namespace ZTunnelSim.Data;

/// <summary>Parts of POSIX shell commands.</summary>
internal static class Shell
{
    /// <summary>Says why it stops, and ends the shell. The text may name the shell's variables, and no name from outside.</summary>
    public static string Stop(string why) => $"{{ echo \"STOP: {why}\" >&2; exit 1; }}";

    /// <summary>Stops unless a variable holds Istio 1.<paramref name="minor"/> or later; a version that can't be read is none.</summary>
    public static string RequireVersion(string variable, int minor, string why)
    {
        string number = $"$(echo \"${variable}\" | sed -n 's/^v*\\([0-9]*\\)\\.\\([0-9]*\\).*/\\1 * 100 + \\2/p')";
        return $"[ $(({number} + 0)) -ge {100 + minor} ] || {Stop(why)}";
    }

    /// <summary>
    /// A text as one word: itself where no shell reads anything into it, otherwise in single quotes. Every name in a runbook's commands
    /// comes through here.
    /// </summary>
    public static string Quote(string text) =>
        text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || "-_./:=@%+,".Contains(c, StringComparison.Ordinal))
            ? text
            : $"'{text.Replace("'", """'\''""", StringComparison.Ordinal)}'";
}
