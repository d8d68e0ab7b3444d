using System.Runtime.CompilerServices;
using ZTunnelSim.Lifetimes;
using ZTunnelSim.Model;
using ZTunnelSim.Randomness;
using ZTunnelSim.Results;

namespace ZTunnelSim.Simulation;

/// <summary>
/// One workload's connections on one node, every single one: Poisson arrivals, a listener for each, an end by its own
/// lifetime.
/// </summary>
/// <remarks>
/// Between two steps of the node's replacement nothing but time touches these connections, and nothing reads the order
/// in which they close. So there is no future-event set: each step brings them up to date in one sweep over the
/// arrivals since the last step, and those that open and close between two steps are never stored. A recorder gets
/// each event with its time, and puts them in order. See benchmarks/README.md for what event sets would cost.
/// </remarks>
internal sealed class WorkloadConnections
{
    private readonly DurationLaw _lifetime;
    private readonly double _meanInterarrival;
    private readonly double _newShare;
    private readonly int _node;
    private readonly int _workload;
    private readonly RunRecorder? _recorder;
    private RandomStream _arrivals;
    private RandomStream _lives;
    private RandomStream _listener;
    private OpenEnds _onOld;
    private OpenEnds _onNew;
    private double _nextArrival;
    private long _nextNumber;

    public WorkloadConnections(Rollout rollout, ulong seed, int replication, int node, int workload, RunRecorder? recorder)
    {
        Workload model = rollout.Cluster.Workloads[workload];
        _lifetime = model.Lifetime;
        _meanInterarrival = 1 / model.ArrivalsPerSecond;
        _newShare = rollout.Timing.NewShare;
        _node = node;
        _workload = workload;
        _recorder = recorder;
        _arrivals = Stream(StreamPurpose.Arrivals);
        _lives = Stream(StreamPurpose.Lifetimes);
        _listener = Stream(StreamPurpose.Listener);
        _onNew = new OpenEnds(0, numbered: recorder is not null);
        FindOpen(model.OpenPerNode, Stream(StreamPurpose.OpenAtStart));
        _nextArrival = NextInterarrival();

        RandomStream Stream(StreamPurpose purpose) => new(seed, replication, node, workload, (long)purpose);
    }

    public long OpenAtStart { get; private set; }

    public long Opened { get; private set; }

    public long Completed { get; private set; }

    public long Refused { get; private set; }

    public int OnOld => _onOld.Count;

    public int OpenNow => _onOld.Count + _onNew.Count;

    /// <summary>When the last connection that the old process holds will close by itself; negative infinity if it holds none.</summary>
    public double LastEndOnOld()
    {
        double last = double.NegativeInfinity;
        foreach (double end in _onOld.Ends) last = Math.Max(last, end);
        return last;
    }

    /// <summary>Lets all that is due until a time happen, the time included, with the listeners as they are.</summary>
    public void AdvanceTo(double time, bool oldListens, bool newListens)
    {
        CloseUntil(time, ref _onOld, ProcessSide.Old);
        CloseUntil(time, ref _onNew, ProcessSide.New);
        double arrival = _nextArrival;
        while (arrival <= time)
        {
            // Drawn even for a connection that is refused: what comes later must not depend on who listens.
            double end = arrival + _lifetime.Sample(ref _lives);
            if (!oldListens && !newListens) Refuse(arrival);
            else Open(arrival, end, time, ChooseListener(oldListens, newListens));
            arrival += NextInterarrival();
        }
        _nextArrival = arrival;
    }

    /// <summary>Closes by force what the old process still holds.</summary>
    public void ResetOld(double time)
    {
        if (_recorder is not null)
        {
            foreach (long number in _onOld.Numbers) _recorder.Reset(time, _node, _workload, number);
        }
        _onOld.Clear();
    }

    /// <summary>A stationary start, drawn exactly: a Poisson number of connections, each with a residual life.</summary>
    private void FindOpen(double mean, RandomStream random)
    {
        OpenAtStart = random.NextPoisson(mean);
        _onOld = new OpenEnds(checked((int)OpenAtStart), numbered: _recorder is not null);
        for (long i = 0; i < OpenAtStart; i++)
        {
            double end = _lifetime.SampleResidual(ref random);
            if (_recorder is null)
            {
                _onOld.Add(end);
                continue;
            }
            _recorder.FoundOpen(0, _node, _workload, _nextNumber);
            _onOld.Add(end, _nextNumber++);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Open(double arrival, double end, double until, ProcessSide side)
    {
        Opened++;
        if (_recorder is not null)
        {
            OpenRecorded(_recorder, arrival, end, until, side);
        }
        else if (end <= until)
        {
            Completed++;
        }
        else if (side == ProcessSide.Old)
        {
            _onOld.Add(end);
        }
        else
        {
            _onNew.Add(end);
        }
    }

    private void OpenRecorded(RunRecorder recorder, double arrival, double end, double until, ProcessSide side)
    {
        long number = _nextNumber++;
        recorder.Opened(arrival, _node, _workload, side, number);
        if (end <= until)
        {
            Completed++;
            recorder.Closed(end, _node, _workload, side, number);
        }
        else if (side == ProcessSide.Old)
        {
            _onOld.Add(end, number);
        }
        else
        {
            _onNew.Add(end, number);
        }
    }

    private void Refuse(double arrival)
    {
        Refused++;
        _recorder?.Refused(arrival, _node, _workload);
    }

    private void CloseUntil(double time, ref OpenEnds connections, ProcessSide side)
    {
        if (_recorder is not null)
        {
            for (int i = 0; i < connections.Count; i++)
            {
                double end = connections.Ends[i];
                if (end <= time) _recorder.Closed(end, _node, _workload, side, connections.Numbers[i]);
            }
        }
        Completed += connections.CloseUntil(time);
    }

    /// <summary>With two listeners, SO_REUSEPORT's hash sends a new connection to the new one with its share.</summary>
    private ProcessSide ChooseListener(bool oldListens, bool newListens)
    {
        bool toNew = newListens && (!oldListens || _listener.NextDouble() < _newShare);
        return toNew ? ProcessSide.New : ProcessSide.Old;
    }

    private double NextInterarrival() => _meanInterarrival * ExponentialSampler.Next(ref _arrivals);
}
