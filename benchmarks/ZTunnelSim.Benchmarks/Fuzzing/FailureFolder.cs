using System.Diagnostics;

namespace ZTunnelSim.Benchmarks;

/// <summary>
/// Keeps what failed: of each kind of fault the first mutant, made smaller as far as it fails in the same way, and how it is made again.
/// </summary>
/// <param name="folder">The folder.</param>
internal sealed class FailureFolder(string folder)
{
    private static readonly TimeSpan LongestSearch = TimeSpan.FromSeconds(3);

    private readonly Lock _lock = new();
    private readonly List<string> _lines = [];
    private readonly HashSet<string> _known = [];

    public string Folder => folder;

    /// <summary>How many kinds of faults there are.</summary>
    public int Count
    {
        get { lock (_lock) return _lines.Count; }
    }

    /// <summary>A line for each.</summary>
    public IReadOnlyList<string> Lines
    {
        get { lock (_lock) return [.. _lines]; }
    }

    public void Keep(Target target, ulong seed, long number, Verdict verdict)
    {
        string kind = $"{target.Name}: {verdict.Kind}";
        lock (_lock)
        {
            if (!_known.Add(kind)) return;
        }
        (byte[] input, int way) = target.Mutant(seed, number);
        // What hangs or fills the memory would do so at each attempt.
        bool isCostly = verdict.Fault is TimeoutException or InsufficientMemoryException;
        byte[] smaller = isCostly ? input : Smaller(target, input, way, verdict.Kind!);
        string name = $"{target.Name}-{number}", again = $"fuzz --only {target.Name} --seed {seed} --at {number}";
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(Path.Combine(folder, $"{name}.whole"), input);
        File.WriteAllBytes(Path.Combine(folder, $"{name}.small"), smaller);
        File.WriteAllText(Path.Combine(folder, $"{name}.txt"), $"{kind}\nAgain: {again}\nWay: {way}\n\n{verdict.Fault}\n");
        lock (_lock) _lines.Add($"{kind}: {smaller.Length} of {input.Length} bytes; {again}");
    }

    /// <summary>Leaves out one piece after the other, ever smaller ones, as long as the same fault stays.</summary>
    private static byte[] Smaller(Target target, byte[] input, int way, string kind)
    {
        long began = Stopwatch.GetTimestamp();
        byte[] left = input;
        for (int size = Math.Max(1, left.Length / 2); size > 0; size /= 2)
        {
            for (int at = 0; at < left.Length;)
            {
                byte[] without = [.. left.AsSpan(0, at), .. left.AsSpan(Math.Min(left.Length, at + size))];
                if (target.Judge(without, way).Kind == kind) left = without;
                else at += size;
                if (Stopwatch.GetElapsedTime(began) > LongestSearch) return left;
            }
        }
        return left;
    }
}
