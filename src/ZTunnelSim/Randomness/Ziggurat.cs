global using ExponentialSampler = ZTunnelSim.Ziggurat<ZTunnelSim.ExponentialDensity>;
global using NormalSampler = ZTunnelSim.Ziggurat<ZTunnelSim.NormalDensity>;
using System.Runtime.CompilerServices;

namespace ZTunnelSim;

/// <summary>A density that falls from 1 at 0, up to a constant factor, as the ziggurat needs it.</summary>
internal interface IFallingDensity
{
    /// <summary>Where the tail begins, for 256 layers of equal area.</summary>
    static abstract double TailStart { get; }

    /// <summary>The area of a layer: that of the tail, and of the rectangle before it of the height at its start.</summary>
    static abstract double Area { get; }

    static abstract double Density(double x);

    static abstract double Inverse(double height);

    /// <summary>A uniform number in [0, 1), or in [-1, 1) for a symmetric law, from bits above the lowest eight.</summary>
    static abstract double Uniform(ulong bits);

    /// <summary>A number beyond the tail's start, of the sign of x; null where the tail is the whole law again, shifted.</summary>
    static abstract double? Tail(ref RandomStream random, double x);
}

/// <summary>Random numbers by the ziggurat: exact, one 64-bit draw in about 98.8 % of the cases.</summary>
/// <remarks>
/// Marsaglia and Tsang, "The ziggurat method for generating random variables", J. Stat. Softw. 5(8), 2000. The layer comes from bits that
/// the abscissa does not use, as Doornik, "An improved ziggurat method to generate normal random samples", 2005, asks.
/// </remarks>
internal static class Ziggurat<TDensity>
    where TDensity : struct, IFallingDensity
{
    private const int Layers = 256;

    private static readonly double[] Edges = new double[Layers + 1];
    private static readonly double[] Heights = new double[Layers + 1];

    static Ziggurat()
    {
        double start = TDensity.TailStart, area = TDensity.Area;
        // Layer 0 is the base strip with the tail; its width is stretched so that its area is the common one.
        Edges[0] = area / TDensity.Density(start);
        Edges[1] = start;
        for (int i = 2; i < Layers; i++)
            Edges[i] = TDensity.Inverse(TDensity.Density(Edges[i - 1]) + area / Edges[i - 1]);
        for (int i = 0; i <= Layers; i++) Heights[i] = TDensity.Density(Edges[i]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Next(ref RandomStream random)
    {
        ulong bits = random.NextUInt64();
        int layer = (byte)bits;
        double x = TDensity.Uniform(bits) * Edges[layer];
        return Math.Abs(x) < Edges[layer + 1] ? x : Slow(ref random, layer, x);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static double Slow(ref RandomStream random, int layer, double x)
    {
        double shift = 0;
        while (true)
        {
            double distance = Math.Abs(x);
            if (distance < Edges[layer + 1]) return shift + x;
            if (layer == 0)
            {
                if (TDensity.Tail(ref random, x) is { } beyond) return beyond;
                shift += TDensity.TailStart;
            }
            else if (Heights[layer] + random.NextDouble() * (Heights[layer + 1] - Heights[layer]) < TDensity.Density(distance))
            {
                return shift + x;
            }
            ulong bits = random.NextUInt64();
            layer = (byte)bits;
            x = TDensity.Uniform(bits) * Edges[layer];
        }
    }
}

/// <summary>The standard exponential law, of mean 1.</summary>
internal readonly struct ExponentialDensity : IFallingDensity
{
    public static double TailStart => 7.69711747013104972;

    public static double Area => (TailStart + 1) * Math.Exp(-TailStart);

    public static double Density(double x) => Math.Exp(-x);

    public static double Inverse(double height) => -Math.Log(height);

    public static double Uniform(ulong bits) => (bits >> 11) * (1.0 / (1UL << 53));

    public static double? Tail(ref RandomStream random, double x) => null;
}

/// <summary>The standard normal law, of mean 0 and variance 1.</summary>
internal readonly struct NormalDensity : IFallingDensity
{
    public static double TailStart => 3.6541528853610088;

    public static double Area => TailStart * Density(TailStart)
        + Math.Sqrt(Math.PI / 2) * MathNet.Numerics.SpecialFunctions.Erfc(TailStart / Math.Sqrt(2));

    public static double Density(double x) => Math.Exp(-0.5 * x * x);

    public static double Inverse(double height) => Math.Sqrt(-2 * Math.Log(height));

    public static double Uniform(ulong bits) => ((long)bits >> 10) * (1.0 / (1L << 53));

    /// <summary>Marsaglia, "Generating a variable from the tail of the normal distribution", Technometrics 6, 1964.</summary>
    public static double? Tail(ref RandomStream random, double x)
    {
        while (true)
        {
            double beyond = ExponentialSampler.Next(ref random) / TailStart;
            double y = ExponentialSampler.Next(ref random);
            if (y + y > beyond * beyond) return Math.CopySign(TailStart + beyond, x);
        }
    }
}
