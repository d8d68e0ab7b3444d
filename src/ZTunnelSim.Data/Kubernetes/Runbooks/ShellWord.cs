namespace ZTunnelSim.Data;

/// <summary>Writes a text as one word of a POSIX shell: every name in a runbook's commands comes through here.</summary>
internal static class ShellWord
{
    private const string Plain = "-_./:=@%+,";

    /// <summary>The text itself where no shell reads anything into it, otherwise in single quotes.</summary>
    public static string Quote(string text)
    {
        return text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || Plain.Contains(c, StringComparison.Ordinal))
            ? text
            : $"'{text.Replace("'", """'\''""", StringComparison.Ordinal)}'";
    }
}
