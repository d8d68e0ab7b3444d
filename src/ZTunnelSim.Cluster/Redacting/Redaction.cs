using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace ZTunnelSim.Collecting;

/// <summary>
/// Hashes names, the same one to the same everywhere in a bundle, by a random key that is written nowhere. The words of a name are hashed
/// one by one, so that a name keeps its structure: a pod's begins with that of its owner, and a service's has its namespace in it.
/// </summary>
/// <remarks>
/// What is left: words that readers go by (<c>ztunnel</c>, <c>istio-proxy</c>, <c>svc.cluster.local</c>, <c>linux</c>), short numbers such
/// as a StatefulSet's ordinals, and ports. The random parts of pods' names stay random parts of the same length, and addresses stay
/// addresses: both are permuted, so that no two become one.
/// </remarks>
internal sealed partial class Redaction
{
    /// <summary>What Kubernetes makes random parts of names of (apimachinery, util/rand).</summary>
    private const string Alphabet = "bcdfghjklmnpqrstvwxz2456789";

    /// <summary>No network address has fewer numbers in it: such as ip-10-0-3-17.</summary>
    private const int NumbersOfAddress = 4;

    private const int LongestNumber = 3, HashedBytes = 6;

    private static readonly HashSet<string> Kept = new(StringComparer.Ordinal)
    {
        "ztunnel", "istio", "proxy", "waypoint", "ambient", "none", "enabled", "true", "false",
        "svc", "cluster", "local", "spiffe", "ns", "sa", "linux", "windows", "fargate", "virtual", "kubelet",
    };

    private readonly byte[] _key;
    private readonly ConcurrentDictionary<string, string> _words = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<int, Permutation> _parts = [];
    private readonly Permutation _addresses;

    public Redaction(byte[]? key = null)
    {
        _key = key ?? RandomNumberGenerator.GetBytes(32);
        _addresses = new(_key, "IPv4", 1UL << 32);
    }

    /// <summary>A text with all its names and addresses hashed.</summary>
    public string Text(string text) => Chunk().Replace(text, chunk => Address(chunk.Value) ?? Name(chunk.Value));

    /// <summary>An address, alone or with a port; null where it is none.</summary>
    private string? Address(string text)
    {
        // A colon after a dotted quad stands before a port; in an IPv6 address with a port there are brackets.
        if (text.StartsWith('[') && text.IndexOf(']') is > 0 and var end && IPAddress.TryParse(text[1..end], out IPAddress? within))
            return $"[{Hashed(within)}]{text[(end + 1)..]}";
        int colons = text.Count(c => c == ':');
        if (colons == 1 && Quad().Match(text) is { Success: true } quad && IPAddress.TryParse(quad.Groups[1].Value, out IPAddress? v4))
            return Hashed(v4) + text[quad.Groups[1].Length..];
        bool mayBe = colons > 1 || (colons == 0 && text.Count(c => c == '.') == 3);
        return mayBe && IPAddress.TryParse(text, out IPAddress? alone) ? Hashed(alone).ToString() : null;
    }

    private IPAddress Hashed(IPAddress address)
    {
        byte[] bytes = address.GetAddressBytes();
        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            ulong permuted = _addresses.Of(((ulong)bytes[0] << 24) | ((ulong)bytes[1] << 16) | ((ulong)bytes[2] << 8) | bytes[3]);
            return new([(byte)(permuted >> 24), (byte)(permuted >> 16), (byte)(permuted >> 8), (byte)permuted]);
        }
        byte[] hash = HMACSHA256.HashData(_key, bytes)[..16];
        // Unique local addresses, which are nobody's.
        hash[0] = 0xFD;
        return new(hash);
    }

    private string Name(string text)
    {
        int numbers = Word().Matches(text).Count(word => IsNumber(word.Value));
        return Word().Replace(text, word => HashedWord(word.Value, keepsNumbers: numbers < NumbersOfAddress));
    }

    private string HashedWord(string word, bool keepsNumbers) =>
        Kept.Contains(word) || (keepsNumbers && word.Length <= LongestNumber && IsNumber(word)) ? word : _words.GetOrAdd(word, Hashed);

    private string Hashed(string word)
    {
        if (word.Length is >= 5 and <= 10 && word.All(Alphabet.Contains)) return Part(word);
        byte[] hash = HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(word));
        // The vowel tells it from a random part of a pod's name.
        return "a" + Convert.ToHexStringLower(hash, 0, HashedBytes);
    }

    private string Part(string word)
    {
        ulong size = 1, number = 0;
        foreach (char c in word)
        {
            size *= (ulong)Alphabet.Length;
            number = number * (ulong)Alphabet.Length + (ulong)Alphabet.IndexOf(c);
        }
        number = _parts.GetOrAdd(word.Length, length => new(_key, $"part of {length}", size)).Of(number);
        return string.Create(word.Length, number, static (letters, rest) =>
        {
            for (int i = letters.Length - 1; i >= 0; i--, rest /= (ulong)Alphabet.Length)
                letters[i] = Alphabet[(int)(rest % (ulong)Alphabet.Length)];
        });
    }

    private static bool IsNumber(string word) => word.All(char.IsAsciiDigit);

    [GeneratedRegex(@"[\p{L}\p{Nd}.:\[\]_-]+")]
    private static partial Regex Chunk();

    [GeneratedRegex(@"^(\d+\.\d+\.\d+\.\d+):\d+$")]
    private static partial Regex Quad();

    [GeneratedRegex(@"[\p{L}\p{Nd}]+")]
    private static partial Regex Word();
}
