using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ZTunnelSim.Data;

/// <summary>
/// A hash of bytes: multiplies 8 of them at a time by numbers of their own, so that none need wait for another, and folds.
/// </summary>
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

    /// <summary>The hash of a whole line, 64 bytes at a time.</summary>
    /// <remarks>
    /// The inner loop of XXH3 (Collet, xxHash): the two halves of each 8 bytes, made different from others' by a number of their place, are
    /// multiplied and added to a sum that also takes the bytes as they are.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static ulong OfLine(ReadOnlySpan<byte> line, ulong seed)
    {
        const int Block = 64;
        if (line.Length < Block) return Of(line, seed);
        ref byte origin = ref MemoryMarshal.GetReference(line);
        Vector512<ulong> key = Vector512.Create(seed) * Vector512.Create(
            0x9E3779B185EBCA87, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x85EBCA77C2B2AE63,
            0x27D4EB2F165667C5, 0xD6E8FEB86659FD93, 0xA0761D6478BD642F, 0xE7037ED1A0B428DB);
        Vector512<ulong> step = Vector512.Create(0x9E3779B97F4A7C15UL);
        Vector512<ulong> half = Vector512.Create(0xFFFFFFFFUL), sum = key;
        int last = line.Length - Block;
        for (int at = 0; ; at += Block)
        {
            // The last 64 bytes, of which some may have been among those before.
            Vector512<ulong> bytes = Vector512.LoadUnsafe(ref origin, (nuint)Math.Min(at, last)).AsUInt64();
            Vector512<ulong> mixed = bytes ^ key;
            sum += (mixed & half) * (mixed >>> 32) + bytes;
            if (at >= last) break;
            key += step;
        }
        ulong hash = (uint)line.Length;
        for (int lane = 0; lane < Vector512<ulong>.Count; lane++) hash = hash.And(sum[lane]);
        return hash;
    }

    /// <summary>Two hashes as one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong And(this ulong hash, ulong other) =>
        Fold(BitOperations.RotateLeft(hash, 23) ^ other, 0x9E3779B97F4A7C15);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Fold(ulong value, ulong factor)
    {
        ulong high = Math.BigMul(value, factor, out ulong low);
        return high ^ low;
    }
}
