namespace ZTunnelSim.Benchmarks;

/// <summary>
/// A candidate that was not kept: a calendar queue whose days' width follows from the known rate of events. Today stands
/// sorted, later days are unsorted chains, what lies beyond the year is looked through once a year.
/// </summary>
/// <remarks>Brown, "Calendar queues", Commun. ACM 31(10), 1988.</remarks>
internal sealed class CalendarQueue
{
    private const int None = -1;
    private const double EventsPerDay = 4;
    private readonly int[] _days;
    private readonly double _daysPerSecond;
    private readonly double _yearSeconds;
    private readonly List<double> _beyond = [];
    private Slot[] _slots = new Slot[64];
    private double[] _todays = new double[32];
    private int _freeSlot = None;
    private int _usedSlots;
    private int _todaysCount;
    private int _today = -1;
    private double _yearStart;
    private double _yearEnd;
    private int _count;

    public CalendarQueue(double eventsPerSecond, double pending)
    {
        _days = new int[(int)Math.Clamp(pending, 4, 1 << 20)];
        Array.Fill(_days, None);
        _daysPerSecond = eventsPerSecond / EventsPerDay;
        _yearSeconds = _days.Length / _daysPerSecond;
        _yearEnd = _yearSeconds;
    }

    public double NextTime => _todaysCount > 0 ? _todays[_todaysCount - 1] : double.PositiveInfinity;

    public void Push(double time)
    {
        _count++;
        if (time >= _yearEnd)
        {
            _beyond.Add(time);
            if (_todaysCount == 0) FindToday();
            return;
        }
        int day = (int)((time - _yearStart) * _daysPerSecond);
        if (_todaysCount == 0) _today = Math.Clamp(day, 0, _days.Length - 1);
        if (day <= _today) PutIntoToday(time);
        else PutIntoDay(time, day);
    }

    public double Pop()
    {
        double first = _todays[--_todaysCount];
        if (--_count > 0 && _todaysCount == 0) FindToday();
        return first;
    }

    private void PutIntoDay(double time, int day)
    {
        int slot = _freeSlot;
        if (slot != None)
        {
            _freeSlot = _slots[slot].Next;
        }
        else
        {
            if (_usedSlots == _slots.Length) Array.Resize(ref _slots, 2 * _usedSlots);
            slot = _usedSlots++;
        }
        ref int first = ref _days[Math.Min(day, _days.Length - 1)];
        _slots[slot] = new Slot { Time = time, Next = first };
        first = slot;
    }

    private void PutIntoToday(double time)
    {
        if (_todaysCount == _todays.Length) Array.Resize(ref _todays, 2 * _todaysCount);
        int place = _todaysCount++;
        for (; place > 0 && _todays[place - 1] < time; place--) _todays[place] = _todays[place - 1];
        _todays[place] = time;
    }

    private void FindToday()
    {
        while (true)
        {
            int day = _today + 1;
            while (day < _days.Length && _days[day] == None) day++;
            if (day < _days.Length)
            {
                BeginDay(day);
                return;
            }
            TurnYear();
        }
    }

    private void BeginDay(int day)
    {
        _today = day;
        int slot = _days[day];
        _days[day] = None;
        while (slot != None)
        {
            PutIntoToday(_slots[slot].Time);
            int next = _slots[slot].Next;
            _slots[slot].Next = _freeSlot;
            _freeSlot = slot;
            slot = next;
        }
    }

    private void TurnYear()
    {
        _yearStart = Math.Max(_yearEnd, _beyond.Min());
        _yearEnd = _yearStart + _yearSeconds;
        _today = -1;
        int kept = 0;
        for (int i = 0; i < _beyond.Count; i++)
        {
            double time = _beyond[i];
            if (time < _yearEnd) PutIntoDay(time, (int)((time - _yearStart) * _daysPerSecond));
            else _beyond[kept++] = time;
        }
        _beyond.RemoveRange(kept, _beyond.Count - kept);
    }

    private struct Slot
    {
        public double Time;
        public int Next;
    }
}
