namespace ZTunnelSim.Data.Tests;

/// <summary>Manifests as texts.</summary>
internal static class Manifests
{
    public const string Resource = """
        # ztunnel of the production cluster
        apiVersion: sailoperator.io/v1
        kind: ZTunnel
        metadata:
          name: default
        spec:
          version: v1.28.0        # keep in step with Istio
          namespace: ztunnel
          values:
            ztunnel:
              terminationGracePeriodSeconds: 30   # the default
              updateStrategy:
                type: 'RollingUpdate'
                rollingUpdate:
                  maxSurge: 1
                  maxUnavailable: 0
              env:
                RUST_LOG: "info"

        """;

    public const string HelmValues = """
        # values of the ztunnel chart
        hub: docker.io/istio
        terminationGracePeriodSeconds: 45
        updateStrategy: { type: OnDelete }

        """;

    public const string DaemonSet = """
        apiVersion: apps/v1
        kind: DaemonSet
        metadata: {name: ztunnel, namespace: istio-system}
        spec:
          minReadySeconds: 5
          updateStrategy:
            type: RollingUpdate
            rollingUpdate: {maxSurge: 25%, maxUnavailable: 0}
          template:
            metadata:
              labels: {app: ztunnel}
            spec:
              terminationGracePeriodSeconds: 60
              containers:
              - name: sidecar
                image: other
              - name: istio-proxy
                readinessProbe: {periodSeconds: 3}
                env:
                - name: TERMINATION_GRACE_PERIOD_SECONDS
                  value: "60"
                - name: RUST_LOG
                  value: info

        """;

    public const string Others = """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: other}
        data: {terminationGracePeriodSeconds: "7"}
        ---
        apiVersion: apps/v1
        kind: DaemonSet
        metadata: {name: istio-cni-node}
        spec: {template: {spec: {terminationGracePeriodSeconds: 5}}}
        ---

        """;

    /// <summary>The DaemonSet as <c>kubectl get -o json</c> prints it, within a List.</summary>
    public const string Json = """
        {
            "apiVersion": "v1",
            "items": [
                {
                    "apiVersion": "apps/v1",
                    "kind": "DaemonSet",
                    "metadata": {
                        "name": "ztunnel",
                        "namespace": "istio-system"
                    },
                    "spec": {
                        "template": {
                            "spec": {
                                "containers": [
                                    {
                                        "env": [
                                            {
                                                "name": "RUST_LOG",
                                                "value": "info"
                                            }
                                        ],
                                        "name": "istio-proxy"
                                    }
                                ],
                                "terminationGracePeriodSeconds": 30
                            }
                        },
                        "updateStrategy": {
                            "rollingUpdate": {
                                "maxSurge": 1,
                                "maxUnavailable": 0
                            },
                            "type": "RollingUpdate"
                        }
                    }
                }
            ],
            "kind": "List"
        }

        """;
}
