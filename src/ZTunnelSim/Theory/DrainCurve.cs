namespace ZTunnelSim;

/// <summary>P(D &gt; t) of a drain without a budget, worked out at few times and smooth between them.</summary>
/// <remarks>
/// Panels grow by the square root of 2, since what happens soon after SIGTERM happens on a scale that has nothing to do with the budget.
/// Each has three points of Gauss' rule, and the parabola through them: relative error under 1e-3, and of integrals under 1e-4.
/// </remarks>
internal sealed class DrainCurve(Func<double, double> survival)
{
    /// <summary>Panels for each octave; the first one begins at 2^-6 s, and before it the curve is a line.</summary>
    private const int PerOctave = 2, FirstPanel = -6 * PerOctave;

    private static readonly double[] Abscissas = [0.5 - Math.Sqrt(0.15), 0.5, 0.5 + Math.Sqrt(0.15)];

    /// <summary>A T has whole seconds of fewer than 2^31. Two threads may work one out at the same time, and alike.</summary>
    private readonly Panel?[] _panels = new Panel?[31 * PerOctave - FirstPanel];
    private readonly Lazy<double> _atZero = new(() => survival(0));

    /// <summary>P(D &gt; t) for a time at least 0.</summary>
    public double At(double seconds)
    {
        double at = seconds < From(FirstPanel) ? _atZero.Value : PanelOf(PanelAt(seconds)).At(seconds);
        return Math.Clamp(at, 0, 1);
    }

    /// <summary>E[min(D, G)^n] in seconds to the power of n: the integral of n t^(n - 1) P(D &gt; t) from 0 to G.</summary>
    public double Moment(double budgetSeconds, int n)
    {
        double first = Math.Min(budgetSeconds, From(FirstPanel));
        double sum = Math.Pow(first, n) * _atZero.Value;
        for (int panel = FirstPanel; From(panel) < budgetSeconds; panel++)
        {
            double from = From(panel), to = From(panel + 1);
            sum += to <= budgetSeconds ? PanelOf(panel).Moment(n) : PanelOf(panel).Moment(from, budgetSeconds, n);
        }
        return sum;
    }

    private static double From(int panel) => Math.Pow(2, (double)panel / PerOctave);

    private static int PanelAt(double seconds) => (int)Math.Floor(PerOctave * Math.Log2(seconds));

    private Panel PanelOf(int panel) => _panels[panel - FirstPanel] ??= Made(panel);

    private Panel Made(int panel)
    {
        double from = From(panel), width = From(panel + 1) - from;
        return new(from, width, [.. Abscissas.Select(x => survival(from + x * width))]);
    }

    /// <summary>A panel with the survival at the points of Gauss' rule.</summary>
    private sealed class Panel(double from, double width, double[] values)
    {
        private readonly double?[] _moments = new double?[4];

        /// <summary>The parabola through the points.</summary>
        public double At(double seconds)
        {
            double x = (seconds - from) / width - 0.5, d = Abscissas[2] - 0.5;
            double slope = (values[2] - values[0]) / (2 * d), curve = (values[2] - 2 * values[1] + values[0]) / (2 * d * d);
            return values[1] + x * (slope + x * curve);
        }

        public double Moment(int n) => _moments[n] ??= Moment(from, from + width, n);

        public double Moment(double low, double high, int n)
        {
            double sum = 0;
            for (int i = 0; i < Abscissas.Length; i++)
            {
                double t = low + Abscissas[i] * (high - low);
                sum += (i == 1 ? 4 / 9.0 : 5 / 18.0) * n * Math.Pow(t, n - 1) * At(t);
            }
            return sum * (high - low);
        }
    }
}
