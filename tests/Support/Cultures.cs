using System.Globalization;

namespace ZTunnelSim;

/// <summary>Cultures in which nothing is spelled as in the invariant one, and what is done in them.</summary>
internal static class Cultures
{
    /// <summary>One made by hand, which there is on every machine: its numbers and times have none of the usual signs.</summary>
    public static CultureInfo Strange { get; } = MakeStrange();

    /// <summary>All to be tried: the real ones as well where the process has them, which takes ICU.</summary>
    public static IReadOnlyList<CultureInfo> All { get; } =
        [Strange, .. HasReal ? new[] { "tr-TR", "ar-SA", "fa-IR", "de-DE", "sv-SE" }.Select(CultureInfo.GetCultureInfo) : []];

    /// <summary>Whether this process knows more than the invariant culture.</summary>
    public static bool HasReal => !AppContext.TryGetSwitch("System.Globalization.Invariant", out bool isInvariant) || !isInvariant
        || Environment.GetEnvironmentVariable("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT") is "0" or "false";

    /// <summary>Does something in a culture, on all threads that begin meanwhile.</summary>
    public static T In<T>(CultureInfo culture, Func<T> act)
    {
        (CultureInfo current, CultureInfo ofInterface) = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (culture, culture);
        (CultureInfo.DefaultThreadCurrentCulture, CultureInfo.DefaultThreadCurrentUICulture) = (culture, culture);
        try
        {
            return act();
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (current, ofInterface);
            (CultureInfo.DefaultThreadCurrentCulture, CultureInfo.DefaultThreadCurrentUICulture) = (null, null);
        }
    }

    private static CultureInfo MakeStrange()
    {
        CultureInfo culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        NumberFormatInfo numbers = culture.NumberFormat;
        (numbers.NumberDecimalSeparator, numbers.NumberGroupSeparator, numbers.NumberGroupSizes) = ("٫", "٬", [2, 3]);
        (numbers.PercentDecimalSeparator, numbers.PercentGroupSeparator, numbers.PercentSymbol) = ("٫", "٬", "٪");
        (numbers.NegativeSign, numbers.PositiveSign) = ("−", "＋");
        (numbers.NaNSymbol, numbers.PositiveInfinitySymbol, numbers.NegativeInfinitySymbol) = ("ليس", "∞", "−∞");
        DateTimeFormatInfo times = culture.DateTimeFormat;
        (times.DateSeparator, times.TimeSeparator) = ("، ", "．");
        (times.ShortDatePattern, times.LongTimePattern) = ("dd/MM/yy", "HH:mm:ss tt");
        (times.AbbreviatedDayNames, times.DayNames) = ([.. "日月火水木金土".Select(c => $"{c}")], [.. "日月火水木金土".Select(c => $"{c}曜")]);
        times.AbbreviatedMonthNames = [.. Enumerable.Range(1, 12).Select(m => $"{m}月"), ""];
        times.MonthNames = [.. Enumerable.Range(1, 12).Select(m => $"{m}月"), ""];
        return culture;
    }
}
