namespace ZTunnelSim.Tests;

/// <summary>What is integrated over a rate that changes with the clock, against brute force and a closed form.</summary>
public class ChangingRateTests
{
    private static readonly DateTimeOffset Monday = new(2026, 12, 7, 0, 0, 0, TimeSpan.Zero);

    private static readonly RateProfile Day = RateProfile.HoursOfDay(Enumerable.Range(0, 24).Select(h => 1.0 + h % 7));

    public static TheoryData<string, double, double, double> Cases
    {
        get
        {
            TheoryData<string, double, double, double> data = [];
            foreach (string law in Laws.Names.Select(row => row.Data))
            {
                data.Add(law, 0, 0, 0);
                data.Add(law, 3, 1.5, 7);
                data.Add(law, 11.25, 4, 0.25);
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_tail_is_the_integral_over_ages(string name, double at, double residual, double age)
    {
        // Steps as long as lifetimes are, so that many of them count.
        RateProfile profile = RateProfile.Of(TimeSpan.FromSeconds(20), [1, 10, 2, 0, 7, 3, 3, 9]);
        ChangingRate rate = new(profile, Monday);
        DurationLaw law = Laws.Get(name);
        double sum = 0, left = age, next = Into(at - age);
        for (int i = 0; i < 20_000 && left < 1e5; i++)
        {
            double right = age + next + i * 2.5;
            sum += profile.At(Monday.AddSeconds(at - 0.5 * (left + right)))
                * (law.IntegratedTail(left + residual) - law.IntegratedTail(right + residual));
            left = right;
        }
        // What lies beyond comes at the mean rate, but for a 1e-4th.
        sum += law.IntegratedTail(left + residual);
        double tail = rate.Tail(law, at, residual, age);
        Assert.Equal(sum, tail, 1e-6 * Math.Max(sum, 1e-12) + 2e-5 * law.IntegratedTail(left + residual));

        static double Into(double seconds) => seconds - 2.5 * Math.Floor(seconds / 2.5);
    }

    [Fact]
    public void An_exponential_lifetime_has_a_closed_form()
    {
        const double Mean = 5400;
        ChangingRate rate = new(Day, Monday.AddHours(9).AddMinutes(20));
        // At t the open ones decay to what the hour before left, and to what this hour brings.
        double open = 0;
        for (int hour = -24 * 40; hour < 9; hour++) open = After(open, hour, 3600);
        open = After(open, 9, 1200);
        double tail = rate.Tail(new Exponential(Mean), 0, residual: 295, age: 0);
        Assert.Equal(open * Math.Exp(-295 / Mean), tail, 1e-9 * tail);

        static double After(double open, int hour, double seconds)
        {
            double steady = Day.Factors[((hour % 24) + 24) % 24] * Mean;
            return steady + (open - steady) * Math.Exp(-seconds / Mean);
        }
    }

    [Fact]
    public void Seconds_at_the_mean_rate_and_their_inverse_agree()
    {
        ChangingRate rate = new(Day, Monday.AddHours(5.5));
        RandomStream random = new(7);
        for (int i = 0; i < 1000; i++)
        {
            double from = 2e5 * (random.NextDouble() - 0.5), amount = 3e5 * random.NextDouble() * random.NextDouble();
            double to = rate.After(from, amount);
            Assert.Equal(amount, rate.SecondsAtMean(from, to), 1e-6);
        }
        Assert.Equal(86_400, rate.SecondsAtMean(-1234, -1234 + 86_400), 1e-6);
        Assert.Equal(3600 * Day.Factors[6], rate.SecondsAtMean(1800, 5400), 1e-9);
        Assert.Equal(Day.Factors[7], rate.At(5400));
    }

    [Fact]
    public void Steps_without_arrivals_are_passed_over()
    {
        ChangingRate rate = new(RateProfile.HoursOfDay(Enumerable.Range(0, 24).Select(h => h == 12 ? 1.0 : 0)), Monday);
        Assert.Equal(12 * 3600, rate.After(0, 0), 1e-6);
        Assert.Equal(12 * 3600 + 1800, rate.After(0, 12 * 3600), 1e-6);
        Assert.Equal(36 * 3600 + 1800, rate.After(12 * 3600 + 1800, 86_400), 1e-6);
        // Nobody who lives for an hour is found at midnight.
        Assert.Equal(0, rate.Tail(new Constant(3600), 0, 0, 0), 1e-9);
        Assert.Equal(24 * 3600, rate.Tail(new Constant(3600), 13 * 3600, 0, 0), 1e-6);
    }

    [Fact]
    public void A_profile_runs_by_the_clock_of_its_time_zone()
    {
        double[] hours = [.. Enumerable.Range(0, 168).Select(h => 1.0 + h)];
        TimeZoneInfo berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        RateProfile utc = RateProfile.HoursOfWeek(hours), local = RateProfile.HoursOfWeek(hours, berlin);
        double mean = hours.Average();
        // 2026-12-05 is a Saturday; 02:00+01:00 is 01:00 UTC.
        DateTimeOffset start = new(2026, 12, 5, 2, 0, 0, TimeSpan.FromHours(1));
        Assert.Equal((1 + 5 * 24 + 1) / mean, utc.At(start), 1e-12);
        Assert.Equal((1 + 5 * 24 + 2) / mean, local.At(start), 1e-12);
        Assert.Equal((1 + 5 * 24 + 3) / mean, local.At(new(2026, 7, 4, 1, 30, 0, TimeSpan.Zero)), 1e-12);
    }

    [Theory]
    [InlineData(new double[0])]
    [InlineData(new[] { 1, -1.0 })]
    [InlineData(new[] { 0, 0.0 })]
    [InlineData(new[] { 1, double.NaN })]
    [InlineData(new[] { 1, double.PositiveInfinity })]
    public void Rates_outside_their_range_are_refused(double[] rates) =>
        Assert.Throws<ArgumentException>(() => RateProfile.HoursOfDay(rates));
}
