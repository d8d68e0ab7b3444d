using System.Text;

namespace ZTunnelSim.Benchmarks;

/// <summary>Readers with a fault of each kind. An attack that does not find them would find nothing else either.</summary>
internal static class PlantedFaults
{
    private const string Text = "cluster: { nodes: 3 }\nworkloads:\n  - { name: api, lifetime: 5m }\n";

    /// <summary>Attacks them, and says which of them are not found.</summary>
    public static bool AreFound(string folder)
    {
        AttackLimits limits = new()
        {
            Time = TimeSpan.FromSeconds(30),
            Hang = TimeSpan.FromMilliseconds(300),
            Growth = long.MaxValue,
            Failures = 1,
        };
        bool areFound = true;
        foreach ((string name, Func<string, Exception?> fault) in Faults)
        {
            FailureFolder failures = new(Path.Combine(folder, name));
            // Only one of them may end for that.
            AttackLimits own = name == "growth" ? limits with { Growth = 30L << 20 } : limits;
            Attack attack = new(_ => [Of(name, fault)], own, seed: 1, failures, folder);
            attack.Run(() => { });
            if (failures.Count > 0) continue;
            Console.Error.WriteLine($"The attack does not find a planted fault: {name}, in {attack.Tried:#,0} mutants.");
            areFound = false;
        }
        return areFound;
    }

    /// <summary>What each does to a text that has what it fails at.</summary>
    private static readonly (string Name, Func<string, Exception?> Fault)[] Faults =
    [
        ("crash", text => text.Contains("nodes: -1", StringComparison.Ordinal) ? new InvalidOperationException("planted") : null),
        ("twice", text => text.Split("name: api").Length > 3 ? new NotSupportedException("planted") : null),
        ("message", text => text.Contains('\u001b') ? new IOException($"planted {text}") : null),
        ("hang", text =>
        {
            if (text.Contains("1e300", StringComparison.Ordinal)) Thread.Sleep(1000);
            return null;
        }),
        ("growth", text =>
        {
            if (!text.Contains("[]", StringComparison.Ordinal)) return null;
            byte[] much = new byte[60 << 20];
            much.AsSpan().Fill(1);
            Thread.Sleep(500);
            GC.KeepAlive(much);
            return null;
        }),
    ];

    private static Target Of(string name, Func<string, Exception?> fault) => new(
        name, [Seed.OfTree(Text)], (input, _) => fault(Encoding.UTF8.GetString(input)) is { } thrown ? throw thrown : true);
}
