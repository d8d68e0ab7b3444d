using System.Buffers;

namespace ZTunnelSim.Data;

/// <summary>Where in a line of text ztunnel's record begins, and which pod the text before it names.</summary>
/// <remarks>
/// Tools put before a record what they know of it: a pod and a container (stern), labels (logcli), a time and a stream (container
/// runtimes), a priority and a host (syslog). No list of them is kept: a record is a time that a level follows, or a JSON object with a
/// time and a message, and begins after a blank.
/// </remarks>
internal static class WrappedLine
{
    private const int LongestPrefix = 2048;

    /// <summary>Finds the record of a line.</summary>
    /// <param name="line">The line, without colours.</param>
    /// <param name="start">Where the record begins.</param>
    public static bool TryFind(ReadOnlySpan<byte> line, out int start)
    {
        int last = Math.Min(line.Length, LongestPrefix);
        for (start = 0; start < last; start++)
        {
            if (line[start] is not ((byte)'{' or (>= (byte)'0' and <= (byte)'9'))) continue;
            if (start > 0 && line[start - 1] is not ((byte)' ' or (byte)'\t' or (byte)'|' or (byte)']')) continue;
            if (IsRecord(line[start..])) return true;
        }
        start = 0;
        return false;
    }

    /// <summary>Where in a line a collector's object begins that goes to its end; 0 where there is none behind a prefix.</summary>
    public static int ObjectIn(ReadOnlySpan<byte> line)
    {
        if (line.IsEmpty || line[^1] != '}') return 0;
        int brace = line.IndexOf((byte)'{');
        return brace > 0 && line[brace - 1] is (byte)' ' or (byte)'\t' && line[(brace + 1)..].TrimStart((byte)' ').StartsWith("\""u8)
            ? brace
            : 0;
    }

    /// <summary>Whether a text is one that ztunnel writes.</summary>
    public static bool IsRecord(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty) return false;
        if (text[0] != '{') return AccessLogText.BeginsRecord(text);
        AccessLogLine parsed = default;
        AccessLogJson.Parse(text, ref parsed);
        return parsed.Connection.EndTicks > 0 && !parsed.OtherMessage.IsEmpty;
    }

    /// <summary>
    /// The name of a ztunnel pod in a text such as a prefix, a label or a file's path, the last one; empty where there is none.
    /// </summary>
    public static ReadOnlySpan<byte> PodIn(ReadOnlySpan<byte> text)
    {
        for (int to = text.Length; to > 0; to--)
        {
            int from = to;
            while (from > 0 && (IsOfName(text[from - 1]) || char.IsAsciiLetterUpper((char)text[from - 1]))) from--;
            // A name in capitals is none of a pod's.
            ReadOnlySpan<byte> name = text[from..to];
            if (name.IndexOf("ztunnel"u8) >= 0 && PodName.IsOfDaemonSet(name) && IsName(name)) return name;
            to = from;
        }
        return default;
    }

    /// <summary>Whether a text may be the name of a pod or a node, by RFC 1123.</summary>
    public static bool IsName(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || text.Length > 253) return false;
        foreach (byte b in text)
        {
            if (!IsOfName(b) && b != '.') return false;
        }
        return true;
    }

    private static bool IsOfName(byte b) => b is (>= (byte)'a' and <= (byte)'z') or (>= (byte)'0' and <= (byte)'9') or (byte)'-';
}

/// <summary>Takes the prefixes off the lines of one log.</summary>
internal sealed class RecordFinder
{
    private readonly ArrayBufferWriter<byte> _object = new();

    /// <summary>How many blanks the last record's prefix had: a process's configuration goes on over many lines behind the same.</summary>
    private int _blanks;

    /// <summary>The record of a line, or what is left of it without the prefix that lines have.</summary>
    /// <param name="line">The line.</param>
    /// <param name="pod">The ztunnel pod that its prefix names, or nothing.</param>
    public ReadOnlySpan<byte> Record(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> pod)
    {
        if (WrappedLine.TryFind(line, out int start))
        {
            _blanks = line[..start].Count((byte)' ');
        }
        else if (WrappedLine.ObjectIn(line) is > 0 and var at)
        {
            pod = default;
            return WithPod(WrappedLine.PodIn(line[..at]), line[at..]);
        }
        else
        {
            for (int word = 0; word < _blanks; word++)
            {
                int length = line[start..].IndexOf((byte)' ');
                if (length < 0) break;
                start += length + 1;
            }
        }
        pod = WrappedLine.PodIn(line[..start]);
        return line[start..];
    }

    /// <summary>A collector's object inside another that has the pod, as collectors write it.</summary>
    private ReadOnlySpan<byte> WithPod(ReadOnlySpan<byte> pod, ReadOnlySpan<byte> inner)
    {
        if (pod.IsEmpty) return inner;
        _object.ResetWrittenCount();
        _object.Write("{\"pod\":\""u8);
        _object.Write(pod);
        _object.Write("\",\"record\":"u8);
        _object.Write(inner);
        _object.Write("}"u8);
        return _object.WrittenSpan;
    }
}
