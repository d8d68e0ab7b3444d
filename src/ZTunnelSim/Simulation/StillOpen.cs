using ZTunnelSim.Lifetimes;
using ZTunnelSim.Model;

namespace ZTunnelSim.Simulation;

/// <summary>
/// Of one workload on one node, how many of the old process's connections are expected to be open a time t after
/// SIGTERM, given the overlap that this node had: Lambda(t) of DESIGN.md section 2, and its inverse.
/// </summary>
/// <remarks>
/// The instants at which these connections close form a Poisson process whose mean number beyond t is Lambda(t). So the
/// mean number beyond the last of them is a standard exponential number, and all the rest follows from that.
/// </remarks>
internal readonly struct StillOpen(DurationLaw lifetime, double arrivalsPerSecond, double overlap, double newShare)
{
    public double At(double seconds)
    {
        double tail = lifetime.IntegratedTail(seconds);
        if (overlap > 0) tail = (1 - newShare) * tail + newShare * lifetime.IntegratedTail(seconds + overlap);
        return arrivalsPerSecond * tail;
    }

    /// <summary>The t at which Lambda has sunk to a value below Lambda(0).</summary>
    public double Inverse(double value)
    {
        double tail = value / arrivalsPerSecond;
        // Lambda lies between the curves of share 0, as if there were no overlap, and of share 1, the same moved by w.
        double upper = lifetime.InverseIntegratedTail(tail);
        if (overlap <= 0 || newShare == 0) return upper;
        double lower = Math.Max(0, upper - overlap);
        if (newShare == 1) return lower;
        for (int step = 0; step < 200 && upper - lower > 1e-14 * upper; step++)
        {
            double middle = 0.5 * (lower + upper);
            if (middle <= lower || middle >= upper) break;
            if (At(middle) > value) lower = middle;
            else upper = middle;
        }
        return upper;
    }
}
