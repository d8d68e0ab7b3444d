using System.CommandLine;
using ZTunnelSim.Collecting;

namespace ZTunnelSim.Cli;

/// <summary><c>ztunnelsim collect</c>: from a live cluster to a bundle that the other commands read.</summary>
internal static class CollectCommand
{
    public static Command Create()
    {
        Option<string?> output = CommonOptions.Out("The folder that becomes the bundle; an earlier bundle there is replaced.");
        output.Required = true;
        Option<OutputFormat> format = OutputOption.Create();
        Option<string?> context = OptionValues.Text(
            "--context", "The kubeconfig's context. Default: the current one.", IsName, "the name of a context");
        Option<string?> space = OptionValues.Text(
            "--namespace", $"ztunnel's namespace. Default: {CollectOptions.DefaultNamespace}, or wherever it is.", IsName,
            "the name of a namespace");
        Option<double?> since = OptionValues.Duration(
            "--since", "How far back logs are asked for: 24h, 7d, or seconds. Default: 24h.", mostSeconds: 365 * 86_400);
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
        Option<string?> selector = OptionValues.Text(
            "--prometheus-selector", "The labels of Prometheus' Service, such as app=metrics.", IsName, "labels such as app=metrics");
        Option<string?> token = OptionValues.Path("--prometheus-token-file", "A file with the bearer token for --prometheus.");
        Option<string?> authority = OptionValues.Path("--prometheus-ca", "The certificates (PEM) that vouch for --prometheus.");
        Option<int?> days = OptionValues.Whole("--prometheus-days", "How many days of counters to ask for.", most: 365)
            .Or(new PrometheusOptions().Days);
        foreach (Option<string?> ofAddress in (Option<string?>[])[token, authority])
        {
            ofAddress.Validators.Add(result =>
            {
                if (!result.IsGiven(prometheus))
                    result.AddError($"{ofAddress.Name} is for --prometheus: through the API server the kubeconfig's credentials are used.");
            });
        }
        prometheus.Validators.Add(result =>
        {
            if (result.IsGiven(selector)) result.AddError("--prometheus and --prometheus-selector exclude each other.");
        });

        Command command = new(
            "collect", "Reads all that the other commands need from a live cluster into a folder: read-only, and without any secret.")
        {
            output, format, context, space, since, redact, prometheus, selector, token, authority, days,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            CollectOptions options = new()
            {
                Out = parsed.GetRequiredValue(output)!,
                Namespace = parsed.GetValue(space),
                Since = parsed.GetValue(since) is { } seconds ? TimeSpan.FromSeconds(seconds) : CollectOptions.DefaultSince,
                Redact = parsed.GetValue(redact),
                Prometheus = new PrometheusOptions
                {
                    Url = parsed.GetValue(prometheus),
                    Selector = parsed.GetValue(selector),
                    TokenFile = parsed.GetValue(token),
                    CertificateAuthority = parsed.GetValue(authority),
                    Days = parsed.GetValue(days)!.Value,
                },
            };
            using ClusterAccess access = await ClusterAccess.OpenAsync(parsed.GetValue(context), cancellationToken);
            CollectResult result = await CollectProgressLine.ShowAsync(
                progress => new Collector(access, options, progress).RunAsync(cancellationToken));
            Answer.Give(
                parsed.GetValue(format), () => CollectReport.Print(result, options), CollectReport.Document(result, options));
            return ExitCode.Success;
        });
        return command;
    }

    private static Uri? Address(System.CommandLine.Parsing.ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        return Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && url.Scheme is "http" or "https"
            ? url
            : OptionValues.Refuse<Uri?>(result, text, "an address such as https://prometheus.example/prefix");
    }

    private static bool IsName(string text) => text.Length > 0 && !PlainText.HasHidden(text);
}
