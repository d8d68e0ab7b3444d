using System.Text;

namespace ZTunnelSim.Tests;

public class PlainTextTests
{
    [Theory]
    [InlineData("plain")]
    [InlineData("é 中 ع ‌x‍ 👩‍🔬")]
    [InlineData("a\u00a0b")]
    public void Letters_of_all_languages_and_emoji_are_plain(string text)
    {
        Assert.False(PlainText.HasHidden(text));
        Assert.Equal(text, PlainText.OneLine(text));
        Assert.Equal($"\"{text}\"", PlainText.InJson($"\"{text}\""));
    }

    [Theory]
    [InlineData(0, 0x1f)]
    [InlineData(0x7f, 0x9f)]
    [InlineData(0xad, 0xad)]
    [InlineData(0x61c, 0x61c)]
    [InlineData(0x200b, 0x200b)]
    [InlineData(0x200e, 0x200f)]
    [InlineData(0x2028, 0x202e)]
    [InlineData(0x2060, 0x2064)]
    [InlineData(0x2066, 0x206f)]
    [InlineData(0xfeff, 0xfeff)]
    [InlineData(0xfff9, 0xfffb)]
    [InlineData(0xfffe, 0xffff)]
    [InlineData(0xe0001, 0xe0001)]
    [InlineData(0xe0020, 0xe007f)]
    public void What_a_terminal_obeys_or_nobody_sees_is_hidden(int first, int last)
    {
        for (int value = first; value <= last; value++)
        {
            string text = $"a{new Rune(value)}b";
            Assert.True(PlainText.HasHidden(text), $"U+{value:X4}");
            Assert.Matches("^a[? ]b$", PlainText.OneLine(text));
            Assert.Equal("a?b", PlainText.Shown(text, kept: ""));
            if (value is not ('\n' or '\r')) Assert.Matches("^a(\\\\u[0-9A-F]{4}){1,2}b$", PlainText.InJson(text));
        }
    }

    [Fact]
    public void A_text_of_several_lines_is_one()
    {
        Assert.Equal("a b c d e", PlainText.OneLine("a\nb\r\nc\td\u0085e"));
        Assert.Equal("a\nb\tc?", PlainText.Shown("a\nb\tc\u001b", kept: "\n\t"));
    }

    [Fact]
    public void Half_a_character_is_shown_as_one_that_is_wrong() => Assert.Equal("a\ufffdb", PlainText.OneLine("a\ud800b"));
}
