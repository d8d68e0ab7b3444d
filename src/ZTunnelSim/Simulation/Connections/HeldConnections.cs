using System.Runtime.InteropServices;

namespace ZTunnelSim;

/// <summary>Which connections each process, or each pod, holds.</summary>
/// <remarks>Of a connection that closes only the count is told: its entry stays, and is removed later, when there are many such.</remarks>
internal sealed class HeldConnections(ConnectionTable connections)
{
    private readonly List<List<(int Slot, long Id)>> _held = [];
    private readonly List<int> _counts = [];

    /// <summary>How many connections a process or a pod holds.</summary>
    public int Count(int holder) => holder < _counts.Count ? _counts[holder] : 0;

    public void Add(int holder, int slot)
    {
        while (_held.Count <= holder)
        {
            _held.Add([]);
            _counts.Add(0);
        }
        List<(int Slot, long Id)> held = _held[holder];
        if (held.Count > 2 * _counts[holder] + 64) held.RemoveAll(entry => !connections.Holds(entry.Slot, entry.Id));
        held.Add((slot, connections[slot].Id));
        _counts[holder]++;
    }

    /// <summary>One of its connections has closed.</summary>
    /// <returns>Whether it has none left.</returns>
    public bool Release(int holder) => --_counts[holder] == 0;

    /// <summary>The slots of all its connections.</summary>
    public ReadOnlySpan<int> SlotsOf(int holder)
    {
        if (holder >= _held.Count || _counts[holder] == 0) return [];
        int[] slots = new int[_counts[holder]];
        int count = 0;
        foreach ((int slot, long id) in CollectionsMarshal.AsSpan(_held[holder]))
        {
            if (connections.Holds(slot, id)) slots[count++] = slot;
        }
        return slots.AsSpan(0, count);
    }
}
