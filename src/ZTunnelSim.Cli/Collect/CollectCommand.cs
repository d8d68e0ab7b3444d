using System.CommandLine;
using ZTunnelSim.Collecting;

namespace ZTunnelSim.Cli;

/// <summary><c>ztunnelsim collect</c>: from a live cluster to a bundle that the other commands read.</summary>
internal static class CollectCommand
{
    public static Command Create()
    {
        Option<string> output = new("--out")
        {
            Description = "The folder that becomes the bundle; an earlier bundle there is replaced.",
            Required = true,
        };
        Option<string?> context = new("--context") { Description = "The kubeconfig's context. Default: the current one." };
        Option<string?> space = new("--namespace")
        {
            Description = $"ztunnel's namespace. Default: {CollectOptions.DefaultNamespace}, or wherever it is.",
        };
        Option<double?> since = new("--since")
        {
            Description = "How far back logs are asked for: 24h, 7d, or seconds. Default: 24h.",
            CustomParser = DurationOption.Positive,
        };
        Option<bool> redact = new("--redact")
        {
            Description =
                "Hash the names of nodes, pods, namespaces, workloads and services, and addresses, by a key that is kept nowhere.",
        };
        Option<Uri?> prometheus = new("--prometheus")
        {
            Description = "Prometheus' address, with any prefix such as /prometheus or /select/0/prometheus. Default: a Service of the "
                + "cluster, by the labels of the usual charts, through the API server.",
            CustomParser = result => Address(result),
        };
        Option<string?> selector = new("--prometheus-selector") { Description = "The labels of Prometheus' Service, such as app=metrics." };
        Option<string?> token = new("--prometheus-token-file") { Description = "A file with the bearer token for --prometheus." };
        Option<string?> authority = new("--prometheus-ca") { Description = "The certificates (PEM) that vouch for --prometheus." };
        Option<int> days = new Option<int>("--prometheus-days")
        {
            Description = "How many days of counters to ask for.",
            DefaultValueFactory = _ => new PrometheusOptions().Days,
        }.Require(d => d is >= 1 and <= 365, "takes a whole number of days from 1 to 365.");
        foreach (Option<string?> ofAddress in (Option<string?>[])[token, authority])
        {
            ofAddress.Validators.Add(result =>
            {
                if (result.GetResult(prometheus) is null)
                    result.AddError($"{ofAddress.Name} is for --prometheus: through the API server the kubeconfig's credentials are used.");
            });
        }
        prometheus.Validators.Add(result =>
        {
            if (result.GetResult(selector) is not null) result.AddError("--prometheus and --prometheus-selector exclude each other.");
        });

        Command command = new(
            "collect", "Reads all that the other commands need from a live cluster into a folder: read-only, and without any secret.")
        {
            output, context, space, since, redact, prometheus, selector, token, authority, days,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            CollectOptions options = new()
            {
                Out = parsed.GetRequiredValue(output),
                Namespace = parsed.GetValue(space),
                Since = parsed.GetValue(since) is { } seconds ? TimeSpan.FromSeconds(seconds) : CollectOptions.DefaultSince,
                Redact = parsed.GetValue(redact),
                Prometheus = new PrometheusOptions
                {
                    Url = parsed.GetValue(prometheus),
                    Selector = parsed.GetValue(selector),
                    TokenFile = parsed.GetValue(token),
                    CertificateAuthority = parsed.GetValue(authority),
                    Days = parsed.GetValue(days),
                },
            };
            using ClusterAccess access = await ClusterAccess.OpenAsync(parsed.GetValue(context), cancellationToken);
            CollectResult result = await CollectProgressLine.ShowAsync(
                progress => new Collector(access, options, progress).RunAsync(cancellationToken));
            CollectReport.Print(result, options);
            return ExitCode.Success;
        });
        return command;
    }

    private static Uri? Address(System.CommandLine.Parsing.ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && url.Scheme is "http" or "https") return url;
        result.AddError($"--prometheus takes an address such as https://prometheus.example/prefix, but '{text}' was given.");
        return null;
    }
}
