using System.Runtime.CompilerServices;
using ZTunnelSim.Lifetimes;
using ZTunnelSim.Model;
using ZTunnelSim.Randomness;
using ZTunnelSim.Results;

namespace ZTunnelSim.Simulation;

/// <summary>
/// The connections of one node, event by event: Poisson arrivals, a listener for each, an end by its own lifetime.
/// </summary>
/// <remarks>
/// Between two steps of its replacement nothing outside a node touches its connections, so it has a future-event set of
/// its own, small enough for the processor's cache, and is brought up to date only when a step is due.
/// </remarks>
internal sealed class NodeConnections
{
    private readonly int _node;
    private readonly int[] _workloads;
    private readonly DurationLaw[] _lifetimes;
    private readonly double[] _meanInterarrival;
    private readonly double[] _nextArrival;
    private readonly RandomStream[] _arrivals;
    private readonly RandomStream[] _lives;
    private readonly double _newShare;
    private readonly RunRecorder? _recorder;
    private readonly EventHeap _ends;
    private RandomStream _listener;
    private int _nextOpener;
    private bool _oldListens = true;
    private bool _newListens;

    public NodeConnections(Rollout rollout, ulong seed, int replication, int node, RunRecorder? recorder)
    {
        Cluster cluster = rollout.Cluster;
        _node = node;
        _workloads = cluster.WorkloadsOn(node).ToArray();
        _newShare = rollout.Timing.NewShare;
        _recorder = recorder;
        _listener = new(seed, replication, node, purpose: (long)StreamPurpose.Listener);
        int n = _workloads.Length;
        _lifetimes = new DurationLaw[n];
        _meanInterarrival = new double[n];
        _nextArrival = new double[n];
        _arrivals = new RandomStream[n];
        _lives = new RandomStream[n];
        Refused = new long[n];

        double expected = 0;
        foreach (int workload in _workloads) expected += cluster.Workloads[workload].OpenPerNode;
        _ends = new((int)(expected + 4 * Math.Sqrt(expected)) + 16);
        for (int i = 0; i < n; i++)
        {
            int workload = _workloads[i];
            _lifetimes[i] = cluster.Workloads[workload].Lifetime;
            _meanInterarrival[i] = 1 / cluster.Workloads[workload].ArrivalsPerSecond;
            _arrivals[i] = new(seed, replication, node, workload, (long)StreamPurpose.Arrivals);
            _lives[i] = new(seed, replication, node, workload, (long)StreamPurpose.Lifetimes);
            FindOpen(i, cluster.Workloads[workload], new(seed, replication, node, workload, (long)StreamPurpose.OpenAtStart));
            _nextArrival[i] = _meanInterarrival[i] * ExponentialSampler.Next(ref _arrivals[i]);
        }
        _ends.Heapify();
        ChooseNextOpener();
    }

    public long OpenAtStart { get; private set; }

    public long Opened { get; private set; }

    public long Completed { get; private set; }

    public long OpenNow => _ends.Count;

    /// <summary>Refused connections, by place in <see cref="Cluster.WorkloadsOn"/>.</summary>
    public long[] Refused { get; }

    /// <summary>Lets all that is due until a time happen, the time included.</summary>
    public void AdvanceTo(double time)
    {
        while (true)
        {
            double opening = _nextArrival.Length > 0 ? _nextArrival[_nextOpener] : double.PositiveInfinity;
            double end = _ends.NextTime;
            if (opening < end)
            {
                if (opening > time) return;
                Open(opening, _nextOpener);
            }
            else
            {
                if (end > time) return;
                Close();
            }
        }
    }

    public void NewListens() => _newListens = true;

    public void OldStopsListening() => _oldListens = false;

    /// <summary>When the last connection that the old process holds will close by itself; negative infinity if it holds none.</summary>
    public double LastEndOnOld()
    {
        double last = double.NegativeInfinity;
        foreach (ref readonly EventHeap.Entry entry in _ends.Unordered)
        {
            if (SideOf(entry.Tag) == ProcessSide.Old && entry.Time > last) last = entry.Time;
        }
        return last;
    }

    /// <summary>Counts what the old process holds, by place in <see cref="Cluster.WorkloadsOn"/>.</summary>
    public void CountOnOld(Span<long> counts)
    {
        foreach (ref readonly EventHeap.Entry entry in _ends.Unordered)
        {
            if (SideOf(entry.Tag) == ProcessSide.Old) counts[WorkloadOf(entry.Tag)]++;
        }
    }

    /// <summary>Closes by force what the old process still holds.</summary>
    public void ResetOld(double time)
    {
        if (_recorder is not null)
        {
            foreach (ref readonly EventHeap.Entry entry in _ends.Unordered)
            {
                if (SideOf(entry.Tag) == ProcessSide.Old) _recorder.Reset(time, _node, _workloads[WorkloadOf(entry.Tag)]);
            }
        }
        _ends.RemoveWhere(static entry => SideOf(entry.Tag) == ProcessSide.Old);
    }

    /// <summary>A stationary start, drawn exactly: a Poisson number of connections, each with a residual life.</summary>
    private void FindOpen(int place, Workload workload, RandomStream random)
    {
        long count = random.NextPoisson(workload.OpenPerNode);
        OpenAtStart += count;
        for (long i = 0; i < count; i++)
        {
            _ends.Append(workload.Lifetime.SampleResidual(ref random), TagOf(place, ProcessSide.Old));
            _recorder?.FoundOpen(0, _node, _workloads[place]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Open(double time, int place)
    {
        _nextArrival[place] = time + _meanInterarrival[place] * ExponentialSampler.Next(ref _arrivals[place]);
        ChooseNextOpener();
        // Drawn even for a refused connection: what is opened later must not depend on who listened.
        double life = _lifetimes[place].Sample(ref _lives[place]);
        if (!_oldListens && !_newListens)
        {
            Refused[place]++;
            _recorder?.Refused(time, _node, _workloads[place]);
            return;
        }
        ProcessSide side = !_newListens || (_oldListens && _listener.NextDouble() >= _newShare)
            ? ProcessSide.Old
            : ProcessSide.New;
        Opened++;
        _ends.Push(time + life, TagOf(place, side));
        _recorder?.Opened(time, _node, _workloads[place], side);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Close()
    {
        (double time, int tag) = _ends.Pop();
        Completed++;
        _recorder?.Closed(time, _node, _workloads[WorkloadOf(tag)], SideOf(tag));
    }

    private void ChooseNextOpener()
    {
        int next = 0;
        for (int i = 1; i < _nextArrival.Length; i++)
        {
            if (_nextArrival[i] < _nextArrival[next]) next = i;
        }
        _nextOpener = next;
    }

    private static int TagOf(int place, ProcessSide side) => place << 1 | (int)side;

    private static int WorkloadOf(int tag) => tag >> 1;

    private static ProcessSide SideOf(int tag) => (ProcessSide)(tag & 1);
}
