namespace ZTunnelSim.Tests;

public class SideBySideTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(null)]
    public void Results_have_the_order_of_their_sources(int? threads) =>
        Assert.Equal(Enumerable.Range(0, 200).Select(i => i * i), Enumerable.Range(0, 200).SelectSideBySide(i => i * i, threads));

    /// <summary>
    /// Where the caller only waited, work within work would wait for threads that all wait themselves, until the pool makes another: half a
    /// second for each.
    /// </summary>
    [Fact]
    public void The_calling_thread_works_too()
    {
        int[] workers =
        [
            .. Enumerable.Range(0, 100).SelectSideBySide(_ =>
            {
                Thread.Sleep(1);
                return Environment.CurrentManagedThreadId;
            }),
        ];
        Assert.Contains(Environment.CurrentManagedThreadId, workers);
    }

    [Fact]
    public void What_is_thrown_comes_out_as_itself() => Assert.Equal(
        "seven",
        Assert.Throws<FormatException>(() => Enumerable.Range(0, 20).SelectSideBySide(
            int (i) => i == 7 ? throw new FormatException("seven") : i)).Message);

    [Fact]
    public void Cancelling_ends_it()
    {
        using CancellationTokenSource source = new();
        Assert.ThrowsAny<OperationCanceledException>(() => Enumerable.Range(0, 1000).SelectSideBySide(
            i =>
            {
                source.Cancel();
                return i;
            },
            cancellation: source.Token));
    }
}
