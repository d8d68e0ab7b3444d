using System.Runtime.CompilerServices;

namespace ZTunnelSim.Randomness;

/// <summary>Standard normal numbers by the ziggurat: exact, one 64-bit draw in about 98.8 % of the cases.</summary>
/// <remarks>
/// Marsaglia and Tsang, J. Stat. Softw. 5(8), 2000; the layer comes from bits that the abscissa does not use, as
/// Doornik, "An improved ziggurat method to generate normal random samples", 2005, asks.
/// </remarks>
internal static class NormalSampler
{
    private const int Layers = 256;

    /// <summary>Where the tail begins, for 256 layers of equal area.</summary>
    private const double TailStart = 3.6541528853610088;

    private static readonly double[] Edges = new double[Layers + 1];
    private static readonly double[] Heights = new double[Layers + 1];

    static NormalSampler()
    {
        static double Density(double x) => Math.Exp(-0.5 * x * x);
        double tailArea = Math.Sqrt(Math.PI / 2) * MathNet.Numerics.SpecialFunctions.Erfc(TailStart / Math.Sqrt(2));
        double area = TailStart * Density(TailStart) + tailArea;
        Edges[0] = area / Density(TailStart);
        Edges[1] = TailStart;
        for (int i = 2; i < Layers; i++)
            Edges[i] = Math.Sqrt(-2 * Math.Log(Density(Edges[i - 1]) + area / Edges[i - 1]));
        Edges[Layers] = 0;
        for (int i = 0; i <= Layers; i++) Heights[i] = Density(Edges[i]);
    }

    /// <summary>A normal number of mean 0 and variance 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Next(ref RandomStream random)
    {
        ulong bits = random.NextUInt64();
        int layer = (byte)bits;
        double x = ((long)bits >> 10) * (1.0 / (1L << 53)) * Edges[layer];
        return Math.Abs(x) < Edges[layer + 1] ? x : Slow(ref random, layer, x);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static double Slow(ref RandomStream random, int layer, double x)
    {
        while (true)
        {
            double magnitude = Math.Abs(x);
            if (magnitude < Edges[layer + 1]) return x;
            if (layer == 0) return Math.CopySign(Tail(ref random), x);
            if (Heights[layer] + random.NextDouble() * (Heights[layer + 1] - Heights[layer])
                < Math.Exp(-0.5 * magnitude * magnitude))
            {
                return x;
            }
            ulong bits = random.NextUInt64();
            layer = (byte)bits;
            x = ((long)bits >> 10) * (1.0 / (1L << 53)) * Edges[layer];
        }
    }

    /// <summary>A normal number given that it exceeds the tail's start: Marsaglia, Technometrics 6, 1964.</summary>
    private static double Tail(ref RandomStream random)
    {
        while (true)
        {
            double x = ExponentialSampler.Next(ref random) / TailStart;
            double y = ExponentialSampler.Next(ref random);
            if (y + y > x * x) return TailStart + x;
        }
    }
}
