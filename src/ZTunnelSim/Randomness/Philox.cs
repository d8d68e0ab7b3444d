using System.Runtime.CompilerServices;

namespace ZTunnelSim;

/// <summary>The Philox4x64-10 block function: 256 bits of counter and 128 bits of key in, 256 random bits out.</summary>
/// <remarks>
/// A counter-based generator has no state to share or to jump: any block of any stream is one call away, which is what makes a result
/// independent of threads and order. Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011. Tested
/// against the vectors published with it.
/// </remarks>
internal static class Philox
{
    private const ulong Multiplier0 = 0xD2E7470EE14C6C93;
    private const ulong Multiplier1 = 0xCA5A826395121157;
    private const ulong Weyl0 = 0x9E3779B97F4A7C15;
    private const ulong Weyl1 = 0xBB67AE8584CAA73B;
    private const int Rounds = 10;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Block(
        ulong counter0, ulong counter1, ulong counter2, ulong counter3, ulong key0, ulong key1,
        out ulong out0, out ulong out1, out ulong out2, out ulong out3)
    {
        for (int round = 0; round < Rounds; round++)
        {
            ulong high0 = Math.BigMul(Multiplier0, counter0, out ulong low0);
            ulong high1 = Math.BigMul(Multiplier1, counter2, out ulong low1);
            counter0 = high1 ^ counter1 ^ key0;
            counter1 = low1;
            counter2 = high0 ^ counter3 ^ key1;
            counter3 = low0;
            key0 += Weyl0;
            key1 += Weyl1;
        }
        (out0, out1, out2, out3) = (counter0, counter1, counter2, counter3);
    }
}
