using System.Globalization;

namespace ZTunnelSim.Tests;

/// <summary>Windows by the clock on the wall: which instants are in one, and which spans.</summary>
public class ClockWindowsTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    private static DateTimeOffset At(string time) => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture);

    /// <summary>In December 2026 the 5th is a Saturday; Berlin is an hour ahead of UTC.</summary>
    [Theory]
    [InlineData("Sat 22:00-Sun 06:00", "2026-12-05T22:00+01:00", true)]
    [InlineData("Sat 22:00-Sun 06:00", "2026-12-05T21:59+01:00", false)]
    [InlineData("Sat 22:00-Sun 06:00", "2026-12-06T05:59+01:00", true)]
    [InlineData("Sat 22:00-Sun 06:00", "2026-12-06T06:00+01:00", false)]
    [InlineData("Sat 22:00-Sun 06:00", "2026-12-05T21:00Z", true)]
    [InlineData("sunday 23:00 - monday 01:00", "2026-12-07T00:59+01:00", true)]
    [InlineData("22:00-06:00", "2026-12-09T23:00+01:00", true)]
    [InlineData("22:00-06:00", "2026-12-09T05:00+01:00", true)]
    [InlineData("22:00-06:00", "2026-12-09T12:00+01:00", false)]
    [InlineData("Mon-Fri 22:00-06:00", "2026-12-05T05:00+01:00", true)]
    [InlineData("Mon-Fri 22:00-06:00", "2026-12-06T05:00+01:00", false)]
    [InlineData("Fri-Mon 01:00-02:00", "2026-12-07T01:00+01:00", true)]
    [InlineData("Fri-Mon 01:00-02:00", "2026-12-08T01:00+01:00", false)]
    [InlineData("Sat", "2026-12-05T00:00+01:00", true)]
    [InlineData("Sat", "2026-12-06T00:00+01:00", false)]
    [InlineData("weekend", "2026-12-06T23:59+01:00", true)]
    [InlineData("weekdays", "2026-12-06T23:59+01:00", false)]
    [InlineData("12:00-24:00", "2026-12-06T23:59+01:00", true)]
    [InlineData("12:00-24:00", "2026-12-06T00:00+01:00", false)]
    public void An_instant_is_in_a_window_by_its_clock(string window, string time, bool expected) =>
        Assert.Equal(expected, new ClockWindows([window], Berlin).Contains(At(time)));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("Sat 22:00")]
    [InlineData("Sat 22:00-Sat 22:00")]
    [InlineData("22:00-22:00")]
    [InlineData("25:00-26:00")]
    [InlineData("22:60-23:00")]
    [InlineData("Sam 22:00-Sun 06:00")]
    [InlineData("Sat-Sun-Mon")]
    [InlineData("22-06")]
    public void What_is_no_window_is_refused(string text)
    {
        Assert.False(ClockWindows.IsWindow(text));
        Assert.Throws<FormatException>(() => new ClockWindows([text], Berlin));
    }

    [Fact]
    public void A_rollout_has_to_end_in_the_window_that_it_began_in()
    {
        ClockWindows night = new(["Sat 22:00-Sun 06:00"], Berlin);
        Assert.True(night.Contains(At("2026-12-05T22:00+01:00"), 8 * 3600));
        Assert.False(night.Contains(At("2026-12-05T22:00+01:00"), 8 * 3600 + 1));
        Assert.True(night.Contains(At("2026-12-06T05:30:30+01:00"), 29.5 * 60));
        Assert.False(night.Contains(At("2026-12-06T05:30:30+01:00"), 30 * 60));
        Assert.False(night.Contains(At("2026-12-05T21:00+01:00"), 60));
        // The next window, a week later, is another one.
        Assert.False(night.Contains(At("2026-12-05T22:00+01:00"), 7 * 86400 + 3600));
    }

    [Fact]
    public void Windows_that_touch_are_one()
    {
        ClockWindows windows = new(["Sat", "Sun 00:00-Sun 06:00"], Berlin);
        Assert.True(windows.Contains(At("2026-12-05T00:00+01:00"), 30 * 3600));
        Assert.False(windows.Contains(At("2026-12-05T00:00+01:00"), 30 * 3600 + 1));
        Assert.True(new ClockWindows(["weekdays", "weekend"], Berlin).Contains(At("2026-12-05T00:00+01:00"), 1e7));
    }

    [Fact]
    public void The_night_in_which_clocks_are_changed_is_an_hour_longer_or_shorter()
    {
        // In 2026 Berlin's clocks go forward on 29 March, at 02:00, and back on 25 October, at 03:00.
        ClockWindows night = new(["00:00-06:00"], Berlin);
        Assert.True(night.Contains(At("2026-03-29T00:00+01:00"), 5 * 3600));
        Assert.False(night.Contains(At("2026-03-29T00:00+01:00"), 5 * 3600 + 1));
        Assert.True(night.Contains(At("2026-10-25T00:00+02:00"), 7 * 3600));
        Assert.False(night.Contains(At("2026-10-25T00:00+02:00"), 7 * 3600 + 1));
    }
}
