using System.Diagnostics;
using ZTunnelSim.Cli;

namespace ZTunnelSim.Benchmarks;

/// <summary>Something that takes what others wrote, and may refuse it.</summary>
/// <param name="name">The name that <c>--only</c> takes.</param>
/// <param name="seeds">What mutants are made of, at least one.</param>
/// <param name="take">
/// Takes an input, in one of many ways that a number chooses: whether it was accepted. What it refuses it may also throw as a command would
/// tell it; what makes no sense is a <see cref="NonsenseException"/>.
/// </param>
/// <param name="keys">Keys that mutants may have besides those of the seeds; null: none.</param>
internal sealed class Target(string name, IReadOnlyList<Seed> seeds, Func<byte[], int, bool> take, IEnumerable<string>? keys = null)
{
    /// <summary>A longer message is none that anybody reads.</summary>
    private const int LongestMessage = 4_000;

    private readonly Mutator _mutator = new(seeds, keys ?? []);

    public string Name => name;

    /// <summary>The mutant of a number, and the number that chooses how it is taken: always the same for a seed.</summary>
    public (byte[] Input, int Way) Mutant(ulong seed, long number)
    {
        Random random = new(Mixed(seed, number));
        int way = random.Next(1 << 16);
        return (_mutator.Mutant(number, random), way);
    }

    /// <summary>Takes an input and judges how it went.</summary>
    public Verdict Judge(byte[] input, int way)
    {
        try
        {
            return new(take(input, way), null);
        }
        catch (Exception e) when (CommandLineHost.IsTold(e))
        {
            return new(false, WrongWith(e.Message) is { } why ? new NonsenseException(why, e) : null, e.Message);
        }
        catch (Exception e)
        {
            return new(false, e);
        }
    }

    private static string? WrongWith(string message) => PlainText.HasHidden(message) ? "a message has hidden characters or several lines"
        : message.Length > LongestMessage ? $"a message has more than {LongestMessage} characters"
        : null;

    /// <summary>Neighbouring numbers and targets have nothing in common (SplitMix64).</summary>
    private int Mixed(ulong seed, long number)
    {
        ulong mixed = seed;
        foreach (char c in name) mixed = (mixed ^ c) * 1_099_511_628_211;
        mixed += (ulong)number * 0x9E3779B97F4A7C15;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return (int)(mixed ^ (mixed >> 31));
    }
}

/// <summary>How it went.</summary>
/// <param name="IsAccepted">Whether it was accepted.</param>
/// <param name="Fault">What went wrong; null where nothing did.</param>
/// <param name="Told">What was told of why it is refused; null where nothing was.</param>
internal readonly record struct Verdict(bool IsAccepted, Exception? Fault, string? Told = null)
{
    /// <summary>What went wrong and where in our code: one fault has one, whatever the input. Null where nothing did.</summary>
    public string? Kind
    {
        get
        {
            if (Fault is null) return null;
            string? place = new StackTrace(Fault.InnerException ?? Fault).GetFrames().Select(frame => frame.GetMethod())
                .Where(method => method?.DeclaringType?.FullName?.StartsWith("ZTunnelSim.", StringComparison.Ordinal) == true)
                .Select(method => $"{method!.DeclaringType!.Name}.{method.Name}").FirstOrDefault();
            return $"{Fault.GetType().Name} in {place ?? "nothing of ours"}{(Fault is NonsenseException ? $": {Fault.Message}" : "")}";
        }
    }
}

/// <summary>What came out makes no sense.</summary>
internal sealed class NonsenseException(string what, Exception? inner = null) : Exception(what, inner)
{
    public static void Unless(bool makesSense, string what)
    {
        if (!makesSense) throw new NonsenseException(what);
    }
}
