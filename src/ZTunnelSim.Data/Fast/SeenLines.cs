using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ZTunnelSim.Data;

/// <summary>Tells whether a line came before, in any of the files read: about 6 bytes for each line.</summary>
/// <remarks>
/// Tables of 32 bits of each line's hash, in groups of 16, which are one line of the core's cache and are compared at once; the group is
/// told by up to 16 bits more. When a table is full the next one begins. A table knows which times its lines have, so that for a log in
/// order only the last one is looked into. Of ten million lines one is taken for another in one of twenty runs: by its 48 bits.
/// </remarks>
internal sealed class SeenLines
{
    private const int LeastBits = 12;
    private const int MostBits = 20;

    private readonly List<Table> _tables = [];

    /// <summary>Adds a line by its content's hash and its time, the same wherever it comes again; false where it came before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool Add(ulong hash, long ticks)
    {
        if (Contains(hash, ticks)) return false;
        if (_tables.Count == 0 || _tables[^1].IsFull)
            _tables.Add(new Table(Math.Min(LeastBits + _tables.Count, MostBits)));
        _tables[^1].Add(hash, ticks);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool Contains(ulong hash, long ticks)
    {
        for (int i = _tables.Count - 1; i >= 0; i--)
        {
            if (_tables[i].Contains(hash, ticks)) return true;
        }
        return false;
    }

    private sealed class Table(int bits)
    {
        private static readonly int Group = Vector512<uint>.Count;

        private readonly uint[] _marks = new uint[1 << bits];

        // Lines are put in several at a time, so that they wait together for memory, which no cache holds.
        private readonly ulong[] _waiting = new ulong[16];
        private int _waitingCount, _count;
        private long _first = long.MaxValue, _last = long.MinValue;

        public bool IsFull => _count >= _marks.Length / 3 * 2;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public bool Contains(ulong hash, long ticks)
        {
            if (ticks < _first || ticks > _last) return false;
            PutIn();
            Vector512<uint> mark = Vector512.Create(MarkOf(hash));
            for (int at = PlaceOf(hash); ; at = Next(at))
            {
                Vector512<uint> group = At(at);
                if (Vector512.EqualsAny(group, mark)) return true;
                if (Vector512.EqualsAny(group, Vector512<uint>.Zero)) return false;
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Add(ulong hash, long ticks)
        {
            _first = Math.Min(_first, ticks);
            _last = Math.Max(_last, ticks);
            _count++;
            _waiting[_waitingCount++] = hash;
            if (_waitingCount == _waiting.Length) PutIn();
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void PutIn()
        {
            foreach (ulong hash in _waiting.AsSpan(0, _waitingCount))
            {
                int at = PlaceOf(hash);
                ulong free;
                while ((free = Vector512.Equals(At(at), Vector512<uint>.Zero).ExtractMostSignificantBits()) == 0)
                    at = Next(at);
                _marks[at + BitOperations.TrailingZeroCount(free)] = MarkOf(hash);
            }
            _waitingCount = 0;
        }

        /// <summary>Zero is a free place.</summary>
        private static uint MarkOf(ulong hash) => Math.Max(1u, (uint)hash);

        private int PlaceOf(ulong hash) => (int)(hash >> 40) & (_marks.Length - Group);

        private int Next(int place) => (place + Group) & (_marks.Length - 1);

        private Vector512<uint> At(int place) =>
            Vector512.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(_marks), (nuint)place);
    }
}
