using System.Runtime.InteropServices;

namespace ZTunnelSim.Cli;

/// <summary>
/// Ctrl+C and SIGTERM: the first one asks the command to end with what it has, a second one ends the process at once. Files are written
/// whole or not at all, so that neither leaves anything half-written.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;

    public Interruption() => _registrations =
        [PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal), PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal)];

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations) registration.Dispose();
        _source.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        if (_source.IsCancellationRequested) Environment.Exit(ExitCode.Cancelled);
        // Callbacks of the token must not hold up a second signal.
        _ = _source.CancelAsync();
    }
}
