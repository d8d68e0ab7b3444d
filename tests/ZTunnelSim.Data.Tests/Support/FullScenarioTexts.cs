namespace ZTunnelSim.Data.Tests;

/// <summary>
/// A scenario with applications, both ends of connections, clients and strategies: a valid one, and what can be wrong with it.
/// </summary>
internal static class FullScenarioTexts
{
    public const string Valid = """
        cluster:
          nodes:
            - a
            - { name: b, pods: 50, cpu: 8, memory: 32Gi }
            - { name: c, cpu: 3500m }
        applications:
          - name: postgres
            replicas: 3
            terminationGracePeriodSeconds: 120
            startup: { exponential: { mean: 20s } }
            disruptionBudget: { minAvailable: 67% }
            longLived: true
            requests: { cpu: 0.5, memory: 1Gi }
          - { name: api, nodes: [a, b, b], statefulSet: true }
          - { name: agent, daemonSet: true }
        ztunnel:
          terminationGracePeriodSeconds: 60
          minReadySeconds: 3
          readinessProbePeriod: 4s
          acceptQueue: { latency: 250us, migrateRequests: true }
          neverReady: [c]
          unavailable: [a, b]
          memory: 60Mi
        workloads:
          - name: queries
            from: api
            to: postgres
            connectionsPerSecond: 20
            lifetime: { exponential: { mean: 30 } }
            clients: { reconnectWithBackoff: { initial: 1s, factor: 3, max: 30s, jitter: 0.5 } }
          - name: visitors
            from: outside
            to: api
            openConnections: 500
            lifetime: 1m
            clients: reconnectAtOnce
          - name: uploads
            from: api
            to: outside
            connectionsPerSecond: 1
            lifetime: 5
            clients: { reconnectOnNextUse: { idle: { exponential: { mean: 10m } }, keepalive: 30s } }
          - name: probes
            openPerNode: 2
            lifetime: 1h
            clients: giveUp
        strategies:
          - name: as it is
          - name: fast
            terminationGracePeriodSeconds: 300
            updateStrategy: { rollingUpdate: { maxSurge: 50% } }
            minReadySeconds: 9
            drainBudget: nominal
            nodeOrder: asListed
            pacing: oneNodeAtATime
          - name: batches
            updateStrategy: { type: OnDelete, batch: 2, pause: 30s }
          - name: drained
            updateStrategy:
              type: OnDelete
              drain: { timeout: 20m, retry: 2s, pause: 1m, placement: binPack, surgeNodes: 2, cordonAllFirst: true }
          - name: mixed
            updateStrategy:
              type: OnDelete
              drain: { longLivedOnly: true }
              rollingUpdate: { maxUnavailable: 1 }
        """;

    /// <summary>Other spellings that are valid as well.</summary>
    public static IEnumerable<string> Variants =>
    [
        Valid.Replace("daemonSet: true", "daemonSet: true, nodes: [a, c]"),
        Valid.Replace("nodes: [a, b, b]", "replicas: 2, daemonSet: false"),
        Valid.Replace("minAvailable: 67%", "maxUnavailable: 1"),
        Valid.Replace("batch: 2, pause: 30s", "batch: 10%"),
        Valid.Replace(", batch: 2, pause: 30s", ""),
        Valid.Replace("drain: { longLivedOnly: true }", "drain: { longLivedOnly: true, placement: random }").Replace(
            "      rollingUpdate: { maxUnavailable: 1 }", ""),
        Valid.Replace("readinessProbePeriod: 4s", "ready: 4s"),
        Valid.Replace("pods: 50", "pods: 4"),
        Valid.Replace("memory: 60Mi", "memory: 6e7"),
        Valid.Replace("memory: 60Mi", "memory: { base: 60Mi, perConnection: 5Ki, limit: 512Mi, room: 1Gi }"),
        Valid.Replace("memory: 60Mi", "unplannedRestarts: 12"),
        Valid.Replace("memory: 60Mi", "unplannedRestarts: { restarts: 7, over: 90d }"),
        Valid.Replace("memory: 60Mi", "neverReadyShare: 10%"),
        Valid.Replace("memory: 60Mi", "neverReadyShare: { share: 0.1, deletedAfter: 15m }"),
        Valid.Replace("memory: 60Mi", "neverReadyShare: { failed: 2, of: 20 }"),
        Valid.Replace("surgeNodes: 2", "drainedBy: cluster-autoscaler, surgeNodes: 2"),
        Valid.Replace("surgeNodes: 2", "drainedBy: { window: 15s, order: podsFirst }"),
        Valid.Replace("memory: 60Mi", "joins: [{ node: late, after: 5m }, { node: later, after: 0 }]"),
        Valid.Replace("neverReady: [c]", "joins: [{ node: late, after: 5m }]\n  neverReady: [late, c]"),
        Valid.Replace("openPerNode: 2", "openPerNode: { open: 61.9, crossings: 100, looks: 4.5, ztunnels: 2 }"),
        Valid.Replace("openPerNode: 2", "arrivalsPerSecond: { connections: 7412, seconds: 3600, ztunnels: 40 }"),
        Valid.Replace("connectionsPerSecond: 20", "connectionsPerSecond: { connections: 7412, seconds: 3600 }"),
        Valid.Replace("openConnections: 500", "openConnections: { open: 500, looks: 2 }"),
        Valid.Replace("openPerNode: 2", $"openPerNode: 2\n    profile: [{ScenarioTexts.Day}]"),
        Valid.Replace("openPerNode: 2", $"openPerNode: 2\n    profile: {{ hours: [{ScenarioTexts.Day}], counts: [{ScenarioTexts.Day}] }}"),
        $"start: 2026-12-05T02:00+01:00\n{Valid}",
        $"istioCni: {{ rolledTogether: true, maxUnavailable: 10%, away: 20s }}\n{Valid.Replace("  minReadySeconds: 3\n", "")}",
        $"istioCni: {{ rolledTogether: false }}\n{Valid}",
        $"start: {{ time: 2026-12-05T02:00, timeZone: Europe/Berlin }}\n{Valid}",
        Valid.Replace("minAvailable: 67%", "minAvailable: 2, name: shop/db, unhealthyPodEvictionPolicy: AlwaysAllow"),
        Valid.Replace("statefulSet: true", "statefulSet: true, podManagementPolicy: Parallel, emptyDir: true, neverReadyPods: [0, 3]"),
        Valid.Replace("statefulSet: true", "bare: true, shutdown: { uniform: { min: 1s, max: 5s } }, neverReadyPods: []"),
        Valid.Replace("surgeNodes: 2", "parallel: 3, readyWait: 30s, endpointDelay: 0, force: false, ignoreDaemonSets: true"),
        Valid.Replace("surgeNodes: 2", "replaceNodes: aks, nodeStartup: 90s"),
        Valid.Replace("surgeNodes: 2", "replaceNodes: true, surgeNodes: 2"),
        Valid.Replace("surgeNodes: 2", "replaceNodes: false, deleteEmptyDirData: false"),
        Valid.Replace("lifetime: 1m", "lifetime: 1m\n    maximumAge: 30s"),
        Valid.Replace("lifetime: 1m", "lifetime: 1m\n    maximumAge: { age: 30min, jitter: 10 %, grace: 10s }"),
        Valid.Replace("lifetime: 1m", "lifetime: 1m\n    maximumAge: { age: 90, jitter: 0.25 }"),
    ];

    /// <summary>As <see cref="ScenarioTexts.Invalid"/>.</summary>
    public static TheoryData<string, string, int, string, bool> Invalid => new()
    {
        { "cluster:\n", "istioCni: { rolledTogether: true }\ncluster:\n", 1, "it is not modelled together with minReadySeconds", false },
        { "cluster:\n", "istioCni: { away: 5s }\ncluster:\n", 1, "'rolledTogether' is missing", true },
        { "memory: 60Mi", "memory: { base: 60Mi, prometheus: x.json }", 23, "'prometheus' tells them", false },
        { "memory: 60Mi", "unplannedRestarts: { restarts: 7 }", 23, "'over' is missing", true },
        { "memory: 60Mi", "neverReadyShare: 100%", 23, "a share of at least 0 and below 1", true },
        { "memory: 60Mi", "neverReadyShare: { failed: 3, of: 2 }", 23, "of 2 pods 3 can't have failed", false },
        { "memory: 60Mi", "neverReadyShare: { share: 0.1, of: 2 }", 23, "it goes with 'failed'", true },
        { "surgeNodes: 2", "drainedBy: someone", 61, "cluster-autoscaler", true },
        { "surgeNodes: 2", "drainedBy: { order: podsFirst }", 61, "'window' is missing", true },
        { "name: b, pods: 50", "name: a, pods: 50", 4, "'a' is named twice", false },
        { "name: b, pods: 50", "pods: 50", 4, "'name' is missing", true },
        { "pods: 50", "pods: -1", 4, "cluster.nodes[1].pods", true },
        { "pods: 50", "pods: 1", 7, "takes 1 pods, but 4 are to run there", false },
        { "cpu: 3500m", "cpu: 400m", 7, "request 500m cpu and 1024Mi memory, more than it has: 400m cpu", false },
        { "cpu: 3500m", "cpu: -1", 5, "cores (2, 0.5 or 500m) is expected, but '-1'", true },
        { "memory: 32Gi", "memory: 32 GB", 4, "bytes (512Mi, 1Gi, 1G) is expected, but '32 GB'", true },
        { "memory: 32Gi", "memory: 99Ei", 4, "'99Ei'", false },
        { "name: postgres", "name: outside", 7, "stands for what is outside", true },
        { "name: postgres", "name: api", 14, "'api' was given before", false },
        { "replicas: 3", "replicas: 0", 8, "applications[0].replicas", true },
        { "    replicas: 3\n", "", 7, "exactly one of replicas, nodes", false },
        { "nodes:\n    - a", "kubectl: nowhere.json\n  nodes:\n    - a", 2, "nodes and kubectl were given", true },
        { "replicas: 3", "replicas: 3\n    nodes: [a]", 7, "replicas and nodes were given", true },
        { "terminationGracePeriodSeconds: 120", "terminationGracePeriodSeconds: 2m", 9, "'2m'", true },
        { "startup: { exponential: { mean: 20s } }", "startup: { lomax: { shape: 0.9, scale: 1 } }", 10, "no finite mean", false },
        { "minAvailable: 67%", "minAvailable: 167%", 11, "'167%'", true },
        { "minAvailable: 67%", "minAvailable: 2, maxUnavailable: 1", 11, "minAvailable and maxUnavailable were given", true },
        { "minAvailable: 67%", "", 11, "none was given", true },
        { "minAvailable", "minAvailabe", 11, "did you mean 'minAvailable'", true },
        { "lifetime: 1m", "lifetime: 1m\n    maximumAge: 0", 36, "workloads[1].maximumAge: a duration above 0", true },
        { "lifetime: 1m", "lifetime: 1m\n    maximumAge: soon", 36, "'soon'", true },
        { "lifetime: 1m", "lifetime: 1m\n    maximumAge: { jitter: 10% }", 36, "'age' is missing", true },
        { "lifetime: 1m", "lifetime: 1m\n    maximumAge: { age: 30m, jitter: 100% }", 36, "0.1 or 10% is expected, but '100%'", true },
        { "lifetime: 1m", "lifetime: 1m\n    maximumAge: { age: 30m, jitter: 1 }", 36, "below 1", true },
        { "lifetime: 1m", "lifetime: 1m\n    maximumAge: { age: 30m, grace: -1 }", 36, "maximumAge.grace", true },
        { "lifetime: 1m", "lifetime: 1m\n    maximumAge: { age: 30m, jiter: 10% }", 36, "did you mean 'jitter'", true },
        { "connectionsPerSecond: 1\n    lifetime: 5", "connectionsPerSecond: 1\n    lifetime: { lomax: { shape: 0.9, scale: 5 } }\n"
            + "    maximumAge: 1h", 42, "has no finite mean, so that nothing tells how many connections are open", false },
        { "longLived: true", "longLived: yes", 12, "true or false is expected, but 'yes'", true },
        { "longLived: true", "longLived: \"true\"", 12, "true or false", true },
        { "longLived: true", "longLived: false", 65, "no application is marked 'longLived: true'", false },
        { "cpu: 0.5", "cpu: half", 13, "'half'", true },
        { "nodes: [a, b, b]", "nodes: [a, d]", 14, "no node 'd'", false },
        { "nodes: [a, b, b]", "nodes: []", 14, "at least one element", true },
        { "daemonSet: true", "daemonSet: true, replicas: 3", 15, "one pod on each node", true },
        { "daemonSet: true", "daemonSet: true, statefulSet: true", 15, "a DaemonSet or a StatefulSet", false },
        { "daemonSet: true", "daemonSet: maybe", 15, "'maybe'", true },
        { "daemonSet: true", "daemonSet: true, bare: true", 15, "have a controller", false },
        { "statefulSet: true", "statefulSet: true, bare: true", 14, "have a controller", false },
        { "statefulSet: true", "podManagementPolicy: Parallel", 14, "it goes with a StatefulSet", false },
        { "statefulSet: true", "statefulSet: true, podManagementPolicy: parallel", 14, "accepted are OrderedReady, Parallel", true },
        { "statefulSet: true", "neverReadyPods: [-1]", 14, "neverReadyPods[0]", true },
        { "statefulSet: true", "shutdown: -1s", 14, "'-1s'", true },
        { "minAvailable: 67%", "minAvailable: 67%, unhealthyPodEvictionPolicy: Always", 11, "IfHealthyBudget, AlwaysAllow", true },
        { "statefulSet: true", "disruptionBudget: { name: db, maxUnavailable: 1 } }\n  - { name: more, replicas: 1, disruptionBudget: "
            + "{ name: db, maxUnavailable: 2 }", 15, "the PodDisruptionBudget 'db' of 'api' is another one: maxUnavailable=1", false },
        { "readinessProbePeriod: 4s", "readinessProbePeriod: 0", 19, "above 0", true },
        { "readinessProbePeriod: 4s", "readinessProbePeriod: 4s\n  ready: 2s", 20, "give one of the two", true },
        { "latency: 250us", "latency: 250xs", 20, "'250xs'", true },
        { "migrateRequests: true", "migrateRequests: 1", 20, "true or false", true },
        { "migrateRequests", "migrate", 20, "migrate", true },
        { "neverReady: [c]", "neverReady: [x]", 21, "ztunnel.neverReady[0]", false },
        { "neverReady: [c]", "joins: [{ node: c, after: 5m }]", 21, "the cluster has a node 'c' already", false },
        { "neverReady: [c]", "joins: [{ node: d, after: 5m }, { node: d, after: 6m }]", 21, "ztunnel.joins[1].node", false },
        { "neverReady: [c]", "joins: [{ node: d }]", 21, "'after' is missing", true },
        { "neverReady: [c]", "secondChange: { rollback: true }", 21, "'after' is missing", true },
        { "neverReady: [c]", "secondChange: { after: 90s, rollback: maybe }", 21, "'maybe'", true },
        { "unavailable: [a, b]", "unavailable: a", 22, "a list is expected", true },
        { "memory: 60Mi", "memory: 60 MB", 23, "ztunnel.memory", true },
        { "from: api\n    to: postgres", "from: ap\n    to: postgres", 26, "no application 'ap' (did you mean 'api'?)", false },
        { "    to: postgres\n", "", 25, "the key 'to' is missing", true },
        { "    from: api\n    to: postgres\n", "", 26, "it goes with 'from' and 'to'", true },
        { "connectionsPerSecond: 20", "arrivalsPerSecond: 20", 28, "between applications give connectionsPerSecond or openConnections",
            true },
        { "connectionsPerSecond: 20", "connectionsPerSecond: 20\n    openConnections: 5", 25,
            "connectionsPerSecond and openConnections were given", true },
        { "    connectionsPerSecond: 20\n", "", 25, "none was given", true },
        { "connectionsPerSecond: 20", "connectionsPerSecond: many", 28, "'many'", true },
        { "connectionsPerSecond: 20", "connectionsPerSecond: 20\n    nodes: [a]", 29, "where their pods are", true },
        { "from: outside\n    to: api", "from: outside\n    to: outside", 33, "both ends are outside", false },
        { "lifetime: 1m", "lifetime: 0", 35, "give its arrivals instead", false },
        { "initial: 1s, ", "", 30, "'initial' is missing", true },
        { "factor: 3", "factor: 0.5", 30, "'0.5'", true },
        { "max: 30s", "max: 0", 30, "above 0", true },
        { "jitter: 0.5", "jitter: 2", 30, "'2'", true },
        { "clients: reconnectAtOnce", "clients: reconnect", 36, "'reconnect' was given", true },
        { "clients: reconnectAtOnce", "clients: reconnectWithBackoff", 36, "has to say how", true },
        { "clients: reconnectAtOnce", "clients: [giveUp]", 36, "a list", true },
        { "clients: reconnectAtOnce", "clients: {}", 36, "none was given", true },
        { "idle: { exponential: { mean: 10m } }, ", "", 42, "'idle' is missing", true },
        { "keepalive: 30s", "keepalive: 0s", 42, "above 0", false },
        { "openPerNode: 2", "openPerNode: 2\n    from: api", 44, "between applications", true },
        { "name: fast", "name: as it is", 49, "'as it is' was given before", false },
        { "name: fast", "name: ' '", 49, "empty", true },
        { "terminationGracePeriodSeconds: 60", "terminationGracePeriodSeconds: [60, 90]", 48, "say which one this strategy has", false },
        { "terminationGracePeriodSeconds: 300", "terminationGracePeriodSeconds: [300]", 50, "a list", true },
        { "maxSurge: 50%", "maxSurge: 50%, maxUnavailable: 1", 51, "Exactly one", false },
        { "minReadySeconds: 9", "minReadySeconds: 9s", 52, "'9s'", true },
        { "pacing: oneNodeAtATime", "pacing: slow", 55, "accepted are kubernetes, oneNodeAtATime", true },
        { "batch: 2, pause: 30s }", "batch: 2, pause: 30s }\n    pacing: kubernetes", 58, "a RollingUpdate only", false },
        { "type: OnDelete, batch: 2", "batch: 2", 57, "it goes with 'type: OnDelete'", true },
        { "batch: 2", "batch: 0", 57, "at least one node", false },
        { "batch: 2", "batch: 2, drain: {}", 57, "one after the other", true },
        { "batch: 2", "batch: 2, rollingUpdate: {}", 57, "'longLivedOnly' is true", true },
        { "timeout: 20m", "timeout: 0", 61, "strategies[3].updateStrategy.drain.timeout", true },
        { "retry: 2s", "retry: -2s", 61, "'-2s'", true },
        { "placement: binPack", "placement: binpack", 61, "did you mean 'binPack'", true },
        { "surgeNodes: 2", "surgeNodes: -2", 61, "'-2'", true },
        { "surgeNodes: 2", "parallel: 0", 61, "at least 1", true },
        { "surgeNodes: 2", "readyWait: soon", 61, "'soon'", true },
        { "surgeNodes: 2", "nodeStartup: 60s", 61, "it goes with 'replaceNodes'", false },
        { "surgeNodes: 2", "replaceNodes: azure", 61, "accepted are gke, aks, eks, clusterAutoscaler, true, false", true },
        { "surgeNodes: 2", "replaceNodes: gke, force: true", 61, "all pods have to leave", false },
        { "longLivedOnly: true", "longLivedOnly: true, replaceNodes: gke", 65, "all nodes of a pool are replaced", false },
        { "cordonAllFirst: true", "cordonAllFirst: 1", 61, "true or false", true },
        { "longLivedOnly: true", "longLivedOnly: false", 66, "all nodes are drained", false },
        { "strategies:", "stratgies:", 47, "did you mean 'strategies'", true },
    };
}
