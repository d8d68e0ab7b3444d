namespace ZTunnelSim.Simulation;

/// <summary>Hands out a fixed number of slots: each node takes the one that comes free first.</summary>
internal sealed class SlotSchedule(int slots)
{
    private readonly EventHeap _freeAt = new(slots);
    private int _unused = slots;

    /// <summary>When the next node starts; <see cref="Release"/> has to follow.</summary>
    public double Take()
    {
        if (_unused == 0) return _freeAt.Pop().Time;
        _unused--;
        return 0;
    }

    public void Release(double time) => _freeAt.Push(time, 0);
}
