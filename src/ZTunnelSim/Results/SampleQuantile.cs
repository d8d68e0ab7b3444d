namespace ZTunnelSim;

internal static class SampleQuantile
{
    /// <summary>The smallest value that at least the given share of the sample does not exceed; not a number where it is empty.</summary>
    public static double Of(double[] sorted, double probability) => sorted.Length == 0
        ? double.NaN
        : sorted[Math.Clamp((int)Math.Ceiling(probability * sorted.Length) - 1, 0, sorted.Length - 1)];
}
