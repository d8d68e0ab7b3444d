using ZTunnelSim.Results;

namespace ZTunnelSim.Analysis;

/// <summary>Sums up what clients go through, over replications.</summary>
internal sealed class ClientTally
{
    private readonly RunningStatistics _reset = new(), _repeat = new(), _lost = new(), _reconnected = new(), _refused = new(), _peak = new();
    private readonly RunningStatistics _p50 = new(), _p99 = new();
    private long _most;

    /// <summary>Adds a run: the clients of one workload, or of several together.</summary>
    public void Add(IReadOnlyList<ClientImpact> clients)
    {
        _reset.Add(clients.Sum(c => c.SessionsReset));
        _repeat.Add(clients.Sum(c => c.RepeatVictims));
        _lost.Add(clients.Sum(c => c.SessionsLost));
        _reconnected.Add(clients.Sum(c => c.Reconnections));
        _refused.Add(clients.Sum(c => c.RefusedReconnections));
        // Peaks are counted by destination: workloads that share one report the same peak.
        long peak = clients.Max(c => c.PeakReconnectsPerSecond);
        _peak.Add(peak);
        _most = Math.Max(_most, peak);
        if (clients.Where(c => c.Reconnections > 0).MaxBy(c => c.WithoutConnectionP99Seconds) is not { } slowest) return;
        _p50.Add(slowest.WithoutConnectionP50Seconds);
        _p99.Add(slowest.WithoutConnectionP99Seconds);
    }

    /// <summary>The estimates; null where no run told anything.</summary>
    public ClientEstimates? Result(double confidence) => _reset.Count == 0 ? null : new()
    {
        SessionsReset = _reset.CountEstimate(confidence),
        RepeatVictims = _repeat.CountEstimate(confidence),
        SessionsLost = _lost.CountEstimate(confidence),
        Reconnections = _reconnected.CountEstimate(confidence),
        RefusedReconnections = _refused.CountEstimate(confidence),
        PeakReconnectsPerSecond = _peak.CountEstimate(confidence),
        MostReconnectsPerSecond = _most,
        WithoutConnectionP50Seconds = _p50.MeanEstimate(confidence),
        WithoutConnectionP99Seconds = _p99.MeanEstimate(confidence),
    };
}
