using System.Diagnostics;

namespace ZTunnelSim.Benchmarks;

/// <summary>When an attack ends, and what it calls a failure besides what throws.</summary>
internal sealed record AttackLimits
{
    /// <summary>How long it goes on.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.MaxValue;

    /// <summary>How many mutants it makes in all.</summary>
    public long Mutations { get; init; } = long.MaxValue;

    /// <summary>What takes longer hangs.</summary>
    public TimeSpan Hang { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How many bytes the process may grow by.</summary>
    public long Growth { get; init; } = 500L << 20;

    /// <summary>After so many failures there is enough to mend.</summary>
    public int Failures { get; init; } = 20;
}

/// <summary>What came of one target's mutants.</summary>
internal sealed class TargetTally(string name)
{
    public long Next, Accepted, Refused, Failed, Ticks, SlowestTicks;

    public string Name => name;

    public long Tried => Accepted + Refused + Failed;
}

/// <summary>
/// Gives mutants to targets, from as many threads as there are processors, each target the same time, and leaves alone what hangs. How many
/// mutants are made in a given time differs, but each of them, by its number, is always the same.
/// </summary>
internal sealed class Attack
{
    private static readonly long Turn = Stopwatch.Frequency / 100;

    private readonly Func<string, IReadOnlyList<Target>> _create;
    private readonly AttackLimits _limits;
    private readonly ulong _seed;
    private readonly FailureFolder _failures;
    private readonly string _folder;
    private readonly FlightRecorder? _recorder;
    private readonly TargetTally[] _tallies;
    private readonly List<Worker> _workers = [];
    private readonly Stopwatch _clock = new();
    private long _tried;
    private int _begun;
    private volatile bool _isOver;

    /// <param name="create">Creates the targets, for each thread its own, with a folder for their files.</param>
    /// <param name="limits">When it ends.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="failures">Where failures are kept.</param>
    /// <param name="folder">A folder for the targets' files.</param>
    /// <param name="recorder">Is told what each thread is at; null: nobody is.</param>
    public Attack(
        Func<string, IReadOnlyList<Target>> create, AttackLimits limits, ulong seed, FailureFolder failures, string folder,
        FlightRecorder? recorder = null)
    {
        (_create, _limits, _seed, _failures, _folder, _recorder) = (create, limits, seed, failures, folder, recorder);
        _tallies = [.. create(Path.Combine(folder, "first")).Select(target => new TargetTally(target.Name))];
    }

    public IReadOnlyList<TargetTally> Tallies => _tallies;

    /// <summary>By how many bytes the process had grown at most.</summary>
    public long Growth { get; private set; }

    public TimeSpan Elapsed => _clock.Elapsed;

    public long Tried => Interlocked.Read(ref _tried);

    /// <summary>Attacks until the time is over, or there are enough mutants or failures.</summary>
    /// <param name="tell">Is told now and then.</param>
    public void Run(Action tell)
    {
        GC.Collect();
        long before = Environment.WorkingSet;
        _clock.Start();
        for (int i = 0; i < Environment.ProcessorCount; i++) Begin();
        TimeSpan told = TimeSpan.Zero;
        while (!_isOver)
        {
            Thread.Sleep(20);
            if (_clock.Elapsed > _limits.Time || _failures.Count >= _limits.Failures) _isOver = true;
            foreach (Worker hung in _workers.Where(w => w.HangsFor(_limits.Hang)).ToArray())
            {
                Keep(hung, new TimeoutException($"Takes more than {_limits.Hang.TotalSeconds} s."));
                hung.IsGivenUp = true;
                _workers.Remove(hung);
                // Those that hang take the processors from the rest.
                if (_begun < 4 * Environment.ProcessorCount) Begin();
                else _isOver = true;
            }
            Growth = Math.Max(Growth, Environment.WorkingSet - before);
            if (Growth > _limits.Growth)
            {
                InsufficientMemoryException fault = new($"The process grew by more than {_limits.Growth >> 20} MB.");
                foreach (Worker worker in _workers) Keep(worker, fault);
                _isOver = true;
            }
            if (_clock.Elapsed - told > TimeSpan.FromSeconds(5))
            {
                told = _clock.Elapsed;
                tell();
            }
        }
        foreach (Worker worker in _workers) worker.Thread.Join(_limits.Hang);
        _clock.Stop();
    }

    private void Begin()
    {
        int number = _begun++;
        Worker worker = new(number, _create(Path.Combine(_folder, $"{number}")));
        // A stack as small as those that the tool itself has.
        worker.Thread = new Thread(() => Work(worker), maxStackSize: 1 << 20) { IsBackground = true, Name = "fuzz" };
        _workers.Add(worker);
        worker.Thread.Start();
    }

    private void Keep(Worker worker, Exception fault)
    {
        if (worker.At is not { } at) return;
        Interlocked.Increment(ref _tallies[at.Target].Failed);
        _failures.Keep(worker.Targets[at.Target], _seed, at.Number, new Verdict(false, fault));
    }

    private void Work(Worker worker)
    {
        while (!_isOver && !worker.IsGivenUp)
        {
            int target = Enumerable.Range(0, _tallies.Length).MinBy(t => Interlocked.Read(ref _tallies[t].Ticks));
            TargetTally tally = _tallies[target];
            long began = Stopwatch.GetTimestamp(), now = began;
            while (now - began < Turn && !_isOver && !worker.IsGivenUp)
            {
                if (Interlocked.Increment(ref _tried) >= _limits.Mutations) _isOver = true;
                long number = Interlocked.Increment(ref tally.Next) - 1, start = now;
                worker.Begin(target, number, now);
                _recorder?.Note(worker.Number, tally.Name, number);
                (byte[] input, int way) = worker.Targets[target].Mutant(_seed, number);
                Verdict verdict = worker.Targets[target].Judge(input, way);
                worker.End();
                if (worker.IsGivenUp) return;
                now = Stopwatch.GetTimestamp();
                Count(tally, verdict, now - start);
                if (verdict.Fault is not null) _failures.Keep(worker.Targets[target], _seed, number, verdict);
            }
            Interlocked.Add(ref tally.Ticks, now - began);
        }
    }

    private static void Count(TargetTally tally, Verdict verdict, long ticks)
    {
        if (verdict.Fault is not null) Interlocked.Increment(ref tally.Failed);
        else if (verdict.IsAccepted) Interlocked.Increment(ref tally.Accepted);
        else Interlocked.Increment(ref tally.Refused);
        if (ticks > Interlocked.Read(ref tally.SlowestTicks)) Interlocked.Exchange(ref tally.SlowestTicks, ticks);
    }

    /// <summary>A thread with its targets, and what it is at.</summary>
    private sealed class Worker(int number, IReadOnlyList<Target> targets)
    {
        private readonly Lock _lock = new();
        private (int Target, long Number, long Since)? _at;

        public int Number => number;

        public Thread Thread { get; set; } = null!;

        public IReadOnlyList<Target> Targets => targets;

        /// <summary>Whether it hung, so that nothing is asked of it any more.</summary>
        public bool IsGivenUp { get; set; }

        public (int Target, long Number, long Since)? At
        {
            get { lock (_lock) return _at; }
        }

        public void Begin(int target, long number, long now)
        {
            lock (_lock) _at = (target, number, now);
        }

        public void End()
        {
            lock (_lock) _at = null;
        }

        public bool HangsFor(TimeSpan limit) => At is { } at && Stopwatch.GetElapsedTime(at.Since) > limit;
    }
}
