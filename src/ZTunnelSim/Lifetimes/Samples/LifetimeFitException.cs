namespace ZTunnelSim.Lifetimes.Survival;

/// <summary>The data can't support the estimate that was asked for; the message says why and what would help.</summary>
public sealed class LifetimeFitException : Exception
{
    /// <summary>An exception without a message.</summary>
    public LifetimeFitException()
    {
    }

    /// <summary>An exception.</summary>
    /// <param name="message">What is wrong with the data.</param>
    public LifetimeFitException(string message)
        : base(message)
    {
    }

    /// <summary>An exception.</summary>
    /// <param name="message">What is wrong with the data.</param>
    /// <param name="innerException">What was caught.</param>
    public LifetimeFitException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
