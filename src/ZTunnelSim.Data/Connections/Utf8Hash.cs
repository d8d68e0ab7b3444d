using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ZTunnelSim.Data.Connections;

/// <summary>A hash of bytes: multiplies 8 of them at a time by numbers of their own, so that none need wait for another, and folds.</summary>
internal static class Utf8Hash
{
    /// <summary>A random seed, so that no log can be written to make a table slow.</summary>
    public static ulong NewSeed() => (ulong)Random.Shared.NextInt64() | 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Of(ReadOnlySpan<byte> bytes, ulong seed)
    {
        ulong factor = seed, hash = (uint)bytes.Length, rest = 0;
        ref byte origin = ref MemoryMarshal.GetReference(bytes);
        int length = bytes.Length;
        if (length >= 8)
        {
            for (int at = 0; at < length - 8; at += 8)
            {
                hash ^= Fold(Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref origin, at)) ^ factor, factor);
                factor += 0x9E3779B97F4A7C16;
            }
            // The last 8 bytes, of which some may have been among those before.
            rest = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref origin, length - 8));
        }
        else
        {
            foreach (byte b in bytes) rest = (rest << 8) | b;
        }
        return hash ^ Fold(rest ^ factor, factor);
    }

    /// <summary>Two hashes as one.</summary>
    public static ulong And(this ulong hash, ulong other) => Fold(BitOperations.RotateLeft(hash, 23) ^ other, 0x9E3779B97F4A7C15);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Fold(ulong value, ulong factor)
    {
        ulong high = Math.BigMul(value, factor, out ulong low);
        return high ^ low;
    }
}
