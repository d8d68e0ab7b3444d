namespace ZTunnelSim.Data.Connections;

/// <summary>Tells whether a line came before, in any of the files read: about 5 bytes for each line.</summary>
/// <remarks>
/// Tables of 32 bits of each line's hash, open to linear probing, whose place is another 20 bits. When one is full the next
/// begins. A table knows which times its lines have, so that a log in order looks into the last one only, which stays in
/// the core's cache. Of millions of lines less than one in a hundred runs takes one for another: by its 50 bits.
/// </remarks>
internal sealed class SeenLines
{
    private const int LeastBits = 12;
    private const int MostBits = 20;

    private readonly List<Table> _tables = [];

    /// <summary>Adds a line.</summary>
    /// <param name="hash">The hash of its content.</param>
    /// <param name="ticks">Its time, the same wherever the line comes again.</param>
    /// <returns>False where it came before.</returns>
    public bool Add(ulong hash, long ticks)
    {
        if (Contains(hash, ticks)) return false;
        if (_tables.Count == 0 || _tables[^1].IsFull)
            _tables.Add(new Table(Math.Min(LeastBits + _tables.Count, MostBits)));
        _tables[^1].Add(MarkOf(hash), PlaceOf(hash), ticks);
        return true;
    }

    /// <summary>Whether a line came before.</summary>
    /// <inheritdoc cref="Add"/>
    public bool Contains(ulong hash, long ticks)
    {
        for (int i = _tables.Count - 1; i >= 0; i--)
        {
            if (_tables[i].Contains(MarkOf(hash), PlaceOf(hash), ticks)) return true;
        }
        return false;
    }

    /// <summary>Zero marks a free place.</summary>
    private static uint MarkOf(ulong hash) => Math.Max(1u, (uint)hash);

    private static int PlaceOf(ulong hash) => (int)(hash >> (64 - MostBits));

    private sealed class Table(int bits)
    {
        private readonly uint[] _marks = new uint[1 << bits];
        private int _count;
        private long _first = long.MaxValue;
        private long _last = long.MinValue;

        public bool IsFull => _count >= _marks.Length / 4 * 3;

        public bool Contains(uint mark, int place, long ticks)
        {
            if (ticks < _first || ticks > _last) return false;
            uint[] marks = _marks;
            for (int at = place & (marks.Length - 1); marks[at] != 0; at = (at + 1) & (marks.Length - 1))
            {
                if (marks[at] == mark) return true;
            }
            return false;
        }

        public void Add(uint mark, int place, long ticks)
        {
            _first = Math.Min(_first, ticks);
            _last = Math.Max(_last, ticks);
            _count++;
            int at = place & (_marks.Length - 1);
            while (_marks[at] != 0) at = (at + 1) & (_marks.Length - 1);
            _marks[at] = mark;
        }
    }
}
