module Program

open System
open System.IO
open ZTunnelSim
open ZTunnelSim.Charts
open ZTunnelSim.Data

let rollout =
    Rollout.Of(Cluster.OfSize(10,
        [ Workload.Of("api", Traffic.PerNode 40.0, DurationLaw.Lognormal(TimeSpan.FromSeconds 2.0, 1.2))
          Workload.Of("websockets", Traffic.OpenPerNode 90.0, DurationLaw.Lognormal(TimeSpan.FromMinutes 10.0, 1.5)) ]))

/// Resets for three grace periods, and a picture of them.
let sweepAndDraw folder =
    let sweep = rollout.Sweep [ 30; 300; 1800 ]
    for candidate in sweep.Candidates do
        printfn $"T = {candidate.GracePeriod}: {candidate.Predicted.Resets:F0} resets"
    sweep.ResetsChart().Save(Path.Combine(folder, "resets.png"), 800, 600)

/// The share of a log's open connections that outlive a drain.
let readALog folder =
    let fit = ConnectionFiles.Read(Path.Combine(folder, "ztunnel.log")).["echo.default"].Fit()
    printfn $"{fit.Count} connections: {fit.ResidualSurvival(295.0).Value:P2} outlive 295 s"

[<EntryPoint>]
let main arguments =
    sweepAndDraw arguments[1]
    readALog arguments[0]
    0
