namespace ZTunnelSim;

/// <summary>The open connections of a run, in slots that are used again.</summary>
internal sealed class ConnectionTable
{
    /// <summary>The most connections at once: with what else is known of them, these need about 1 GiB.</summary>
    public const int MostAtOnce = 4_000_000;

    private readonly Stack<int> _free = new();
    private SessionConnection[] _slots = new SessionConnection[1024];
    private int _used;
    private long _lastId;

    /// <summary>Counts those that are open, one by one: what was opened and what was let go of must come to the same.</summary>
    public int Count()
    {
        int open = 0;
        for (int slot = 0; slot < _used; slot++) open += _slots[slot].Id != 0 ? 1 : 0;
        return open;
    }

    public ref SessionConnection this[int slot] => ref _slots[slot];

    /// <summary>Stores a connection and gives it a number.</summary>
    /// <exception cref="InsufficientMemoryException">There are too many.</exception>
    public int Add(SessionConnection connection)
    {
        if (!_free.TryPop(out int slot))
        {
            if (_used == MostAtOnce) throw RunContext.TooMany(_used);
            if (_used == _slots.Length) Array.Resize(ref _slots, Math.Min(MostAtOnce, 2 * _used));
            slot = _used++;
        }
        connection.Id = ++_lastId;
        _slots[slot] = connection;
        return slot;
    }

    public void Remove(int slot)
    {
        _slots[slot].Id = 0;
        _free.Push(slot);
    }

    /// <summary>Whether a slot still holds the connection of that number.</summary>
    public bool Holds(int slot, long id) => _slots[slot].Id == id;

    /// <summary>Whether a slot holds a connection that closes at that time.</summary>
    public bool EndsAt(int slot, double time) => _slots[slot].Id != 0 && _slots[slot].End == time;
}
