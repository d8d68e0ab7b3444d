namespace ZTunnelSim.Data;

/// <summary>
/// Writes a study as an Indexed Job: each of its pods runs the part that its index names, and writes it onto a volume that all share. Pods
/// run as nobody in particular, with a root file system that can't be written and without rights. Source: Kubernetes API reference,
/// batch/v1 Job; Pod Security Standards, restricted.
/// </summary>
internal static class JobWriter
{
    private const string Container = "ztunnelsim", Scenario = "scenario", Parts = "parts", Temporary = "tmp";

    /// <summary>A user that no image has: files of its group are all that it needs.</summary>
    private const int User = 65_532;

    /// <summary>What a command ends with that was given something wrong, which is as wrong in every pod.</summary>
    private const int BadInput = 2;

    /// <summary>The manifest: what the Job needs, the Job, and how to come by its parts.</summary>
    /// <exception cref="InputException">The files are too large for a ConfigMap, or can't be read.</exception>
    public static string Write(ShardJob job, JobFiles files)
    {
        List<MapChange> documents = [];
        ListChange? items = null;
        if (job.DataClaim is null)
        {
            (MapChange text, MapChange binary, ListChange places) = files.AsConfigMap();
            items = places;
            List<(string, Change)> content = [];
            if (text.Entries.Count > 0) content.Add(("data", text));
            if (binary.Entries.Count > 0) content.Add(("binaryData", binary));
            documents.Add(Document("v1", "ConfigMap", job.ConfigMap, job, [("immutable", Word("true")), .. content]));
        }
        if (job.OutClaim is null)
            documents.Add(Document("v1", "PersistentVolumeClaim", job.PartsClaim, job, [("spec", Claim())]));
        documents.Add(Document("batch/v1", "Job", job.Name, job, [("spec", Spec(job, files, items))]));
        return string.Join("---\n", documents.Select(document => string.Concat(ChangeWriter.Document(document).Select(line => line + "\n")))
            .Prepend(Comment(job)));
    }

    private static string Comment(ShardJob job)
    {
        string kubectl = job.Namespace is { } name ? $"kubectl -n {Shell.Quote(name)}" : "kubectl";
        string fetch = $"{job.Name}-fetch";
        MapChange pod = new(("apiVersion", Text("v1")), ("spec", PodSpec(
            new MapChange(
                ("name", Text(fetch)), ("image", Text("busybox")), ("command", List("sleep", "3600")),
                ("securityContext", WithoutRights()), ("volumeMounts", new ListChange(Mount(Parts, readOnly: true)))),
            [ClaimVolume(Parts, job.PartsClaim)])));
        return $"""
            # {job.Shards} parts of a {job.Study}, one pod each. Start them with 'kubectl create -f' and this file.
            # Their files are on the volume of the claim {job.PartsClaim}, which pods of several nodes write to (ReadWriteMany). Where there
            # is no such storage, name a claim of your own with --out-claim.
            # When the Job is complete, fetch them with a pod that has this volume, and merge:
            #   {kubectl} run {fetch} --image=busybox --restart=Never --overrides={Shell.Quote(ChangeWriter.Flow(pod, json: true))}
            #   {kubectl} wait --for=condition=Ready pod/{fetch}
            #   {kubectl} cp {fetch}:/{Parts} {Parts}
            #   {kubectl} delete pod {fetch}
            #   ztunnelsim merge {Parts} --scenario SCENARIO --out results

            """;
    }

    private static MapChange Spec(ShardJob job, JobFiles files, ListChange? items)
    {
        MapChange disrupted = new(("type", Text("DisruptionTarget")), ("status", Text("True")));
        MapChange wrong = new(("containerName", Text(Container)), ("operator", Text("In")), ("values", new ListChange(Number(BadInput))));
        return new(
            ("completionMode", Text("Indexed")),
            ("completions", Number(job.Shards)),
            ("parallelism", Number(job.Parallelism)),
            ("backoffLimitPerIndex", Number(3)),
            ("maxFailedIndexes", Number(Math.Max(1, job.Shards / 10))),
            ("podFailurePolicy", new MapChange(("rules", new ListChange(
                new MapChange(("action", Text("FailJob")), ("onExitCodes", wrong)),
                new MapChange(("action", Text("Ignore")), ("onPodConditions", new ListChange(disrupted))))))),
            ("template", new MapChange(("metadata", new MapChange(Labels())), ("spec", PodSpec(
                Tool(job, files),
                [
                    new MapChange(("name", Text(Scenario)), items is null
                        ? ClaimOf(job.DataClaim!, readOnly: true)
                        : ("configMap", new MapChange(("name", Text(job.ConfigMap)), ("items", items)))),
                    ClaimVolume(Parts, job.PartsClaim),
                    new MapChange(("name", Text(Temporary)), ("emptyDir", new MapChange(("sizeLimit", Text("64Mi"))))),
                ])))));
    }

    private static MapChange Tool(ShardJob job, JobFiles files)
    {
        string[] arguments =
            [job.Study, .. job.Options, $"--shard=index/{job.Shards}", $"--out=/{Parts}", "--", $"/{Scenario}/{files.Scenario}"];
        MapChange resources = new(("cpu", Text(job.Resources.Cpu)), ("memory", Text(job.Resources.Memory)));
        return new(
            ("name", Text(Container)),
            ("image", Text(job.Image)),
            // What stands in $() Kubernetes would take for a variable's name.
            ("args", List([.. arguments.Select(argument => argument.Replace("$(", "$$(", StringComparison.Ordinal))])),
            ("resources", new MapChange(("requests", resources), ("limits", resources))),
            ("securityContext", WithoutRights()),
            ("volumeMounts", new ListChange(Mount(Scenario, readOnly: true), Mount(Parts), Mount(Temporary))));
    }

    private static MapChange PodSpec(MapChange container, IReadOnlyList<Change> volumes) => new(
        ("restartPolicy", Text("Never")),
        ("automountServiceAccountToken", Word("false")),
        ("securityContext", new MapChange(
            ("runAsNonRoot", Word("true")), ("runAsUser", Number(User)), ("runAsGroup", Number(User)), ("fsGroup", Number(User)),
            ("seccompProfile", new MapChange(("type", Text("RuntimeDefault")))))),
        ("containers", new ListChange(container)),
        ("volumes", new ListChange(volumes)));

    private static MapChange WithoutRights() => new(
        ("allowPrivilegeEscalation", Word("false")), ("readOnlyRootFilesystem", Word("true")),
        ("capabilities", new MapChange(("drop", List("ALL")))));

    private static MapChange Claim() => new(
        ("accessModes", List("ReadWriteMany")),
        ("resources", new MapChange(("requests", new MapChange(("storage", Text("1Gi")))))));

    private static MapChange ClaimVolume(string name, string claim) => new(("name", Text(name)), ClaimOf(claim, readOnly: false));

    private static (string, Change) ClaimOf(string claim, bool readOnly) => ("persistentVolumeClaim", readOnly
        ? new MapChange(("claimName", Text(claim)), ("readOnly", Word("true")))
        : new MapChange(("claimName", Text(claim))));

    /// <summary>A volume's place: a folder of its name.</summary>
    private static MapChange Mount(string name, bool readOnly = false) => readOnly
        ? new(("name", Text(name)), ("mountPath", Text($"/{name}")), ("readOnly", Word("true")))
        : new(("name", Text(name)), ("mountPath", Text($"/{name}")));

    private static MapChange Document(string version, string kind, string name, ShardJob job, IReadOnlyList<(string, Change)> rest)
    {
        List<(string, Change)> metadata = [("name", Text(name))];
        if (job.Namespace is { } inNamespace) metadata.Add(("namespace", Text(inNamespace)));
        metadata.Add(Labels());
        return new([("apiVersion", Word(version)), ("kind", Text(kind)), ("metadata", new MapChange(metadata)), .. rest]);
    }

    private static (string, Change) Labels() => ("labels", new MapChange(("app.kubernetes.io/name", Text(Container))));

    private static ListChange List(params IReadOnlyList<string> texts) => new([.. texts.Select(Text)]);

    private static ScalarChange Text(string text) => ScalarChange.Text(text);

    private static ScalarChange Number(int number) => ScalarChange.Number(number);

    private static ScalarChange Word(string word) => new(word, IsText: false);
}
