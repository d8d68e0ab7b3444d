namespace ZTunnelSim;

/// <summary>Memory as Kubernetes counts it.</summary>
internal static class Bytes
{
    /// <summary>60 MiB, 1.5 GiB.</summary>
    public static string Text(long bytes) => bytes switch
    {
        < 1L << 20 => Invariant($"{bytes / 1024.0:0.#} KiB"),
        < 1L << 30 => Invariant($"{bytes / (double)(1L << 20):0.#} MiB"),
        _ => Invariant($"{bytes / (double)(1L << 30):0.#} GiB"),
    };
}
