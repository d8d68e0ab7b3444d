using System.CommandLine;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using ZTunnelSim.Data;

namespace ZTunnelSim.Cli;

/// <summary><c>ztunnelsim job</c>: a study in parts as a Kubernetes Job.</summary>
internal static partial class JobCommand
{
    /// <summary>With an index behind it, a Job's name is that of its pods' hosts, which may have 63 characters.</summary>
    private const int LongestName = 50;

    public static Command Create()
    {
        Argument<string> scenario = new("scenario") { Description = "The scenario file (YAML). It goes into the manifest, with its data." };
        Argument<string[]> options = new("options")
        {
            Description = "After --, options of the study, such as -- --replications 10000 --precision 1%.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        Option<int?> shards = OptionValues.Whole("--shards", "How many parts, one pod each.", most: Shard.Most);
        shards.Required = true;
        Option<string> study = OptionValues.Choice(
            "--study", "What is run in parts.", [.. Studies.Names.Select(name => (name, name))]).Or(Studies.Names[0]);
        Option<string?> image = OptionValues.Text(
            "--image", "The image of this version of the tool; a Dockerfile is in the repository. Default: ztunnelsim:VERSION.",
            text => Image().IsMatch(text), "the name of an image, such as registry.example/ztunnelsim:0.1.0");
        Option<string?> name = Label("--name", "The Job's name. Default: one that tells its study, scenario and options.", LongestName);
        Option<string?> inNamespace = Label("--namespace", "The namespace to run in.", longest: 63);
        Option<int?> parallelism = OptionValues.Whole("--parallelism", "How many pods run at once. Default: all.", most: Shard.Most);
        Option<string?> cpu = Amount("--cpu", "What a pod requests and may take of processors, such as 2 or 500m.", "1");
        Option<string?> memory = Amount("--memory", "What a pod requests and may take of memory, such as 2Gi.", "1Gi");
        Option<string?> data = Claim(
            "--data-claim", "The claim of a volume with the scenario and its data, where they are too large for a ConfigMap.");
        Option<string?> output = Claim("--out-claim", "The claim of a volume to write parts to. Default: a new one (ReadWriteMany, 1Gi).");

        Command command = new("job", "Writes a Kubernetes Job to stdout that runs a study in parts: a pod for each.")
        {
            scenario, options, shards, study, image, name, inNamespace, parallelism, cpu, memory, data, output,
        };
        command.SetAction(parsed =>
        {
            string kind = parsed.GetRequiredValue(study);
            string[] given = parsed.GetValue(options)!;
            int count = parsed.GetRequiredValue(shards)!.Value;
            ScenarioFiles files = Look(kind, given, parsed.GetRequiredValue(scenario), count);
            Console.Out.Write(JobWriter.Write(new ShardJob(kind, given, count)
            {
                Name = parsed.GetValue(name) ?? NameOf(kind, given, count, files),
                Image = parsed.GetValue(image) ?? $"ztunnelsim:{ResultDocument.Version!.Split('+')[0]}",
                Namespace = parsed.GetValue(inNamespace),
                Parallelism = Math.Min(count, parsed.GetValue(parallelism) ?? count),
                Resources = (parsed.GetValue(cpu)!, parsed.GetValue(memory)!),
                DataClaim = parsed.GetValue(data),
                OutClaim = parsed.GetValue(output),
            }, JobFiles.Of(files)));
            return ExitCode.Success;
        });
        return command;
    }

    /// <summary>Makes sure that the pods can do what they are told, as far as that shows without reading the data.</summary>
    private static ScenarioFiles Look(string study, string[] options, string file, int shards)
    {
        ParseResult parsed = Studies.Parse(study, parts: null, file, [.. options, $"{Sharding.OptionName}=1/{shards}", "--out=parts"]);
        Scenario outline = ScenarioReader.Draft(file).Outline;
        if (parsed.CommandResult.Command.Name != CompareCommand.Name) outline.RequireSweepable();
        return ScenarioFiles.Of(outline);
    }

    /// <summary>Another name for whatever gives other results, so that two Jobs don't get in each other's way.</summary>
    private static string NameOf(string study, string[] options, int shards, ScenarioFiles files)
    {
        byte[] all = Encoding.UTF8.GetBytes(string.Join('\n', [study, files.Hash(), $"{shards}", .. options]));
        return $"ztunnelsim-{study}-{Convert.ToHexStringLower(SHA256.HashData(all))[..8]}";
    }

    private static Option<string?> Label(string name, string description, int longest) => OptionValues.Text(
        name, description, text => text.Length <= longest && KubernetesName.IsLabel(text),
        $"a name of a-z, 0-9 and -, with a letter or digit at both ends and at most {longest} characters");

    private static Option<string?> Claim(string name, string description) => OptionValues.Text(
        name, description, KubernetesName.IsSubdomain,
        "the name of a PersistentVolumeClaim, of a-z, 0-9, - and .");

    private static Option<string?> Amount(string name, string description, string usual) => OptionValues.Text(
        name, $"{description} Default: {usual}.", text => Quantity.TryParse(text, out Quantity amount) && amount.Amount > 0,
        $"an amount above 0 as Kubernetes writes it, such as {usual} or 500m").Or(usual);

    [GeneratedRegex(@"^[a-zA-Z0-9][a-zA-Z0-9._/:@-]{0,499}\z")]
    private static partial Regex Image();
}
