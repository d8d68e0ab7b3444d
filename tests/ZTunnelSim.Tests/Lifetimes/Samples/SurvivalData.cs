namespace ZTunnelSim.Tests;

/// <summary>
/// Public data sets of survival analysis, in the form in which they are printed: a plus marks a censored time.
/// </summary>
/// <remarks>
/// aml: Miller, "Survival Analysis", 1981 (after Embury et al. 1977). lung: Loprinzi et al., J. Clin. Oncol. 12, 1994.
/// veteran: Kalbfleisch and Prentice, "The Statistical Analysis of Failure Time Data", 1980. All three as in R's
/// package survival 3.5.3 (R 4.2.2), which printed the golden values of the tests. heart: Crowley and Hu, J. Am. Stat.
/// Assoc. 72, 1977, as in the same package.
/// </remarks>
internal static class SurvivalData
{
    /// <summary>Weeks to relapse with maintenance chemotherapy.</summary>
    public static IReadOnlyList<LifetimeObservation> AmlMaintained { get; } = Parse(
        """
        9 13 13+ 18 23 28+ 31 34 45+ 48 161+
        """);

    /// <summary>Weeks to relapse without it.</summary>
    public static IReadOnlyList<LifetimeObservation> AmlNonmaintained { get; } = Parse(
        """
        5 5 8 8 12 16+ 23 27 30 33 43 45
        """);

    /// <summary>Days to death in advanced lung cancer.</summary>
    public static IReadOnlyList<LifetimeObservation> Lung { get; } = Parse(
        """
        306 455 1010+ 210 883 1022+ 310 361 218 166 170 654 728 71 567 144 613 707 61 88 301 81 624 371 394
        520 574 118 390 12 473 26 533 107 53 122 814 965+ 93 731 460 153 433 145 583 95 303 519 643 765 735
        189 53 246 689 65 5 132 687 345 444 223 175 60 163 65 208 821+ 428 230 840+ 305 11 132 226 426 705
        363 11 176 791 95 196+ 167 806+ 284 641 147 740+ 163 655 239 88 245 588+ 30 179 310 477 166 559+
        450 364 107 177 156 529+ 11 429 351 15 181 283 201 524 13 212 524 288 363 442 199 550 54 558 207 92
        60 551+ 543+ 293 202 353 511+ 267 511+ 371 387 457 337 201 404+ 222 62 458+ 356+ 353 163 31 340 229
        444+ 315+ 182 156 329 364+ 291 179 376+ 384+ 268 292+ 142 413+ 266+ 194 320 181 285 301+ 348 197
        382+ 303+ 296+ 180 186 145 269+ 300+ 284+ 350 272+ 292+ 332+ 285 259+ 110 286 270 81 131 225+ 269
        225+ 243+ 279+ 276+ 135 79 59 240+ 202+ 235+ 105 224+ 239 237+ 173+ 252+ 221+ 185+ 92+ 13 222+ 192+
        183 211+ 175+ 197+ 203+ 116 188+ 191+ 105+ 174+ 177+
        """);

    /// <summary>Days to death in the Veterans' Administration lung cancer trial.</summary>
    public static IReadOnlyList<LifetimeObservation> Veteran { get; } = Parse(
        """
        72 411 228 126 118 10 82 110 314 100+ 42 8 144 25+ 11 30 384 4 54 13 123+ 97+ 153 59 117 16 151 22
        56 21 18 139 20 31 52 287 18 51 122 27 54 7 63 392 10 8 92 35 117 132 12 162 3 95 177 162 216 553
        278 12 260 200 156 182+ 143 105 103 250 100 999 112 87+ 231+ 242 991 111 1 587 389 33 25 357 467
        201 1 30 44 283 15 25 103+ 21 13 87 2 20 7 24 99 8 99 61 25 95 80 51 29 24 18 83+ 31 51 90 52 73 8
        36 48 7 140 186 84 19 45 80 52 164 19 53 15 43 340 133 111 231 378 49
        """);

    /// <summary>
    /// Lung with a made-up delayed entry: every other patient, from the first on, enters at a quarter of the time,
    /// rounded down.
    /// </summary>
    public static IReadOnlyList<LifetimeObservation> LungWithDelayedEntry { get; } =
    [
        .. Lung.Select((o, i) => new LifetimeObservation(o.Seconds, o.IsCensored, i % 2 == 0 ? Math.Floor(o.Seconds / 4) : 0)),
    ];

    /// <summary>
    /// Days from acceptance into the Stanford heart transplant programme to death, of those who were given a heart: they
    /// come into view on the day of the transplant, which stands before the hyphen (R: heart with transplant == 1).
    /// </summary>
    public static IReadOnlyList<LifetimeObservation> HeartTransplanted { get; } = Parse(
        """
        1-16 36-39 51-675 12-58 26-153 17-81 37-1387 28-308 20-43 18-28 8-1032 12-51 3-733 83-219 25-1800+ 71-72
        16-852 17-77 51-1587+ 23-1572+ 46-100 19-66 4.5-5 2-53 41-1408+ 58-1322+ 1-45 2-996 21-72 36-1142+ 83-980
        32-285 41-188 10-61 67-942+ 21-343 78-916+ 3-68 27-842+ 33-584 12-78 57-285 3-68 10-670+ 5-30 31-620+ 4-596+
        27-90 5-17 46-545+ 210-515+ 67-96 26-482+ 6-445+ 32-80 37-334 8-397+ 60-110 31-370+ 139-207 160-186 310-340+
        28-265+ 4-165 2-16 13-180+ 21-131+ 96-109+ 38-39+
        """);

    private static LifetimeObservation[] Parse(string table) =>
        [.. table.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(ParseCell)];

    private static LifetimeObservation ParseCell(string cell)
    {
        string[] times = cell.TrimEnd('+').Split('-');
        return new(double.Parse(times[^1]), cell.EndsWith('+'), times.Length == 2 ? double.Parse(times[0]) : 0);
    }
}
