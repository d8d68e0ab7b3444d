using ZTunnelSim.Model;
using ZTunnelSim.Results;
using ZTunnelSim.Theory;

namespace ZTunnelSim.Analysis;

/// <summary>Sums up one strategy's replications.</summary>
internal sealed class StrategyTally
{
    private readonly CountTally _resets, _appTerminated, _appClosed, _refused, _acceptQueue, _withoutEndpoint;
    private readonly RunningStatistics _cut = new(), _durationMean = new(), _restarts = new(), _restartsOfOne = new();
    private readonly RunningStatistics _peakNodes = new(), _nodeSeconds = new(), _notUpdated = new();
    private readonly Dictionary<string, long> _reasons = [];
    private readonly ClientTally _clients = new();
    private readonly ClientTally[] _clientsByWorkload;

    /// <summary>Kept one by one, since quantiles are asked for.</summary>
    private readonly List<double> _durations = [];

    private int _mostRestarts, _mostNodes, _headroomPods;
    private PodResources _headroom;

    public StrategyTally(int workloads)
    {
        (_resets, _appTerminated, _appClosed) = (new(workloads), new(workloads), new(workloads));
        (_refused, _acceptQueue, _withoutEndpoint) = (new(workloads), new(workloads), new(workloads));
        _clientsByWorkload = [.. Enumerable.Range(0, workloads).Select(_ => new ClientTally())];
    }

    public long Replications => _durationMean.Count;

    public void Add(RunSummary run)
    {
        _resets.Add(run.Resets);
        _appTerminated.Add(run.AppTerminated);
        _appClosed.Add(run.AppClosed);
        _refused.Add(run.Refused);
        _acceptQueue.Add(run.AcceptQueueLosses);
        _withoutEndpoint.Add(run.WithoutEndpoint);
        _cut.Add(run.Resets.Sum() + run.AppTerminated.Sum());
        _durations.Add(run.DurationSeconds);
        _durationMean.Add(run.DurationSeconds);
        _restarts.Add(run.Restarts);
        _restartsOfOne.Add(run.RestartsOfOnePod);
        _peakNodes.Add(run.PeakNodes);
        _nodeSeconds.Add(run.NodeSeconds);
        _notUpdated.Add(run.NotUpdated.Length);
        foreach (string reason in run.NotUpdated) _reasons[reason] = _reasons.GetValueOrDefault(reason) + 1;
        _mostRestarts = Math.Max(_mostRestarts, run.RestartsOfOnePod);
        _mostNodes = Math.Max(_mostNodes, run.PeakNodes);
        _headroomPods = Math.Max(_headroomPods, run.HeadroomPods);
        _headroom = new(Math.Max(_headroom.CpuMillicores, run.Headroom.CpuMillicores), Math.Max(_headroom.MemoryBytes, run.Headroom.MemoryBytes));
        if (run.Clients is not { Count: > 0 } clients) return;
        _clients.Add(clients);
        for (int w = 0; w < clients.Count; w++) _clientsByWorkload[w].Add([clients[w]]);
    }

    public StrategyResult Result(NamedStrategy strategy, Engine engine, long ztunnelMemoryBytes, double confidence, (bool IsBest, string? DominatedBy, string Reading) rank)
    {
        // Theory takes it that every node is replaced.
        RolloutPrediction? predicted = strategy.Rollout.Strategy is RollingUpdate && strategy.Rollout.BlockingNodes.Count == 0 ? strategy.Rollout.Predict() : null;
        IReadOnlyList<Workload> workloads = strategy.Rollout.Cluster.Workloads;
        double[] durations = [.. _durations.Order()];
        return new StrategyResult
        {
            Strategy = strategy,
            Engine = engine,
            Predicted = predicted,
            Resets = _resets.All(confidence),
            AppTerminated = _appTerminated.All(confidence),
            Cut = _cut.CountEstimate(confidence),
            AppClosed = _appClosed.All(confidence),
            Refused = _refused.All(confidence),
            AcceptQueueLosses = _acceptQueue.All(confidence),
            WithoutEndpoint = _withoutEndpoint.All(confidence),
            Workloads = [.. workloads.Select((w, i) => Impact(w, i, predicted, confidence))],
            DurationSeconds = _durationMean.MeanEstimate(confidence),
            DurationP50Seconds = SampleQuantile.Of(durations, 0.50),
            DurationP95Seconds = SampleQuantile.Of(durations, 0.95),
            Restarts = _restarts.CountEstimate(confidence),
            RestartsOfOnePod = _restartsOfOne.CountEstimate(confidence),
            MostRestartsOfOnePod = _mostRestarts,
            PeakNodesWithTwoProcesses = _peakNodes.CountEstimate(confidence),
            MostNodesWithTwoProcesses = _mostNodes,
            PeakExtraMemoryBytes = _mostNodes * ztunnelMemoryBytes,
            NodeSecondsWithTwoProcesses = _nodeSeconds.MeanEstimate(confidence),
            HeadroomPods = _headroomPods,
            Headroom = _headroom,
            NodesNotUpdated = _notUpdated.CountEstimate(confidence),
            WhyNotUpdated = [.. _reasons.OrderByDescending(r => r.Value).ThenBy(r => r.Key, StringComparer.Ordinal)
                .Select(r => (r.Key, (double)r.Value / _durations.Count))],
            Clients = _clients.Result(confidence),
            IsParetoBest = rank.IsBest,
            DominatedBy = rank.DominatedBy,
            Reading = rank.Reading,
        };
    }

    private WorkloadImpact Impact(Workload workload, int w, RolloutPrediction? predicted, double confidence) => new()
    {
        Workload = workload.Name,
        ResetsTheory = predicted?.ResetsByWorkload[w],
        Resets = _resets.Of(w, confidence),
        AppTerminated = _appTerminated.Of(w, confidence),
        AppClosed = _appClosed.Of(w, confidence),
        Refused = _refused.Of(w, confidence),
        AcceptQueueLosses = _acceptQueue.Of(w, confidence),
        WithoutEndpoint = _withoutEndpoint.Of(w, confidence),
        Clients = _clientsByWorkload[w].Result(confidence),
    };

    /// <summary>A count over replications, for each workload and in all.</summary>
    private sealed class CountTally(int workloads)
    {
        private readonly RunningStatistics _all = new();
        private readonly RunningStatistics[] _byWorkload = [.. Enumerable.Range(0, workloads).Select(_ => new RunningStatistics())];

        public void Add(long[] counts)
        {
            _all.Add(counts.Sum());
            for (int w = 0; w < counts.Length; w++) _byWorkload[w].Add(counts[w]);
        }

        public Estimate All(double confidence) => _all.CountEstimate(confidence);

        public Estimate Of(int w, double confidence) => _byWorkload[w].CountEstimate(confidence);
    }
}
