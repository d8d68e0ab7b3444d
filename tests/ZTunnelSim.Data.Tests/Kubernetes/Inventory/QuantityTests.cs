using System.Globalization;
using FsCheck.Xunit;

namespace ZTunnelSim.Data.Tests;

public class QuantityTests
{
    [Theory]
    [InlineData("100m", 100, 1)]
    [InlineData("1", 1000, 1)]
    [InlineData("0", 0, 0)]
    [InlineData("1.5Gi", 1_610_612_736_000, 1_610_612_736)]
    [InlineData("15233228Ki", 15_598_825_472_000, 15_598_825_472)]
    [InlineData("2e3", 2_000_000, 2000)]
    [InlineData("2E3", 2_000_000, 2000)]
    [InlineData("1P", 1_000_000_000_000_000_000, 1_000_000_000_000_000)]
    [InlineData("1M", 1_000_000_000, 1_000_000)]
    [InlineData("1Mi", 1_048_576_000, 1_048_576)]
    [InlineData("3k", 3_000_000, 3000)]
    [InlineData("250u", 1, 1)]
    [InlineData("1n", 1, 1)]
    [InlineData(".5", 500, 1)]
    [InlineData("5.", 5000, 5)]
    [InlineData("1e-1", 100, 1)]
    [InlineData("+2", 2000, 2)]
    [InlineData("-1", -1000, -1)]
    public void A_quantity_is_what_Kubernetes_takes_it_for(string text, long thousandths, long units)
    {
        Assert.True(Quantity.TryParse(text, out Quantity quantity));
        Assert.Equal((thousandths, units), (quantity.Thousandths, quantity.Units));
    }

    [Theory]
    [InlineData("")]
    [InlineData("m")]
    [InlineData("1 Gi")]
    [InlineData("1gi")]
    [InlineData("1KiB")]
    [InlineData("2e3Ki")]
    [InlineData("1e")]
    [InlineData("1e99")]
    [InlineData("1,5")]
    [InlineData("0x10")]
    [InlineData("NaN")]
    [InlineData("99999999999999999999999")]
    [InlineData("9999Ei")]
    public void What_is_no_quantity_is_refused(string text) => Assert.False(Quantity.TryParse(text, out _));

    [Property]
    public void Binary_and_decimal_suffixes_are_exact(int number)
    {
        number &= 0xFFFFF;
        string text = number.ToString(CultureInfo.InvariantCulture);
        Assert.True(Quantity.TryParse(text + "Mi", out Quantity mebi));
        Assert.True(Quantity.TryParse(text + "m", out Quantity milli));
        Assert.Equal((long)number << 20, mebi.Units);
        Assert.Equal(number, milli.Thousandths);
        Assert.Equal((number + 999) / 1000, milli.Units);
    }
}
