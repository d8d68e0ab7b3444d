namespace ZTunnelSim;

/// <summary>How long the phases before the drain take on a node, and how new connections are shared meanwhile.</summary>
public sealed record ReplacementTiming
{
    /// <summary>The timing of a replacement.</summary>
    /// <param name="startup">Startup: scheduling, image pull and process start, in seconds.</param>
    /// <param name="ready">Readiness: from the process running to its listeners open and the pod Ready, in seconds.</param>
    /// <param name="overlap">
    /// How long old and new both listen, from Ready to SIGTERM, in seconds, over and above minReadySeconds: controller and kubelet
    /// latencies. Only a surge has an overlap.
    /// </param>
    /// <param name="newShare">
    /// The share of new connections that the new process gets meanwhile, from 0 to 1. SO_REUSEPORT picks a listener by a hash of the
    /// 4-tuple, so that one old and one new get about 1/2 each.
    /// </param>
    /// <exception cref="ArgumentException">A law has no finite mean, or the share is outside its range.</exception>
    public ReplacementTiming(DurationLaw startup, DurationLaw ready, DurationLaw overlap, double newShare = 0.5)
    {
        Startup = RequireFiniteMean(startup, nameof(startup));
        Ready = RequireFiniteMean(ready, nameof(ready));
        Overlap = RequireFiniteMean(overlap, nameof(overlap));
        NewShare = newShare is >= 0 and <= 1
            ? newShare
            : throw new ArgumentOutOfRangeException(nameof(newShare), newShare, "A share lies in [0, 1].");
    }

    /// <summary>10 s of startup, 5 s until Ready and an overlap of 1 s, with equal shares.</summary>
    /// <remarks>
    /// Ready: the kubelet's readiness probe comes every 10 s (Kubernetes' default, which ztunnel's chart keeps), so that the next one after
    /// the listeners are open is 5 s away in the mean; see <see cref="ReadyByProbe"/>. Overlap: the kubelet reports Ready, the controller
    /// sees it and deletes the old pod, the kubelet sees that and sends SIGTERM: four steps of watches, a fraction of a second each.
    /// Startup depends on the image pull: measure it.
    /// </remarks>
    public static ReplacementTiming Default { get; } = new(new Constant(10), new Constant(5), new Constant(1));

    /// <summary>Startup, in seconds.</summary>
    public DurationLaw Startup { get; }

    /// <summary>From the process running to its pod being Ready, in seconds.</summary>
    public DurationLaw Ready { get; }

    /// <summary>How long both processes listen, in seconds, over and above minReadySeconds (w).</summary>
    public DurationLaw Overlap { get; }

    /// <summary>The new process's share of new connections during the overlap (q).</summary>
    public double NewShare { get; }

    /// <summary>The law of the time until Ready when the process listens at once and a probe comes every so often: uniform.</summary>
    /// <param name="period">The readiness probe's periodSeconds, above 0; null: Kubernetes' default, 10 s.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="period"/> is not above 0.</exception>
    public static DurationLaw ReadyByProbe(TimeSpan? period = null) => period is null || period > TimeSpan.Zero
        ? ReadyByProbeEvery(period?.TotalSeconds ?? 10)
        : throw new ArgumentOutOfRangeException(nameof(period), period, "A probe's period is above 0 s.");

    /// <summary>The same for a probe that comes every so many seconds.</summary>
    internal static DurationLaw ReadyByProbeEvery(double periodSeconds) => new Uniform(0, periodSeconds);

    private static DurationLaw RequireFiniteMean(DurationLaw law, string name)
    {
        ArgumentNullException.ThrowIfNull(law);
        return double.IsFinite(law.MeanSeconds) ? law : throw new ArgumentException($"{name}: {law} has no finite mean.", name);
    }
}
