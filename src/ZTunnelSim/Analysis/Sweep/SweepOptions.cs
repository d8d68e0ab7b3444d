namespace ZTunnelSim;

/// <summary>How a sweep is run. Wrong values are refused by <see cref="SweepExtensions"/>.</summary>
public sealed record SweepOptions : StudyOptions
{
    /// <summary>The defaults: at most 200 replications.</summary>
    public SweepOptions()
        : base(replications: 200, leastReplications: 2)
    {
    }

    /// <summary>
    /// The wanted relative precision, between 0 and 1: the sweep stops once half of the 95 % interval of every duration and every count of
    /// resets is within this share of its mean, or for a mean below 10 resets within this share of 10, and the duration's quantiles are
    /// within twice this share. It looks first at 20 replications, and then at numbers that grow by a quarter. Null: run all replications.
    /// </summary>
    public double? Precision { get; init; }

    /// <summary>The engine.</summary>
    public Engine Engine { get; init; } = Engine.Auto;

    /// <summary>The pacings to simulate.</summary>
    public IReadOnlyList<Pacing> Pacings { get; init => field = ValueList.Of(value); } =
        ValueList.Create([Pacing.Kubernetes, Pacing.OneNodeAtATime]);

    /// <summary>
    /// Whether a cancelled sweep comes back with the replications done by then, two at least, and says so as its
    /// <see cref="SweepResult.End"/>; false: it throws.
    /// </summary>
    public bool KeepsPartWhenCancelled { get; init; }

    internal override void Validate()
    {
        base.Validate();
        new Precision(Precision).Validate();
        if (Pacings.Count == 0) throw new ArgumentException("A sweep needs at least one pacing.", nameof(Pacings));
    }
}
