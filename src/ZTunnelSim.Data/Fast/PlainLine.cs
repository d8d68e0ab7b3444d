using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ZTunnelSim.Data;

/// <summary>
/// A short way for the lines that nearly all of an access log consists of: completions with the fields in ztunnel's order, without escapes
/// or errors, whose head is spelled as that of a line before.
/// </summary>
/// <remarks>
/// It accepts nothing that <see cref="AccessLogText"/> and <see cref="AccessLogJson"/> would not, and finds the same in it (a test compares
/// them). Whatever is not plain is left to these two, and its head is then learned. What makes it fast: one pass finds where all fields
/// stop (<see cref="PlainStops"/>), their names are checked together against those of a line before (<see cref="PlainShape"/>), and of a
/// time only what follows the minute is parsed. Its methods are compiled at their best at once: a log is read in one call, too soon for the
/// runtime to find out that they matter.
/// </remarks>
internal sealed class PlainLine(bool isJson)
{
    private const int TimeLength = 27; // yyyy-MM-ddTHH:mm:ss.ffffffZ
    private const int MinuteLength = 16;
    private const int MaxHead = 256;

    // By their number of fields.
    private readonly PlainShape?[] _shapes = new PlainShape?[PlainField.Count + 1];
    private byte[] _beforeTime = [];
    private Vector512<byte> _afterTime;
    private Vector512<byte> _afterTimeMask;
    private int _afterTimeLength;
    private Vector128<byte> _minute;
    private long _minuteTicks;

    /// <summary>Parses a line and finds its end.</summary>
    /// <param name="text">The line and whatever follows it in the buffer, so that it may be read past its end.</param>
    /// <param name="available">How much of the text has been read: beyond it anything may lie.</param>
    /// <param name="connection">What is found; of no meaning where the line is not plain.</param>
    /// <param name="taken">The line's length with its ending.</param>
    /// <returns>Whether the line is plain, and ends in what is available.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryParse(ReadOnlySpan<byte> text, int available, ref RawConnection connection, out int taken) =>
        isJson ? TryParseJson(text, available, ref connection, out taken) : TryParseText(text, available, ref connection, out taken);

    // The same compiled twice, each without the other's cases, and only if it is called.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool TryParseJson(ReadOnlySpan<byte> text, int available, ref RawConnection connection, out int taken) =>
        TryParse(text, available, isJson: true, stackalloc int[PlainStops.Room], ref connection, out taken);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool TryParseText(ReadOnlySpan<byte> text, int available, ref RawConnection connection, out int taken) =>
        TryParse(text, available, isJson: false, stackalloc int[PlainStops.Room], ref connection, out taken);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryParse(
        ReadOnlySpan<byte> text, int available, bool isJson, scoped Span<int> room, ref RawConnection connection, out int taken)
    {
        taken = 0;
        int limit = Math.Min(available, text.Length - PlainStops.Beyond);
        int time = isJson ? _beforeTime.Length : 0;
        int at = time + TimeLength + _afterTimeLength;
        if (_minuteTicks == 0 || at >= limit || (isJson && !text.StartsWith(_beforeTime))
            || !TryTime(text.Slice(time, TimeLength), out connection.EndTicks))
            return false;
        ref byte origin = ref MemoryMarshal.GetReference(text);
        Vector512<byte> afterTime = Vector512.LoadUnsafe(ref origin, (nuint)(time + TimeLength));
        if (((afterTime ^ _afterTime) & _afterTimeMask) != Vector512<byte>.Zero) return false;

        if (!PlainStops.TryFind(ref origin, at, limit, isJson, room, out int count, out int quotes)) return false;
        scoped Span<int> stops = room[..count];
        int end = stops[^1];
        taken = end + 1;
        // What is available ends in a line break, or the line is not known to end here.
        if (Unsafe.Add(ref origin, end) == '\r' && taken++ >= available) return false;
        if (Unsafe.Add(ref origin, taken - 1) != '\n' || (isJson && Unsafe.Add(ref origin, end - 1) != '}')) return false;
        if (isJson) stops[^1]--;

        PlainShape? shape = _shapes[count];
        if (shape is null || !shape.Fits(ref origin, at, stops, quotes, isJson))
        {
            // For the lines to come. This one is left to the parsers proper.
            _shapes[count] = PlainShape.Guess(ref origin, at, stops, isJson) ?? shape;
            return false;
        }

        connection.SourceAddress = shape.Value(PlainField.SourceAddress, ref origin, at, stops, isJson);
        connection.SourceWorkload = shape.Value(PlainField.SourceWorkload, ref origin, at, stops, isJson);
        connection.SourceNamespace = shape.Value(PlainField.SourceNamespace, ref origin, at, stops, isJson);
        connection.DestinationAddress = shape.Value(PlainField.DestinationAddress, ref origin, at, stops, isJson);
        connection.HboneAddress = shape.Value(PlainField.HboneAddress, ref origin, at, stops, isJson);
        connection.Service = shape.Value(PlainField.Service, ref origin, at, stops, isJson);
        connection.DestinationWorkload = shape.Value(PlainField.DestinationWorkload, ref origin, at, stops, isJson);
        connection.DestinationNamespace = shape.Value(PlainField.DestinationNamespace, ref origin, at, stops, isJson);
        return TryDirection(shape.Value(PlainField.Direction, ref origin, at, stops, isJson), out connection.Direction)
            && TryDuration(ref origin, shape.Value(PlainField.Duration, ref origin, at, stops, isJson), out connection.DurationSeconds)
            && (!isJson || (IsNumber(shape.Value(PlainField.BytesSent, ref origin, at, stops, isJson))
                && IsNumber(shape.Value(PlainField.BytesReceived, ref origin, at, stops, isJson))));
    }

    /// <summary>Takes the head and the minute of a line that is a completion, for the lines to come.</summary>
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
        if (fields - time - TimeLength > Vector512<byte>.Count) return;
        _beforeTime = line[..time].ToArray();
        _afterTimeLength = fields - time - TimeLength;
        Span<byte> after = stackalloc byte[Vector512<byte>.Count], mask = stackalloc byte[Vector512<byte>.Count];
        after.Clear();
        mask.Clear();
        line[(time + TimeLength)..fields].CopyTo(after);
        mask[.._afterTimeLength].Fill(byte.MaxValue);
        (_afterTime, _afterTimeMask) = (Vector512.Create<byte>(after), Vector512.Create<byte>(mask));
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

    /// <summary>Whether it is a whole number as JSON spells it, or the empty value of a field that the line lacks.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsNumber(ReadOnlySpan<byte> value)
    {
        if (value.Length > 1 && value[0] == '0') return false;
        foreach (byte character in value)
        {
            if (!char.IsAsciiDigit((char)character)) return false;
        }
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryDuration(ref byte origin, ReadOnlySpan<byte> value, out double seconds)
    {
        int start = (int)Unsafe.ByteOffset(ref origin, ref MemoryMarshal.GetReference(value));
        return (!value.IsEmpty && PlainDuration.TryParse(ref origin, start, start + value.Length, out seconds))
            || ConnectionDuration.TryParse(value, out seconds);
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
