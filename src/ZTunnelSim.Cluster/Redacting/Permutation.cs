using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace ZTunnelSim.Collecting;

/// <summary>
/// Maps the numbers below a size one to one onto themselves, by a key: a Feistel network of HMAC-SHA256, walked until it is below the size
/// again. Nobody without the key can go back, and no two numbers become one.
/// </summary>
/// <remarks>Black and Rogaway, "Ciphers with Arbitrary Finite Domains" (2002), the cycle-walking construction.</remarks>
internal sealed class Permutation(byte[] key, string purpose, ulong size)
{
    private const int Rounds = 8;

    private readonly byte[] _purpose = Encoding.UTF8.GetBytes(purpose);

    // Half of an even number of bits that are enough for all numbers below the size.
    private readonly int _half = Math.Max(1, (64 - int.CreateChecked(ulong.LeadingZeroCount(size - 1)) + 1) / 2);

    /// <summary>What a number below the size becomes.</summary>
    public ulong Of(ulong number)
    {
        do number = Once(number);
        while (number >= size);
        return number;
    }

    private ulong Once(ulong number)
    {
        ulong mask = (1UL << _half) - 1, left = number >> _half, right = number & mask;
        for (int round = 0; round < Rounds; round++) (left, right) = (right, left ^ (Mix(round, right) & mask));
        return (left << _half) | right;
    }

    private ulong Mix(int round, ulong value)
    {
        Span<byte> text = stackalloc byte[9 + _purpose.Length];
        text[0] = (byte)round;
        BinaryPrimitives.WriteUInt64LittleEndian(text[1..], value);
        _purpose.CopyTo(text[9..]);
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, text, hash);
        return BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }
}
