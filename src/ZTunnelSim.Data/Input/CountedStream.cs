namespace ZTunnelSim.Data;

/// <summary>A stream that tells how much of it has been read.</summary>
/// <param name="inner">The stream, which belongs to this one.</param>
/// <param name="bytesRead">Is told of each part that was read.</param>
internal sealed class CountedStream(Stream inner, IProgress<long> bytesRead) : ForwardStream
{
    public override int Read(Span<byte> buffer)
    {
        int read = inner.Read(buffer);
        bytesRead.Report(read);
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }
}
