using System.CommandLine;
using System.Text.RegularExpressions;

namespace ZTunnelSim.Cli;

/// <summary><c>ztunnelsim apply</c>: from a chosen T to the manifest that sets it, and to the runbook of the update.</summary>
internal static partial class ApplyCommand
{
    public static Command Create()
    {
        ScenarioSource scenario = new();
        Option<int?> gracePeriod = CommonOptions.GracePeriod("T in whole seconds. Default: the scenario's, if it has only one.");
        Option<ManifestStrategyType?> strategy = OptionValues.OptionalChoice<ManifestStrategyType>(
            "--strategy", "RollingUpdate or OnDelete (nodes are drained). Default: the scenario's.");
        Option<string?> patch = OptionValues.Path(
            "--patch", "Change this manifest and keep the rest of it as it is; - is stdin: a ZTunnel resource, DaemonSet, Helm values, "
                + "HelmRelease, Argo CD Application, IstioOperator or helmfile. Default: write a new one.");
        Option<ManifestKind> format = OptionValues.Choice(
            "--format", "What to write anew: cr (ZTunnel resource), helm (values) or daemonset. Default: cr.",
            ("cr", ManifestKind.ZTunnelResource), ("helm", ManifestKind.HelmValues), ("daemonset", ManifestKind.DaemonSet));
        Option<string?> version = Version(
            "--istio-version", "The version that a new ZTunnel resource names: the one that runs now, such as v1.28.0.");
        Option<string?> updateTo = Version("--update-to", "The version that the runbook updates to.");
        Option<string?> space = OptionValues.Text(
            "--namespace", "The namespace of ztunnel. Default: the patched manifest's, or istio-system.", KubernetesName.IsLabel,
            "a namespace's name, of a-z, 0-9 and -");
        Option<bool> runbook = new("--runbook")
        {
            Description = "Write the runbook of the update (Markdown): instead of the manifest, or with --out beside it.",
        };
        Option<string[]> cluster = OptionValues.Paths(
            "--cluster",
            "What 'kubectl get nodes,pods,pdb -A -o json' printed: the runbook then names the real nodes, their pods and budgets.");
        Option<string?> output = CommonOptions.Out("Write into this directory. Default, or -: to stdout.");
        Option<OutputFormat> answer = OutputOption.Create();
        patch.Validators.Add(result =>
        {
            if (result.IsGiven(format)) result.AddError("--patch and --format exclude each other: a patched manifest stays what it is.");
        });
        foreach (Option option in (Option[])[updateTo, cluster])
        {
            option.Validators.Add(result =>
            {
                if (!result.IsGiven(runbook)) result.AddError($"{option.Name} is for the runbook: add --runbook.");
            });
        }

        Command command = new("apply", "Writes the chosen T and strategy as ZTunnel resource, Helm values or DaemonSet, or into an "
            + "existing one; and the update's runbook.")
        {
            scenario.All, gracePeriod, strategy, patch, format, version, space, runbook, updateTo, cluster, output, answer,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            (ScenarioDraft given, IReadOnlyList<string> inventory) = scenario.Draft(parsed, cancellationToken);
            string? directory = parsed.GetValue(output);
            ApplyRequest request = new()
            {
                Draft = given,
                GracePeriod = parsed.GetValue(gracePeriod) is { } seconds ? new GracePeriod(seconds) : OnlyCandidate.Of(given.Outline),
                Strategy = parsed.GetValue(strategy),
                Patch = parsed.GetValue(patch),
                Kind = parsed.GetValue(format),
                IstioVersion = parsed.GetValue(version),
                UpdateTo = parsed.GetValue(updateTo),
                Namespace = parsed.GetValue(space),
                Runbook = parsed.GetValue(runbook),
                ClusterFiles = parsed.GetValue(cluster) is { Length: > 0 } named ? named : inventory,
                Directory = directory == "-" ? null : directory,
            };
            return Task.FromResult(Applying.Run(request, parsed.GetValue(answer), cancellationToken));
        });
        return command;
    }

    /// <summary>A version of Istio, as tags (1.28.0, v1.28.0-beta.1) and operators (v1.28-latest) spell it.</summary>
    private static Option<string?> Version(string name, string description) => OptionValues.Text(
        name, description, text => IsWord(text) && VersionBegin().IsMatch(text), "a version such as v1.28.0");

    /// <summary>Whether a text can stand in YAML and in commands to copy.</summary>
    private static bool IsWord(string text) => text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-');

    [GeneratedRegex(@"^v?[0-9]+\.[0-9]+([.-]|$)")]
    private static partial Regex VersionBegin();
}
