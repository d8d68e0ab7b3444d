using System.Text.Json;
using System.Text.Unicode;

namespace ZTunnelSim.Data;

/// <summary>How JSON is read, wherever it is: as deep as YAML may be, and with every escape of a text decoded.</summary>
internal static class JsonInput
{
    /// <summary>One value, and nothing behind it.</summary>
    public static readonly JsonReaderOptions One = new() { MaxDepth = SyntaxReader.MaxDepth };

    /// <summary>Values one after the other.</summary>
    public static readonly JsonReaderOptions Several = One with { AllowMultipleValues = true };

    /// <summary>The same with what is no JSON but often taken for it: commas at the end of lists, and comments.</summary>
    public static readonly JsonReaderOptions Loose =
        Several with { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    private static readonly JsonDocumentOptions Whole = new() { MaxDepth = SyntaxReader.MaxDepth, AllowDuplicateProperties = false };

    /// <summary>The one document of a text.</summary>
    /// <exception cref="InputException">It can't be read, is too large, no UTF-8 or no JSON.</exception>
    public static JsonDocument Document(Stream stream, string file)
    {
        ReadOnlyMemory<byte> text = Utf8Text.ReadWhole(stream, file);
        try
        {
            return Document(text);
        }
        catch (JsonException e)
        {
            throw new InputException(Reason(e), file, (int?)(e.LineNumber + 1), inner: e);
        }
    }

    /// <summary>The one document of a text in UTF-8.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static JsonDocument Document(ReadOnlyMemory<byte> text)
    {
        if (!Utf8.IsValid(text.Span)) throw new JsonException("is no UTF-8.");
        RequireTexts(text.Span);
        return JsonDocument.Parse(text, Whole);
    }

    /// <summary>The text or name at the reader's token, its escapes decoded; bytes that are no UTF-8 are for others to tell.</summary>
    /// <exception cref="JsonException">An escape stands for no character: it is half a pair of surrogates.</exception>
    public static ReadOnlySpan<byte> Unescaped(this scoped ref Utf8JsonReader reader)
    {
        byte[] room = [];
        return reader.Unescaped(ref room);
    }

    /// <summary>The same with room that may be used again.</summary>
    /// <inheritdoc cref="Unescaped(ref Utf8JsonReader)" path="/exception"/>
    public static ReadOnlySpan<byte> Unescaped(this scoped ref Utf8JsonReader reader, scoped ref byte[] room)
    {
        if (!reader.ValueIsEscaped) return reader.ValueSpan;
        if (room.Length < reader.ValueSpan.Length) room = new byte[2 * reader.ValueSpan.Length];
        try
        {
            return room.AsSpan(0, reader.CopyString(room));
        }
        catch (InvalidOperationException e)
        {
            throw new UnpairedSurrogateException(e);
        }
    }

    /// <summary>What is wrong with a text that is no JSON: a sentence.</summary>
    public static string Reason(JsonException e) => e switch
    {
        UnpairedSurrogateException => e.Message,
        _ when e.Message.Contains("uplicate", StringComparison.Ordinal) =>
            "has a name twice in one object: which of the two counts is not known.",
        _ when e.Message.Contains("maximum configured depth", StringComparison.Ordinal) =>
            $"is nested more than {SyntaxReader.MaxDepth} levels deep.",
        _ when e.Message.Contains("after a single JSON value", StringComparison.Ordinal) =>
            "holds more than one JSON document, as an export with one a line does, but one is expected.",
        _ => "is not one whole JSON document; is it cut?",
    };

    /// <summary>The same of a line that is to be one object.</summary>
    public static string LineProblem(JsonException e) => e is UnpairedSurrogateException
        ? "an escape stands for no character: half a pair of surrogates"
        : "the line is not one whole JSON object; is it cut?";

    /// <summary>Makes sure that all texts are such: a document decodes only what is asked for, and does not say where.</summary>
    private static void RequireTexts(ReadOnlySpan<byte> json)
    {
        Utf8JsonReader reader = new(json, One);
        byte[] room = [];
        while (reader.Read())
        {
            if (reader.TokenType is not (JsonTokenType.PropertyName or JsonTokenType.String) || !reader.ValueIsEscaped) continue;
            try
            {
                reader.Unescaped(ref room);
            }
            catch (UnpairedSurrogateException e)
            {
                throw new UnpairedSurrogateException(e, json[..(int)reader.TokenStartIndex].Count((byte)'\n'));
            }
        }
    }

    private sealed class UnpairedSurrogateException(Exception inner, long? line = null) : JsonException(
        @"has an escape that stands for no character: half a pair of surrogates, such as \ud800.",
        path: null, line, bytePositionInLine: null, inner);
}
