namespace ZTunnelSim;

/// <summary>Hands out a fixed number of slots: each node gets the one that comes free first.</summary>
internal sealed class SlotSchedule(int slots, double start)
{
    private readonly PriorityQueue<double, double> _freeAt = new(slots);
    private int _unused = slots;

    /// <summary>When the next node starts; <see cref="Release"/> has to follow.</summary>
    public double Acquire()
    {
        if (_unused == 0) return _freeAt.Dequeue();
        _unused--;
        return start;
    }

    public void Release(double time) => _freeAt.Enqueue(time, time);
}
