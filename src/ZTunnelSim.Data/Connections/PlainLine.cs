using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ZTunnelSim.Data.Connections;

/// <summary>
/// A short way for the lines that nearly all of an access log consists of: completions with the fields in ztunnel's order,
/// without escapes or errors, whose head is spelled as that of a line before.
/// </summary>
/// <remarks>
/// It accepts nothing that <see cref="AccessLogText"/> and <see cref="AccessLogJson"/> would not, and finds the same in it
/// (a test compares them). Whatever is not plain is left to these two, and its head is then learned. What makes it fast:
/// names are compared as two numbers of 8 bytes, the end of a value is found in one comparison of 64 bytes, and of a time only what
/// follows the minute is parsed. Its methods are compiled at their best at once: a log is read in one call, too soon for
/// the runtime to find out that they matter.
/// </remarks>
internal sealed class PlainLine(bool isJson)
{
    private const int TimeLength = 27; // yyyy-MM-ddTHH:mm:ss.ffffffZ
    private const int MinuteLength = 16;
    private const int MaxHead = 256;

    private readonly PlainField[] _fields = isJson ? PlainField.Json : PlainField.Text;
    private byte[] _beforeTime = [];
    private byte[] _afterTime = [];
    private Vector128<byte> _minute;
    private long _minuteTicks;

    /// <summary>Parses a line.</summary>
    /// <param name="text">The line and whatever follows it in the buffer, so that it may be read past its end.</param>
    /// <param name="length">The line's length.</param>
    /// <param name="connection">What is found; of no meaning where the line is not plain.</param>
    /// <returns>Whether the line is plain.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool TryParse(ReadOnlySpan<byte> text, int length, ref RawConnection connection)
    {
        int at = _beforeTime.Length + TimeLength + _afterTime.Length;
        if (_minuteTicks == 0 || at >= length || !text.StartsWith(_beforeTime)
            || !text[(_beforeTime.Length + TimeLength)..].StartsWith(_afterTime)
            || !TryTime(text.Slice(_beforeTime.Length, TimeLength), out connection.EndTicks))
            return false;

        Span<int> starts = stackalloc int[PlainField.Count];
        Span<int> ends = stackalloc int[PlainField.Count];
        starts.Clear();
        ends.Clear();
        PlainField[] fields = _fields;
        ref byte origin = ref MemoryMarshal.GetReference(text);
        int f = 0;
        while (true)
        {
            // The one check for all that is read without one below: a name, and its value's first 64 bytes and the next.
            if (at + PlainField.LongestName + Vector512<byte>.Count >= text.Length) return false;
            ulong first = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref origin, at));
            // Fields that the line lacks are passed over; one that is out of order is not found any more.
            while (fields[f].First != first)
            {
                if (++f == PlainField.Count) return false;
            }
            ref readonly PlainField field = ref fields[f];
            ulong second = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref origin, at + 8));
            int start = at + field.NameLength;
            // A name of 17 bytes is one longer than what was compared.
            if (((second ^ field.Second) & field.SecondMask) != 0 || (field.IsQuoted && Unsafe.Add(ref origin, start - 1) != '"')) return false;
            int end = field.IsQuoted ? EndOfQuoted(ref origin, start) : EndOfBare(ref origin, start, length);
            at = field.IsQuoted ? end + 1 : end;
            // Behind the line anything may lie in the buffer, a quotation mark too.
            if (end < 0 || at > length) return false;
            (starts[f], ends[f]) = (start, end);

            if (isJson)
            {
                if (at == length - 1 && text[at] == '}') break;
                if (at + 1 >= length || text[at] != ',' || text[at + 1] != '"') return false;
                at += 2;
            }
            else
            {
                if (at >= length) break;
                if (text[at] != ' ') return false;
                at++;
            }
            if (++f == PlainField.Count) return false;
        }

        connection.SourceWorkload = text[starts[PlainField.SourceWorkload]..ends[PlainField.SourceWorkload]];
        connection.SourceNamespace = text[starts[PlainField.SourceNamespace]..ends[PlainField.SourceNamespace]];
        connection.Service = text[starts[PlainField.Service]..ends[PlainField.Service]];
        connection.DestinationWorkload = text[starts[PlainField.DestinationWorkload]..ends[PlainField.DestinationWorkload]];
        connection.DestinationNamespace = text[starts[PlainField.DestinationNamespace]..ends[PlainField.DestinationNamespace]];
        return TryDirection(text[starts[PlainField.Direction]..ends[PlainField.Direction]], out connection.Direction)
            && DurationText.TryParse(text[starts[PlainField.Duration]..ends[PlainField.Duration]], out connection.DurationSeconds);
    }

    /// <summary>Takes the head and the minute of a line that is a completion, for the lines to come.</summary>
    /// <param name="line">The line.</param>
    /// <param name="endTicks">Its time.</param>
    public void Learn(ReadOnlySpan<byte> line, long endTicks)
    {
        ReadOnlySpan<byte> head = line[..Math.Min(line.Length, MaxHead)];
        ReadOnlySpan<byte> mark = isJson ? "\"time\":\""u8 : default;
        int time = isJson ? head.IndexOf(mark) + mark.Length : 0;
        if (isJson && time < mark.Length) return;
        ReadOnlySpan<byte> message = isJson ? "\"message\":\"connection complete\",\""u8 : "connection complete"u8;
        int fields = head.IndexOf(message) + message.Length;
        if (fields < message.Length || fields < time + TimeLength) return;
        while (!isJson && fields < line.Length && line[fields] is (byte)' ' or (byte)'\t') fields++;
        // An object or an escape in the head may mean anything.
        if (isJson && (head[1..fields].IndexOfAny("{[\\"u8) >= 0 || head[(time + TimeLength)] != '"')) return;
        ReadOnlySpan<byte> second = line.Slice(time + MinuteLength, 3);
        // A leap second belongs to the minute after.
        if (second.SequenceEqual(":60"u8) || line[time + TimeLength - 1] != 'Z') return;
        _beforeTime = line[..time].ToArray();
        _afterTime = line[(time + TimeLength)..fields].ToArray();
        _minute = Vector128.Create(line.Slice(time, MinuteLength));
        _minuteTicks = endTicks - endTicks % TimeSpan.TicksPerMinute;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryTime(ReadOnlySpan<byte> time, out long ticks)
    {
        ticks = 0;
        if (Vector128.Create(time) != _minute || time[16] != ':' || time[19] != '.' || time[26] != 'Z') return false;
        uint seconds = 0, micros = 0;
        bool areDigits = Digit(time[17], ref seconds) & Digit(time[18], ref seconds);
        for (int i = 20; i < 26; i++) areDigits &= Digit(time[i], ref micros);
        ticks = _minuteTicks + seconds * TimeSpan.TicksPerSecond + micros * TimeSpan.TicksPerMicrosecond;
        return areDigits && seconds < 60;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Digit(byte character, ref uint number)
    {
        uint digit = (uint)(character - '0');
        number = 10 * number + digit;
        return digit <= 9;
    }

    /// <summary>Where the quotation ends; -1 where something in it needs a closer look.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int EndOfQuoted(ref byte origin, int start)
    {
        Vector512<byte> bytes = Vector512.LoadUnsafe(ref origin, (nuint)start);
        int length = BitOperations.TrailingZeroCount(Vector512.Equals(bytes, Vector512.Create((byte)'"')).ExtractMostSignificantBits());
        // Off the way to the next field, which only the end has to be known for.
        ulong special = (Vector512.Equals(bytes, Vector512.Create((byte)'\\')) | Vector512.LessThanOrEqual(bytes, Vector512.Create((byte)0x1F)))
            .ExtractMostSignificantBits();
        return length < Vector512<byte>.Count && BitOperations.TrailingZeroCount(special) > length ? start + length : -1;
    }

    /// <summary>Where the value ends that is not in quotes; -1 where something in it needs a closer look.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int EndOfBare(ref byte origin, int start, int length)
    {
        // Addresses and numbers are shorter than 32 bytes, or need that closer look.
        Vector256<byte> bytes = Vector256.LoadUnsafe(ref origin, (nuint)start);
        // In text a blank or anything below ends it; in JSON whatever is no digit.
        Vector256<byte> stops = isJson
            ? Vector256.GreaterThan(bytes - Vector256.Create((byte)'0'), Vector256.Create((byte)9))
            : Vector256.LessThanOrEqual(bytes, Vector256.Create((byte)' '));
        int end = Math.Min(length, start + BitOperations.TrailingZeroCount(stops.ExtractMostSignificantBits()));
        byte first = Unsafe.Add(ref origin, start);
        if (isJson) return end > start && (first != '0' || end == start + 1) ? end : -1;
        return first != '"' && (end == length || Unsafe.Add(ref origin, end) == ' ') ? end : -1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryDirection(ReadOnlySpan<byte> value, out ConnectionDirection direction)
    {
        direction = value.SequenceEqual("outbound"u8) ? ConnectionDirection.Outbound
            : value.SequenceEqual("inbound"u8) ? ConnectionDirection.Inbound
            : ConnectionDirection.Unknown;
        return direction != ConnectionDirection.Unknown;
    }
}
