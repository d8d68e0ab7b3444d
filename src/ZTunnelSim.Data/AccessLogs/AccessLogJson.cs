using System.Text.Json;

namespace ZTunnelSim.Data;

/// <summary>One access-log line as a JSON object (<c>LOG_FORMAT=json</c>).</summary>
internal static class AccessLogJson
{
    /// <summary>Parses a line.</summary>
    /// <returns>Null for a completed connection, otherwise why there is none.</returns>
    public static SkipReason? Parse(ReadOnlySpan<byte> line, ref AccessLogLine parsed)
    {
        try
        {
            return ParseObject(line, ref parsed);
        }
        catch (JsonException e)
        {
            return parsed.Fail(SkipReason.UnknownForm, JsonInput.LineProblem(e));
        }
    }

    private static SkipReason? ParseObject(ReadOnlySpan<byte> line, ref AccessLogLine parsed)
    {
        ReadOnlySpan<byte> scope = default;
        ReadOnlySpan<byte> message = default;
        ReadOnlySpan<byte> duration = default;
        ReadOnlySpan<byte> direction = default;
        ReadOnlySpan<byte> time = default;
        bool isEscaped = false;
        Utf8JsonReader json = new(line, JsonInput.One);
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            isEscaped |= json.ValueIsEscaped;
            ReadOnlySpan<byte> name = json.Unescaped();
            json.Read();
            isEscaped |= json.ValueIsEscaped;
            // Numbers are taken as written. Objects (ztunnel's spans) hold nothing of use.
            ReadOnlySpan<byte> value = json.TokenType is JsonTokenType.String or JsonTokenType.Number ? json.Unescaped() : default;
            json.Skip();
            if (name.SequenceEqual("scope"u8) || name.SequenceEqual("target"u8))
                scope = value;
            else if (name.SequenceEqual("message"u8))
                message = value;
            else if (name.SequenceEqual("time"u8) || name.SequenceEqual("timestamp"u8))
                time = value;
            else if (name.SequenceEqual("duration"u8))
                duration = value;
            else if (name.SequenceEqual("direction"u8))
                direction = value;
            else
                parsed.TryTake(name, value);
        }
        // Whatever follows the object would be lost in silence.
        if (json.Read())
            return parsed.Fail(SkipReason.UnknownForm, "something follows the JSON object");

        if (!Timestamp.TryParse(time, out long ticks, out int length) || length != time.Length)
            return parsed.Fail(SkipReason.BadTime, "the object has no time or timestamp such as 2024-04-11T15:38:42.182974Z");
        parsed.Connection.EndTicks = ticks;
        if (scope.SequenceEqual("http access"u8))
            return SkipReason.HttpRequest;
        parsed.OtherScope = scope;
        parsed.OtherMessage = message;
        if (!scope.SequenceEqual("access"u8))
            return SkipReason.OtherLogLine;
        bool isOpening = message.SequenceEqual("connection opened"u8);
        if (!isOpening && !message.SequenceEqual("connection complete"u8))
            return AccessLogText.WithoutCompletion(message);

        if (!direction.IsEmpty && !parsed.SetDirection(direction))
            return parsed.Fail(SkipReason.BadValue, "direction is neither inbound nor outbound");
        if (isOpening)
            return SkipReason.ConnectionOpened;
        if (isEscaped && parsed.Connection.HasControl)
            return parsed.Fail(SkipReason.BadValue, "a name has an escape that stands for a control character");
        return (duration.IsEmpty ? null : parsed.SetDuration(duration)) ?? parsed.Finish();
    }
}
