using System.Runtime.CompilerServices;

namespace ZTunnelSim;

/// <summary>
/// One workload's connections on one node, every single one: Poisson arrivals, a listener for each, an end by its own lifetime.
/// </summary>
/// <remarks>
/// Between two steps of the node's replacement nothing but time touches these connections, and nothing reads the order in which they close.
/// So there is no future-event set: each step brings them up to date in one sweep over the arrivals since the last step, and those that
/// open and close between two steps are never stored. A recorder gets each event with its time, and puts them in order. See
/// benchmarks/README.md for what event sets would cost.
/// </remarks>
internal sealed class WorkloadConnections
{
    /// <summary>How many arrivals there are before a cancellation is looked for again.</summary>
    private const int ArrivalsBetweenLooks = 4096;

    private readonly int _node;
    private readonly RunRecorder? _recorder;
    private readonly CancellationToken _cancellation;
    private ConnectionDraws _draws;
    private RandomStream _listener;
    private readonly OpenEnds[] _on;
    private double _nextArrival;
    private long _nextNumber;

    public WorkloadConnections(RunContext run, int node, int workload)
    {
        _node = node;
        Workload = workload;
        _recorder = run.Recorder;
        _cancellation = run.Cancellation;
        _draws = new(run, workload, node, nodes: 1);
        _listener = run.Stream(StreamPurpose.Listener, node, workload);
        _on = new OpenEnds[run.Rollout.MostProcesses];
        for (int process = 0; process < _on.Length; process++) _on[process] = new OpenEnds(0, numbered: _recorder is not null);
        FindOpen(run, run.Timing.OldProcessOf(node), run.Rollout.Timing.NewShare);
        _nextArrival = _draws.NextArrival(0);
    }

    /// <summary>The workload's index.</summary>
    public int Workload { get; }

    public long OpenAtStart { get; private set; }

    public long Opened { get; private set; }

    public long Completed { get; private set; }

    public long Refused { get; private set; }

    public int OpenNow => _on.Sum(ends => ends.Count);

    /// <summary>How many connections a process holds.</summary>
    public int On(int process) => _on[process].Count;

    /// <summary>When the last connection that a process holds will close by itself; negative infinity if it holds none.</summary>
    public double LastEndOn(int process)
    {
        double last = double.NegativeInfinity;
        foreach (double end in _on[process].Ends) last = Math.Max(last, end);
        return last;
    }

    /// <summary>Lets all that is due until a time happen, the time included, with the listeners as they are.</summary>
    public void AdvanceTo(double time, NodeListeners listeners)
    {
        for (int process = 0; process < _on.Length; process++) CloseUntil(time, process);
        double arrival = _nextArrival;
        while (arrival <= time)
        {
            _cancellation.ThrowIfCancellationRequested();
            for (int i = 0; i < ArrivalsBetweenLooks && arrival <= time; i++)
            {
                double end = arrival + _draws.NextLifetime();
                if (listeners.TryPick(ref _listener, out int process)) Open(arrival, end, time, process);
                else Refuse(arrival);
                arrival = _draws.NextArrival(arrival);
            }
        }
        _nextArrival = arrival;
    }

    /// <summary>Closes by force what a process still holds.</summary>
    public void Reset(int process, double time)
    {
        if (_recorder is not null)
        {
            foreach (long number in _on[process].Numbers)
                _recorder.Reset(time, _node, Workload, number, countedOn: RunRecorder.SideOf(process));
        }
        _on[process].Clear();
    }

    private void FindOpen(RunContext run, OldProcess process, double newShare)
    {
        long found = _draws.NextOpenAtStart();
        run.ReserveEnds(found);
        _on[0] = new OpenEnds(checked((int)found), numbered: _recorder is not null);
        for (long i = 0; i < found; i++)
        {
            if (i % ArrivalsBetweenLooks == 0) _cancellation.ThrowIfCancellationRequested();
            if (!_draws.TryFind(needsAge: !process.IsVeryOld, out double age, out double end)) continue;
            if (!process.IsVeryOld && !process.Accepted(age, newShare, ref _draws.AtStart)) continue;
            OpenAtStart++;
            if (_recorder is null)
            {
                _on[0].Add(end);
                continue;
            }
            _recorder.FoundOpen(0, _node, Workload, _nextNumber);
            _on[0].Add(end, _nextNumber++);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Open(double arrival, double end, double until, int process)
    {
        Opened++;
        if (_recorder is not null)
        {
            OpenRecorded(_recorder, arrival, end, until, process);
        }
        else if (end <= until)
        {
            Completed++;
        }
        else
        {
            _on[process].Add(end);
        }
    }

    private void OpenRecorded(RunRecorder recorder, double arrival, double end, double until, int process)
    {
        long number = _nextNumber++;
        recorder.Opened(arrival, _node, Workload, RunRecorder.SideOf(process), number);
        if (end <= until)
        {
            Completed++;
            recorder.Closed(end, _node, Workload, RunRecorder.SideOf(process), number);
        }
        else
        {
            _on[process].Add(end, number);
        }
    }

    private void Refuse(double arrival)
    {
        Refused++;
        _recorder?.Refused(arrival, _node, Workload);
    }

    private void CloseUntil(double time, int process)
    {
        ref OpenEnds connections = ref _on[process];
        if (_recorder is not null)
        {
            for (int i = 0; i < connections.Count; i++)
            {
                double end = connections.Ends[i];
                if (end <= time) _recorder.Closed(end, _node, Workload, RunRecorder.SideOf(process), connections.Numbers[i]);
            }
        }
        Completed += connections.CloseUntil(time);
    }
}
