namespace ZTunnelSim.Data;

/// <summary>Names and addresses for a simulated cluster: plausible, unique, and the same each time.</summary>
internal sealed class LogNames
{
    /// <summary>What Kubernetes makes random names of (apimachinery, util/rand).</summary>
    private const string Alphabet = "bcdfghjklmnpqrstvwxz2456789";

    private readonly int _nodes;
    private readonly (string Name, string Namespace)[] _services;

    public LogNames(Cluster cluster)
    {
        _nodes = cluster.Nodes.Count;
        HashSet<(string, string)> taken = [];
        _services = new (string, string)[cluster.Workloads.Count];
        for (int w = 0; w < _services.Length; w++)
        {
            (string name, string space) = Split(cluster.Workloads[w].Name);
            _services[w] = taken.Add((name, space)) ? (name, space) : ($"{name}-{w}", space);
            taken.Add(_services[w]);
        }
    }

    /// <summary>A node's ztunnel pod: the one that is replaced, or its replacement.</summary>
    public static string ZTunnelPod(int node, ProcessSide side) => $"ztunnel-{Random(2L * node + (int)side, 5)}";

    /// <summary>The fields of a connection from <c>src.addr</c> to <c>dst.identity</c>, as name and value.</summary>
    public IEnumerable<(string Name, string Value, bool Quoted)> Fields(in TracedConnection connection)
    {
        (string name, string space) = _services[connection.Workload];
        int server = (int)((connection.Node + 1 + connection.Number) % _nodes);
        string serverAddress = Address(server, connection.Workload);
        return
        [
            ("src.addr", $"{Address(connection.Node, 100 + connection.Workload)}:{32768 + connection.Number % 28232}", false),
            ("src.workload", $"{name}-client-{Random(connection.Workload, 9)}-{Random(connection.Node, 5)}", true),
            ("src.namespace", space, true),
            ("src.identity", $"spiffe://cluster.local/ns/{space}/sa/{name}-client", true),
            ("dst.addr", $"{serverAddress}:15008", false),
            ("dst.hbone_addr", $"{serverAddress}:8080", false),
            ("dst.service", $"{name}.{space}.svc.cluster.local", true),
            ("dst.workload", $"{name}-{Random(1000 + connection.Workload, 9)}-{Random(server, 5)}", true),
            ("dst.namespace", space, true),
            ("dst.identity", $"spiffe://cluster.local/ns/{space}/sa/{name}", true),
        ];
    }

    private static string Address(int node, int pod) => $"10.{128 + (node >> 8) % 128}.{node % 256}.{2 + pod % 250}";

    /// <summary>The workload's name as a service and its namespace: what follows the first point, or <c>default</c>.</summary>
    private static (string Name, string Namespace) Split(string workload)
    {
        int point = workload.IndexOf('.', StringComparison.Ordinal);
        return point < 0 ? (Label(workload), "default") : (Label(workload[..point]), Label(workload[(point + 1)..]));
    }

    /// <summary>A text as a DNS label (RFC 1123), which Kubernetes' names are.</summary>
    private static string Label(string text)
    {
        string label = string.Concat(text.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')).Trim('-');
        return label.Length == 0 ? "workload" : label[..Math.Min(label.Length, 63)].Trim('-');
    }

    /// <summary>A number as letters that look random; different numbers give different letters while there are enough.</summary>
    private static string Random(long number, int length)
    {
        // Odd steps through all residues: 27^5 is prime to any multiplier that 3 does not divide.
        ulong value = unchecked((ulong)number * 7_368_787 + 5_151_073);
        return string.Create(length, value, static (letters, rest) =>
        {
            for (int i = 0; i < letters.Length; i++)
            {
                letters[i] = Alphabet[(int)(rest % (ulong)Alphabet.Length)];
                rest /= (ulong)Alphabet.Length;
                // Longer names than the number fills go on with it from the start, changed.
                if (rest == 0) rest = unchecked((ulong)(letters[i] + 31 * i) * 1_000_003);
            }
        });
    }
}
