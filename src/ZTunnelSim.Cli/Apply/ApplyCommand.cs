using System.CommandLine;

namespace ZTunnelSim.Cli;

/// <summary><c>ztunnelsim apply</c>: from a chosen T to the manifest that sets it, and to the runbook of the update.</summary>
internal static class ApplyCommand
{
    public static Command Create()
    {
        ScenarioSource scenario = new();
        Option<int?> gracePeriod = CommonOptions.GracePeriod("T in whole seconds. Default: the scenario's, if it has only one.");
        Option<ManifestStrategyType?> strategy =
            new("--strategy") { Description = "RollingUpdate or OnDelete (nodes are drained). Default: the scenario's." };
        Option<string?> patch =
            new("--patch")
            {
                Description = "Change this manifest and keep the rest of it as it is; - is stdin: a ZTunnel resource, DaemonSet, Helm "
                    + "values, HelmRelease, Argo CD Application, IstioOperator or helmfile. Default: write a new one.",
            };
        Option<string?> format = new("--format")
        {
            HelpName = "cr|helm|daemonset",
            Description = "What to write anew: cr (ZTunnel resource), helm (values) or daemonset. Default: cr."
        };
        Option<string?> version = new("--istio-version")
        {
            Description = "The version that a new ZTunnel resource names: the one that runs now, such as v1.28.0.",
        };
        Option<string?> updateTo = new("--update-to") { Description = "The version that the runbook updates to." };
        Option<string?> space =
            new("--namespace") { Description = "The namespace of ztunnel. Default: the patched manifest's, or istio-system." };
        Option<bool> runbook = new("--runbook")
        {
            Description = "Write the runbook of the update (Markdown): instead of the manifest, or with --out beside it.",
        };
        Option<string[]> cluster = new("--cluster")
        {
            Description =
                "What 'kubectl get nodes,pods,pdb -A -o json' printed: the runbook then names the real nodes, their pods and budgets.",
            AllowMultipleArgumentsPerToken = true,
        };
        Option<string?> output = CommonOptions.Out("Write into this directory. Default, or -: to stdout.");
        Option<OutputFormat> answer = OutputOption.Create();
        format.Validators.Add(result =>
        {
            if (result.GetValue(format) is not (null or "cr" or "helm" or "daemonset"))
                result.AddError($"--format takes cr, helm or daemonset, but '{result.GetValue(format)}' was given.");
        });
        patch.Validators.Add(result =>
        {
            if (result.GetValue(patch) is not null && result.GetResult(format) is not null)
                result.AddError("--patch and --format exclude each other: a patched manifest stays what it is.");
        });
        foreach (Option<string?> word in (Option<string?>[])[version, updateTo, space])
        {
            // They go into YAML and into commands to copy.
            word.Validators.Add(result =>
            {
                if (result.GetValue(word) is { } text && (text.Length == 0 || !text.All(c => char.IsAsciiLetterOrDigit(c)
                    || c is '.' or '-')))
                    result.AddError($"{word.Name} takes letters, digits, dots and dashes, but '{text}' was given.");
            });
        }
        foreach (Option option in (Option[])[updateTo, cluster])
        {
            option.Validators.Add(result =>
            {
                if (!result.GetValue(runbook)) result.AddError($"{option.Name} is for the runbook: add --runbook.");
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
                Kind = parsed.GetValue(format) switch
                {
                    "helm" => ManifestKind.HelmValues,
                    "daemonset" => ManifestKind.DaemonSet,
                    _ => ManifestKind.ZTunnelResource
                },
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
}
