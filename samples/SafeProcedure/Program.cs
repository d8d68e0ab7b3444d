// The safe procedure, step by step: a small cluster is updated twice, by a RollingUpdate, whose five phases show on each
// node, and by draining its nodes one after the other, whose six steps keep ztunnel from resetting anything.
using ZTunnelSim;
using static System.TimeSpan;

Cluster cluster = new(
    Cluster.NodesOfSize(3),
    [Workload.Of("queries", Traffic.OpenBetween("web", "db", connections: 60), DurationLaw.Exponential(FromMinutes(2)))],
    [
        Application.WithReplicas("web", 3) with { DisruptionBudget = DisruptionBudget.MinAvailable(2) },
        Application.OnNodes("db", "node-2") with { GracePeriod = FromSeconds(60) },
    ]);
Rollout rollout = Rollout.Of(cluster) with { GracePeriod = 30, NodeOrder = NodeOrder.AsListed };
SimulationOptions traced = new() { Trace = true };

Console.WriteLine(
    $"{cluster.Nodes.Count} nodes, {cluster.Pods.Count} pods, about {cluster.OpenConnectionsOf(0):0} connections of web to db.");
Rolled((rollout with { Strategy = UpdateStrategy.Chart }).Simulate(seed: 7, traced));
Drained((rollout with { Strategy = UpdateStrategy.EvacuateNodes() }).Simulate(seed: 7, traced));

void Rolled(RolloutResult run)
{
    Console.WriteLine();
    Console.WriteLine("RollingUpdate with a surge, T = 30 s: the five phases of each node's replacement");
    foreach (TraceEvent e in run.Trace!)
    {
        string? text = e.EnteredPhase switch
        {
            ReplacementPhase.Startup => "Startup                the new pod starts, the old one serves",
            ReplacementPhase.Readiness => "Readiness              the new process opens its listeners; once Ready, both listen",
            ReplacementPhase.Draining => "Draining               SIGTERM: the old process closes its listeners",
            ReplacementPhase.ConnectionProcessing =>
                $"Connection processing  the old process serves the {run.OpenAtSigterm.OfNode(e.Node)} connections that it holds",
            ReplacementPhase.Termination => $"Termination            {run.Resets.OfNode(e.Node)} are still open and are reset",
            _ => null,
        };
        if (text is not null) Print(e, text);
    }
    Conclude(run);
}

void Drained(RolloutResult run)
{
    Console.WriteLine();
    Console.WriteLine("OnDelete with node draining: the six steps of the safe procedure, node by node");
    List<string> pods = [.. cluster.Pods.Select(p => cluster.Applications[p.Application].Name)];
    HashSet<int> refused = [];
    int cordoned = 0;
    foreach (TraceEvent e in run.Trace!)
    {
        switch (e.Kind, e.EnteredPhase)
        {
            case (TraceEventKind.Cordoned, _):
                if (cordoned++ > 0) Print(e, "6 next node");
                Print(e, "1 cordon               no pod lands here any more");
                break;
            case (TraceEventKind.PodEvicted, _):
                Print(e, $"2 drain                a pod of {pods[e.Pod!.Value]} is evicted: SIGTERM, and another one starts elsewhere");
                // The pod with the next number takes its place.
                pods.Add(pods[e.Pod!.Value]);
                break;
            case (TraceEventKind.EvictionRefused, _) when refused.Add(e.Pod!.Value):
                Print(e, $"2 drain                a pod of {pods[e.Pod!.Value]} has to stay for now: its PodDisruptionBudget; tried again "
                    + "every 5 s");
                break;
            case (TraceEventKind.PodExited, _):
                Print(e, $"2 drain                the pod of {pods[e.Pod!.Value]} exits");
                break;
            case (TraceEventKind.Evacuated, _):
                Print(e, "2 drain                drained: no pod is left to connect to");
                break;
            case (_, ReplacementPhase.Draining):
                Print(e, $"3 delete ztunnel pod   it holds {run.OpenAtSigterm.OfNode(e.Node)} connections, so that none can be reset");
                break;
            case (_, ReplacementPhase.Startup):
                Print(e, "4 wait until ready     the DaemonSet creates the new pod");
                break;
            case (TraceEventKind.Ready, _):
                Print(e, "4 wait until ready     it is Ready");
                break;
            case (TraceEventKind.Uncordoned, _):
                Print(e, "5 uncordon             pods may land here again");
                break;
        }
    }
    Conclude(run);
}

void Print(TraceEvent e, string text) =>
    Console.WriteLine($"  {TimeSpan.FromSeconds(e.Seconds):m\\:ss}  {cluster.Nodes[e.Node].Name}  {text}");

void Conclude(RolloutResult run) => Console.WriteLine(
    $"  {TimeSpan.FromSeconds(run.DurationSeconds):m\\:ss}  done: {run.Resets.Total} connections reset by ztunnel"
    + (run.Evacuations is { } drains ? $", {drains.AppTerminated.Sum()} cut by a pod's exit, {drains.Restarts} restarts of pods." : "."));
