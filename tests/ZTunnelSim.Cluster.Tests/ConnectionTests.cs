using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace ZTunnelSim.Collecting.Tests;

/// <summary>Where a cluster can't be talked to, one line says why, and the exit code is 2.</summary>
public class ConnectionTests
{
    [Fact]
    public async Task No_kubeconfig()
    {
        Collected run = new();
        string error = await FailAsync(run, Path.Combine(run.Folder, "none"));
        Assert.Contains("there is no kubeconfig: neither KUBECONFIG names a file nor is there ", error);
    }

    [Fact]
    public async Task A_kubeconfig_that_is_none()
    {
        Collected run = new();
        string file = Path.Combine(run.Folder, "kubeconfig");
        await File.WriteAllTextAsync(file, "clusters: [\n", TestContext.Current.CancellationToken);
        Assert.Contains($"{file}: is no kubeconfig that can be read: ", await FailAsync(run, file));
    }

    /// <summary>It is somebody else's at times: of a pipeline, or sent with a question.</summary>
    [Theory]
    [InlineData("deep", "is nested more than 200 levels deep")]
    [InlineData("aliases", "aliases that stand for more than 200,000 values")]
    [InlineData("{clusters: [{name: a, cluster: {certificate-authority: \"\\0\"}}]}", "Null character in path")]
    public async Task A_kubeconfig_that_would_take_for_ever_or_names_no_file(string text, string message)
    {
        Collected run = new();
        string file = Path.Combine(run.Folder, "kubeconfig");
        text = text switch
        {
            "deep" => new string('[', 100_000),
            "aliases" => "a0: &a0 x\n" + string.Concat(
                Enumerable.Range(1, 9).Select(i => $"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n")),
            _ => text,
        };
        await File.WriteAllTextAsync(file, text, TestContext.Current.CancellationToken);
        string error = await FailAsync(run, file);
        Assert.Contains($"{file}: is no kubeconfig that can be read: ", error);
        Assert.Contains(message, error);
    }

    [Fact]
    public async Task What_has_no_name_in_a_kubeconfig_is_not_there()
    {
        Collected run = new();
        string file = Path.Combine(run.Folder, "kubeconfig");
        const string Nameless = "{contexts: [null, {context: {cluster: a}}], clusters: [null, {cluster: {}}], users: [{}], current-context: lab}";
        await File.WriteAllTextAsync(file, Nameless, TestContext.Current.CancellationToken);
        Assert.Contains("has no context 'lab'; it has no context at all.", await FailAsync(run, file));
    }

    [Fact]
    public async Task An_unknown_context_names_the_near_one()
    {
        await using ApiServerDouble server = await ApiServerDouble.StartAsync();
        Collected run = new();
        string error = await FailAsync(run, server.WriteKubeconfig(run.Folder), "--context", "stagin");
        Assert.Contains(
            "--context: has no context 'stagin' (did you mean 'staging'?); it has the contexts lab, staging.", error);
    }

    [Fact]
    public async Task Kubeconfigs_are_put_together_as_kubectl_does()
    {
        await using ApiServerDouble server = await CollectTests.FullServerAsync();
        Collected run = new();
        string file = server.WriteKubeconfig(run.Folder), other = Path.Combine(run.Folder, "other");
        await File.WriteAllTextAsync(
            other, "{ apiVersion: v1, kind: Config, contexts: [{ name: mine, context: { cluster: lab, user: me } }] }",
            TestContext.Current.CancellationToken);
        (int exitCode, string output, string errors) =
            await run.RunAsync($"{other}{Path.PathSeparator}{file}", "--context", "mine");
        Assert.Equal((0, ""), (exitCode, errors));
        Assert.Contains("bundle of context 'mine'", output);
    }

    [Fact]
    public async Task A_server_that_is_not_there()
    {
        using TcpListener free = new(IPAddress.Loopback, 0);
        free.Start();
        int port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        await using ApiServerDouble server = await ApiServerDouble.StartAsync();
        Collected run = new();
        string file = server.WriteKubeconfig(run.Folder);
        await File.WriteAllTextAsync(
            file, (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).Replace(
                server.Address.AbsoluteUri, $"https://127.0.0.1:{port}/"), TestContext.Current.CancellationToken);
        string error = await FailAsync(run, file);
        Assert.Contains($"the API server https://127.0.0.1:{port}/ of context 'lab' can't be reached: Connection refused", error);
    }

    [Fact]
    public async Task Credentials_that_are_not_accepted()
    {
        await using ApiServerDouble server = await ApiServerDouble.StartAsync();
        Collected run = new();
        string error = await FailAsync(run, server.WriteKubeconfig(run.Folder, token: "old"));
        Assert.Contains("does not accept the credentials of context 'lab' (401 Unauthorized: Unauthorized): log in again.", error);
    }

    [Fact]
    public async Task A_server_whose_certificate_has_expired()
    {
        using X509Certificate2 expired = ApiServerDouble.Certificate(DateTimeOffset.Now.AddDays(-1));
        await using ApiServerDouble server = await ApiServerDouble.StartAsync(expired);
        Collected run = new();
        Assert.Matches(
            @"the API server \S+ of context 'lab' can't be reached: its certificate expired on \d{4}-\d\d-\d\d ",
            await FailAsync(run, server.WriteKubeconfig(run.Folder)));
    }

    [Fact]
    public async Task A_server_whose_certificate_nobody_vouches_for()
    {
        await using ApiServerDouble server = await ApiServerDouble.StartAsync(), other = await ApiServerDouble.StartAsync();
        Collected run = new();
        string file = server.WriteKubeconfig(run.Folder);
        await File.WriteAllTextAsync(
            file, (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).Replace(
                server.Address.AbsoluteUri, other.Address.AbsoluteUri), TestContext.Current.CancellationToken);
        Assert.Contains("its certificate is not one that the kubeconfig's certificate-authority vouches for", await FailAsync(run, file));
    }

    [Fact]
    public async Task A_certificate_of_the_users_that_has_expired()
    {
        await using ApiServerDouble server = await ApiServerDouble.StartAsync();
        using X509Certificate2 mine = ApiServerDouble.Certificate(DateTimeOffset.Now.AddDays(-2));
        Collected run = new();
        string file = server.WriteKubeconfig(run.Folder);
        string pem = Convert.ToBase64String(Encoding.ASCII.GetBytes(mine.ExportCertificatePem()));
        using RSA fresh = RSA.Create(2048);
        string keyPem = Convert.ToBase64String(Encoding.ASCII.GetBytes(fresh.ExportPkcs8PrivateKeyPem()));
        await File.WriteAllTextAsync(
            file, (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).Replace(
                $"token: {ApiServerDouble.Token}", $"client-certificate-data: {pem}, client-key-data: {keyPem}"),
            TestContext.Current.CancellationToken);
        Assert.Matches(@"the client certificate of context 'lab' expired on \d{4}-\d\d-\d\d \d\d:\d\dZ: renew it", await FailAsync(run, file));
    }

    [Theory]
    [InlineData("takes an address such as", "--prometheus", "prometheus:9090")]
    [InlineData("exclude each other", "--prometheus", "http://p:9090", "--prometheus-selector", "app=p")]
    [InlineData("--prometheus-ca is for --prometheus", "--prometheus-ca", "ca.pem")]
    [InlineData("takes a whole number from 1 to 365", "--prometheus-days", "0")]
    [InlineData("--since takes a duration above 0", "--since", "yesterday")]
    public async Task Options_that_can_not_be(string expected, params string[] options)
    {
        Collected run = new();
        Assert.Contains(expected, await FailAsync(run, Path.Combine(run.Folder, "none"), options));
    }

    private static async Task<string> FailAsync(Collected run, string kubeconfig, params string[] options)
    {
        (int exitCode, string output, string errors) = await run.RunAsync(kubeconfig, options);
        Assert.Equal((2, ""), (exitCode, output));
        Assert.Single(errors.TrimEnd().Split('\n'), line => line.StartsWith("ztunnelsim: error: ", StringComparison.Ordinal));
        Assert.False(Directory.Exists(run.Bundle));
        Assert.False(Directory.Exists(run.Bundle + ".partial"));
        return errors;
    }
}
