namespace ZTunnelSim.Collecting;

/// <summary>Prometheus gave no answer that is of use: the message says what is the matter, and what to do.</summary>
internal sealed class PrometheusFailure(string message, bool isTooMuch = false) : Exception(message)
{
    /// <summary>Whether a shorter time, asked for alone, may be answered.</summary>
    public bool IsTooMuch => isTooMuch;
}
