namespace ZTunnelSim.Data;

/// <summary>
/// How long ztunnels took to listen and to get Ready when they came, as kubectl and, where they are given, their own logs tell it: the laws
/// of a rollout's <c>startup</c> and <c>ready</c>.
/// </summary>
/// <remarks>
/// kubectl's times are whole seconds, so that each duration is known as an interval only, which stands for all that lies in it. A process's
/// listeners are open within 0.2 s of its start, as recorded; its log has their time. Ready comes with a probe, and which one it was can be
/// told; the law is then <see cref="ReadinessProbe.Given"/>.
/// </remarks>
internal sealed class StartTimes
{
    /// <summary>What fewer ztunnels tell is little.</summary>
    private const int Few = 5;

    /// <summary>Ready that comes later is no first one: the probe had failed in between.</summary>
    private const double LatestReadySeconds = 60;

    /// <summary>
    /// The kubelet counts periods from before the listeners are open: Ready may come so much sooner than whole ones after.
    /// </summary>
    private const double SoonerSeconds = 0.5;

    /// <summary>A process's first line has the second of its start, or one beside it.</summary>
    private const double SameStartSeconds = 2;

    private const string Logs = "logs";

    private readonly string _names;
    private readonly List<(double Least, double Most)> _startups = [];
    private readonly List<int> _probes = [];
    private readonly List<double> _periods = [];
    private readonly List<double> _needs = [];
    private readonly SortedDictionary<string, int> _leftOut = new(StringComparer.Ordinal);
    private readonly List<ProcessStart> _unmatched;

    private StartTimes(ZTunnelPods pods, IEnumerable<ObservationWindow> logs)
    {
        _names = pods.Names;
        List<(string? Pod, ProcessStart Start)> starts =
            [.. logs.SelectMany(log => log.Process.Starts, (log, start) => (log.Pod is null ? null : log.ZTunnel, start))];
        foreach (InventoryPod pod in pods.Pods)
        {
            int logged = starts.FindIndex(s => IsOf(s.Pod, s.Start, pod));
            ProcessStart? start = logged < 0 ? null : starts[logged].Start;
            if (logged >= 0) starts.RemoveAt(logged);
            if (WhyNoStartup(pods, pod) is { } why) LeaveOut($"ztunnels {why}");
            else Take(pod.Times!, start);
        }
        _unmatched = [.. starts.Select(s => s.Start)];
    }

    /// <summary>Reads <c>kubectl</c>, or <c>{ kubectl: FILE, logs: FILE }</c> of which either may be missing or a list.</summary>
    /// <param name="timing">The value.</param>
    /// <param name="ofCluster">What the cluster's own files show; null where the scenario lists its nodes.</param>
    /// <exception cref="InputException">Something is wrong: the message says where.</exception>
    public static StartTimes Read(YamlValue timing, ZTunnelPods? ofCluster)
    {
        if (!timing.IsMap)
        {
            timing.Choice((KubectlReference.Word, true));
            return new(KubectlReference.Read(timing, null, ofCluster).Pods, []);
        }
        YamlMap map = timing.Map(KubectlReference.Word, Logs);
        ZTunnelPods pods = KubectlReference.Read(timing, map.Optional(KubectlReference.Word), ofCluster).Pods;
        if (map.Optional(Logs) is not { } logs) return new(pods, []);
        ConnectionReadReport report = ConnectionFiles.ReadAll(
            KubectlReference.Files(logs).Select(file => file.FilePath()), new() { Format = ConnectionFormat.AccessLog },
            new NoConnections(), CancellationToken.None);
        return report.Windows.Any(log => log.Process.Starts.Count > 0)
            ? new(pods, report.Windows)
            : throw logs.Error("no ztunnel logs its start in it ('running with config:'): are lines left out, or has it been rotated?");
    }

    /// <summary>From a pod's creation to its listeners; null where no ztunnel tells.</summary>
    public DurationLaw? Startup
    {
        get
        {
            if (_startups.Count == 0) return null;
            if (_startups.Count < Few) return Wide(_startups.Min(s => s.Least), _startups.Max(s => s.Most));
            (double Weight, DurationLaw Law)[] parts =
                [.. _startups.CountBy(s => s).Select(s => ((double)s.Value, (DurationLaw)new Uniform(s.Key.Least, s.Key.Most)))];
            return parts.Length == 1 ? parts[0].Law : new Mixture(parts);
        }
    }

    /// <summary>From its listeners to Ready; null where no ztunnel tells anything.</summary>
    /// <param name="periodSeconds">The probe's period in the rollout; null: as it was.</param>
    public DurationLaw? Ready(double? periodSeconds)
    {
        if (_periods.Count == 0) return null;
        double was = _periods.CountBy(p => p).MaxBy(p => p.Value).Key;
        ReadinessProbe probe = new(was);
        if (_probes.Count == 0)
            return new ReadinessProbe(periodSeconds ?? was, needs: _needs.Count == 0 ? null : Wide(_needs.Min(), _needs.Max()));
        SortedDictionary<int, int> counts = new(_probes.CountBy(p => p).ToDictionary());
        (int least, int most) = (counts.Keys.First(), counts.Keys.Last());
        if (most - least > 1)
        {
            // Nodes that need times so different have each their own.
            (double first, double last) = (probe.FirstProbe.Quantile(0), probe.FirstProbe.Quantile(1));
            return new Mixture(counts.Select(c => ((double)c.Value, (DurationLaw)new Uniform(first + c.Key * was, last + c.Key * was))));
        }
        // Where all were Ready at one probe that is not the first, the one before came too early for all.
        int earlier = least == most && least > 0 ? least - 1 : least;
        ReadinessProbe given = probe.Given(counts.GetValueOrDefault(earlier), counts.GetValueOrDefault(earlier + 1), earlier);
        return new ReadinessProbe(periodSeconds ?? was, given.FirstProbe, given.Needs);
    }

    /// <summary>What was taken and left out: a sentence each.</summary>
    public IEnumerable<string> Notes()
    {
        yield return _startups.Count == 0
            ? $"{_names}: no ztunnel tells how long startup takes, which is "
                + $"{ReplacementTiming.Default.Startup.MeanSeconds:0} s by default."
            : $"{_names}: startup of {Count(_startups.Count)} took "
                + $"{NodeAges.Range(_startups.Min(s => s.Least), _startups.Max(s => s.Most))}, "
                + $"{DurationFormat.Brief(_startups.Average(s => (s.Least + s.Most) / 2))} on average"
                + $"{(_startups.Count < Few ? ": few, so that anything from half the shortest to twice the longest is taken" : "")}.";
        if (_probes.Count > 0)
        {
            IEnumerable<string> shares = _probes.CountBy(p => p).OrderBy(p => p.Key).Select(p => $"{p.Value:#,0} {At(p.Key)}");
            yield return $"{_names}: of {Count(_probes.Count)} Ready came for {string.Join(", ", shares)}"
                + $"{(_probes.Count < Few ? ": few, so that much is left open" : "")}.";
        }
        else
        {
            yield return $"{_names}: no ztunnel tells when it first was Ready: "
                + (_needs.Count > 0 ? "what it needed by its log decides." : "by default it is at the first probe or one period later.");
        }
        if (_needs.Count > 0)
        {
            yield return $"{_names}: by {(_needs.Count == 1 ? "its log" : "their logs")} {Count(_needs.Count)} needed "
                + $"{NodeAges.Range(_needs.Min(), _needs.Max())} from listeners to being ready.";
        }
        foreach ((string what, int count) in _leftOut) yield return $"{_names}: left out {what}: {count:#,0}.";
        if (_unmatched.Count > 0) yield return $"{_names}: starts in the logs of processes that it does not show: {_unmatched.Count:#,0}.";
    }

    private static string Count(int ztunnels) => ztunnels == 1 ? "1 ztunnel" : $"{ztunnels:#,0} ztunnels";

    private static string At(int probe) => probe switch
    {
        0 => "at the first probe",
        1 => "one period later",
        _ => $"{probe} periods later",
    };

    private static string? WhyNoStartup(ZTunnelPods pods, InventoryPod pod) => pod.Times switch
    {
        null or { Started: null } => "that do not run",
        { Created: null } => "whose creation is not in the file",
        { Restarts: > 0 } => "that were restarted since they came",
        { } times when times.Started < times.Created => "whose node's clock is behind: they started before they were created",
        _ when pods.CameWithNode(pod) => "that came with their node, which is no rollout",
        _ => null,
    };

    private static bool IsOf(string? loggedPod, ProcessStart start, InventoryPod pod) =>
        (loggedPod is not null ? loggedPod == pod.Name : start.Node == pod.Node) && pod.Times?.Started is { } started
        && Math.Abs(Seconds(start.Ticks, started) - 0.5) <= SameStartSeconds;

    private static double Seconds(long ticks, DateTimeOffset since) => (double)(ticks - since.UtcTicks) / TimeSpan.TicksPerSecond;

    private void Take(ProcessTimes times, ProcessStart? log)
    {
        (DateTimeOffset created, DateTimeOffset started) = (times.Created!.Value, times.Started!.Value);
        _periods.Add(times.ProbePeriodSeconds);
        if (log is { ListeningTicks: { } open, ReadyTicks: { } ready })
            _needs.Add(Math.Max(0, (double)(ready - open) / TimeSpan.TicksPerSecond));
        // Without a log the process started somewhere in its second, and its listeners with it.
        double listening = log?.ListeningTicks is { } opened ? Seconds(opened, created) : (started - created).TotalSeconds + 1;
        double least = listening - (log?.ListeningTicks is null ? 2 : 1);
        if (listening <= 0)
        {
            LeaveOut("ztunnels whose node's clock is behind: they listened before they were created");
            return;
        }
        _startups.Add((Math.Max(0, least), listening));
        if (times.ReadySince is not { } since)
        {
            LeaveOut("for Ready, ztunnels that are not Ready");
            return;
        }
        double atMost = log?.ListeningTicks is { } ticks ? 1 - Seconds(ticks, since) : (since - started).TotalSeconds + 1;
        if (atMost <= 0) LeaveOut("for Ready, ztunnels that were Ready before they listened");
        else if (atMost > Math.Max(LatestReadySeconds, 2 * times.ProbePeriodSeconds))
            LeaveOut("for Ready, ztunnels that got Ready so long after their start that it was not for the first time");
        else _probes.Add((int)((atMost + SoonerSeconds) / times.ProbePeriodSeconds));
    }

    private void LeaveOut(string why) => _leftOut[why] = _leftOut.GetValueOrDefault(why) + 1;

    /// <summary>What little is known, with room beyond it.</summary>
    private static Uniform Wide(double least, double most) => new(least / 2, 2 * Math.Max(most, 1e-3));

    /// <summary>For a log of which only its processes matter.</summary>
    private sealed class NoConnections : IConnectionSink
    {
        public void Add(in RawConnection connection)
        {
        }

        public void AddOpen(PodConnections open)
        {
        }
    }
}
