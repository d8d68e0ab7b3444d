namespace ZTunnelSim;

/// <summary>How long the steps of a node's replacement take besides the drain, and how new connections are shared meanwhile.</summary>
/// <remarks>
/// The old process drains from SIGTERM. Both processes listen for w = <see cref="Ready"/> + minReadySeconds + <see cref="Overlap"/> before
/// it, with a surge; without one, the node accepts again <see cref="Exit"/> + <see cref="Startup"/> after the drain. Listening is not
/// Ready: a process listens as soon as it has its node's pods from istio-cni, long before the kubelet may hear that it is ready.
/// </remarks>
public sealed record ReplacementTiming
{
    /// <summary>The timing of a replacement, without the latencies that are properties of their own.</summary>
    /// <param name="startup">
    /// Startup, in seconds: from the pod being created to its listeners being open in its node's pods; image pull and process start.
    /// </param>
    /// <param name="ready">Readiness, in seconds: from the listeners being open to the pod Ready; see <see cref="ReadyByProbe"/>.</param>
    /// <param name="overlap">
    /// From the new pod being available to the old one's SIGTERM, in seconds: the controller deletes the old pod, its kubelet hears of it.
    /// Only a surge has it.
    /// </param>
    /// <param name="newShare">
    /// The share of new connections that the new process gets while both listen, from 0 to 1. SO_REUSEPORT picks a listener by a hash of
    /// the 4-tuple, so that one old and one new get about 1/2 each.
    /// </param>
    /// <exception cref="ArgumentException">A law has no finite mean, or the share is outside its range.</exception>
    public ReplacementTiming(DurationLaw startup, DurationLaw ready, DurationLaw overlap, double newShare = 0.5)
    {
        Startup = startup;
        Ready = ready;
        Overlap = overlap;
        NewShare = newShare;
    }

    /// <summary>
    /// 10 s of startup, which is assumed (an image to pull; 0.5 to 1 s where it is on the node: measure it), and the rest as recorded on a
    /// node with the real kubelet and controllers of Kubernetes 1.36: Ready by the probe, an overlap of 0.05 s, 0.1 to 0.4 s to the first
    /// pod, 0.1 to 0.7 s to a process's end, and 0.15 to 1.1 s to its pod's.
    /// </summary>
    public static ReplacementTiming Default { get; } = new(new Constant(10), ReadyByProbe(), new Constant(0.05))
    {
        Reaction = new Uniform(0.1, 0.4),
        Exit = new Uniform(0.1, 0.7),
        Removal = new Uniform(0.15, 1.1),
    };

    /// <summary>From the pod being created to its listeners being open, in seconds.</summary>
    public DurationLaw Startup { get; init => field = RequireFiniteMean(value, nameof(Startup)); }

    /// <summary>From the listeners being open to the pod being Ready, in seconds.</summary>
    public DurationLaw Ready { get; init => field = RequireFiniteMean(value, nameof(Ready)); }

    /// <summary>From the new pod being available to SIGTERM, in seconds.</summary>
    public DurationLaw Overlap { get; init => field = RequireFiniteMean(value, nameof(Overlap)); }

    /// <summary>The new process's share of new connections while both listen (q).</summary>
    public double NewShare
    {
        get;
        init => field = value is >= 0 and <= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(NewShare), value, "A share lies in [0, 1].");
    }

    /// <summary>From the change of the DaemonSet's template to the controller's first step, in seconds; 0 unless said otherwise.</summary>
    public DurationLaw Reaction { get; init => field = RequireFiniteMean(value, nameof(Reaction)); } = new Constant(0);

    /// <summary>From the drain's end to the process's end, in seconds; 0 unless said otherwise.</summary>
    /// <remarks>What is left is cut as the drain ends; without a surge the new pod comes when the process has ended.</remarks>
    public DurationLaw Exit { get; init => field = RequireFiniteMean(value, nameof(Exit)); } = new Constant(0);

    /// <summary>From the process's end to its pod being gone, in seconds; 0 unless said otherwise.</summary>
    public DurationLaw Removal { get; init => field = RequireFiniteMean(value, nameof(Removal)); } = new Constant(0);

    /// <summary>The law of the time until Ready where the readiness probe decides: at the first probe, or a period later.</summary>
    /// <param name="period">The probe's periodSeconds, above 0; null: Kubernetes' default, which ztunnel's chart keeps, 10 s.</param>
    /// <param name="firstProbe">
    /// How long after the listeners are open the first probe comes, in seconds: the kubelet probes as it sees the container started, and
    /// every period from there. Null: anything up to 1.1 s, as recorded.
    /// </param>
    /// <param name="needs">
    /// How long after its listeners are open ztunnel is ready, in seconds: it waits for its configuration from istiod, so that all nodes of
    /// a rollout need the same. Null: anything up to 2 s, which is assumed; measure it.
    /// </param>
    /// <exception cref="ArgumentException"><paramref name="period"/> is not above 0, or a law has no finite mean.</exception>
    public static DurationLaw ReadyByProbe(TimeSpan? period = null, DurationLaw? firstProbe = null, DurationLaw? needs = null) =>
        period is null || period > TimeSpan.Zero
            ? new ReadinessProbe(period?.TotalSeconds, firstProbe, needs)
            : throw new ArgumentOutOfRangeException(nameof(period), period, "A probe's period is above 0 s.");

    /// <summary>For how long both processes listen before SIGTERM, in the mean (w); 0 without a surge.</summary>
    internal double BothListenSeconds(RollingUpdate plan) =>
        plan.IsSurge ? Ready.MeanSeconds + plan.MinReadySeconds + Overlap.MeanSeconds : 0;

    internal static DurationLaw RequireFiniteMean(DurationLaw law, string name)
    {
        ArgumentNullException.ThrowIfNull(law, name);
        return double.IsFinite(law.MeanSeconds) ? law : throw new ArgumentException($"{name}: {law} has no finite mean.", name);
    }
}
