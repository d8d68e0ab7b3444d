namespace ZTunnelSim.Lifetimes.Fitting;

/// <summary>Crude sizes of a sample, from the ages seen, censored or not: good enough to begin looking from.</summary>
internal readonly record struct Moments(double LogMean, double LogDeviation, double Mean)
{
    public static Moments Of(LikelihoodTerms terms)
    {
        double weight = 0, log = 0, square = 0, sum = 0;
        foreach (WeightedValue x in terms.Ages)
        {
            double y = Math.Log(x.Value);
            weight += x.Weight;
            log += x.Weight * y;
            square += x.Weight * y * y;
            sum += x.Weight * x.Value;
        }
        double mean = log / weight;
        // Never so narrow that the derivatives, taken with a fixed step, lose their way.
        double deviation = Math.Sqrt(Math.Max(square / weight - mean * mean, 0.01));
        return new(mean, deviation, sum / weight);
    }
}
