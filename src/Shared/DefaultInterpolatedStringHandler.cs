using System.Globalization;
using System.Text;

namespace System.Runtime.CompilerServices;

/// <summary>
/// What the compiler makes interpolated strings with, in place of .NET's own type of this name, which asks for the culture at hand: here
/// numbers and times are written the same in programs of any culture. A reader of <c>$"{seconds} s"</c> need not think of it, and none of
/// them can be forgotten.
/// </summary>
[InterpolatedStringHandler]
internal ref struct DefaultInterpolatedStringHandler
{
    private readonly StringBuilder _text;
    private StringBuilder.AppendInterpolatedStringHandler _writer;

    public DefaultInterpolatedStringHandler(int literalLength, int formattedCount)
    {
        // .NET's own type makes room for so many characters a value too.
        _text = new StringBuilder(literalLength + 11 * formattedCount);
        _writer = new(literalLength, formattedCount, _text, CultureInfo.InvariantCulture);
    }

    public void AppendLiteral(string value) => _writer.AppendLiteral(value);

    public void AppendFormatted<T>(T value) => _writer.AppendFormatted(value);

    public void AppendFormatted<T>(T value, string? format) => _writer.AppendFormatted(value, format);

    public void AppendFormatted<T>(T value, int alignment) => _writer.AppendFormatted(value, alignment);

    public void AppendFormatted<T>(T value, int alignment, string? format) => _writer.AppendFormatted(value, alignment, format);

    public void AppendFormatted(ReadOnlySpan<char> value) => _writer.AppendFormatted(value);

    public void AppendFormatted(ReadOnlySpan<char> value, int alignment = 0, string? format = null) =>
        _writer.AppendFormatted(value, alignment, format);

    public void AppendFormatted(string? value) => _writer.AppendFormatted(value);

    public readonly string ToStringAndClear() => _text.ToString();
}
