using MathNet.Numerics.Integration;

namespace ZTunnelSim;

/// <summary>Checks of laws that are not built in: whether what they say of themselves can be true.</summary>
internal static class OwnLaw
{
    /// <summary>By how much of itself a mean may differ from the integral, which leaves room for a law's own quadrature.</summary>
    private const double Tolerance = 1e-3;

    /// <summary>Less than this share of the integral is not looked for.</summary>
    private const double Negligible = 1e-9;

    private const int Order = 16;
    private const int OctavesDown = 60;
    private const int OctavesUp = 400;

    /// <summary>How often a panel is halved: a step of the survival is found to a thousandth of an octave.</summary>
    private const int MaxHalvings = 12;

    /// <summary>Refuses a law of somebody's own that contradicts itself, also as part of a mixture or under a maximum age.</summary>
    /// <param name="law">The law, of finite mean.</param>
    /// <exception cref="ArgumentException">
    /// Its survival is no survival function, or its mean is not the integral of it; the message says which.
    /// </exception>
    public static void RequireConsistent(DurationLaw law)
    {
        if (law is Mixture mixture)
        {
            foreach ((_, DurationLaw part) in mixture.Components) RequireConsistent(part);
        }
        if (law is AgeLimitedLaw limited && double.IsFinite(limited.Inner.MeanSeconds)) RequireConsistent(limited.Inner);
        if (law.GetType().Assembly == typeof(DurationLaw).Assembly) return;
        double mean = law.MeanSeconds;
        double scale = mean > 0 ? mean : 1;
        RequireSurvival(law, scale);
        (double integral, double beyond) = Integral(law, scale);
        // A tail may fall more slowly than the last panels tell: so the mean may be larger by as much again.
        if (mean >= integral * (1 - Tolerance) && mean <= (integral + 2 * beyond) * (1 + Tolerance)) return;
        throw new ArgumentException(
            $"{law} says that its mean is {mean:R} s, but the integral of its survival is {integral + beyond:G6} s.", nameof(law));
    }

    /// <summary>Looks at the survival on both sides of the mean, eight times in each octave.</summary>
    private static void RequireSurvival(DurationLaw law, double scale)
    {
        double before = 1;
        for (int i = -8 * 40; i <= 8 * 40; i++)
        {
            double seconds = scale * Math.Pow(2, i / 8.0);
            double survival = law.Survival(seconds);
            if (!(survival is >= 0 and <= 1))
            {
                throw new ArgumentException($"{law}: S({seconds:G6} s) is {survival:R}, but a survival is from 0 to 1.", nameof(law));
            }
            if (survival > before + 1e-9)
            {
                throw new ArgumentException(
                    $"{law}: its survival rises to {survival:R} at {seconds:G6} s, but it can only fall.", nameof(law));
            }
            before = survival;
        }
    }

    /// <summary>The integral up to where the survival no longer counts, and what is about left beyond.</summary>
    private static (double Within, double Beyond) Integral(DurationLaw law, double scale)
    {
        double sum = 0, right = scale;
        for (int octave = 0; octave < OctavesDown; octave++, right /= 2) sum += Panel(right / 2, right);
        sum += right * law.Survival(right);
        double beyond = 0, previous = 0;
        double left = scale;
        for (int octave = 0; octave < OctavesUp && double.IsFinite(2 * left); octave++, left *= 2)
        {
            double part = Panel(left, 2 * left);
            sum += part;
            // Of a tail that is a power the panels shrink geometrically; any lighter one leaves less.
            beyond = part == 0 ? 0 : part < previous ? part / (previous / part - 1) : double.PositiveInfinity;
            if (beyond <= Negligible * sum) break;
            previous = part;
        }
        return (sum, beyond);

        double Panel(double from, double to) => Refined(from, to, GaussLegendreRule.Integrate(law.Survival, from, to, Order), MaxHalvings);

        double Refined(double from, double to, double whole, int halvings)
        {
            double middle = 0.5 * (from + to);
            double first = GaussLegendreRule.Integrate(law.Survival, from, middle, Order);
            double second = GaussLegendreRule.Integrate(law.Survival, middle, to, Order);
            return halvings == 0 || Math.Abs(first + second - whole) <= 1e-5 * (first + second + sum)
                ? first + second
                : Refined(from, middle, first, halvings - 1) + Refined(middle, to, second, halvings - 1);
        }
    }
}
