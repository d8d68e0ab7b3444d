using System.Reflection;
using System.Text.RegularExpressions;

namespace ZTunnelSim.Cli.Tests;

/// <summary>
/// Who knows whom, read from the compiled code: each part, a folder under src, knows only those before it in
/// inputs, model, theory or simulation, results, analysis, presentation.
/// </summary>
public partial class ArchitectureTests
{
    /// <summary>The core's parts, each of which may know those before it.</summary>
    private static readonly string[] Core = ["Values", "Randomness", "Lifetimes", "Model", "Results", "Theory", "Simulation", "Analysis"];

    private static readonly Lazy<Dictionary<string, string[]>> Folders = new(ReadFolders);

    private static readonly Lazy<HashSet<(string From, string To)>> Uses = new(ReadUses);

    [Fact]
    public void The_cores_parts_know_only_those_before_them()
    {
        IEnumerable<string> seen = Uses.Value.SelectMany(u => new[] { u.From, u.To }).Where(
            p => p.StartsWith("ZTunnelSim/", StringComparison.Ordinal));
        Assert.Equal(Core.Order(), seen.Select(p => p[11..]).Where(p => p.Length > 0).Distinct().Order());
        Assert.Empty(
            from use in Uses.Value
            let order = (
                From: Array.IndexOf(Core, use.From.Replace("ZTunnelSim/", "")), To: Array.IndexOf(Core, use.To.Replace("ZTunnelSim/", "")))
            where order.From >= 0 && order.To > order.From
            select $"{use.From} knows {use.To}");
    }

    [Fact]
    public void Theory_and_simulation_do_not_know_each_other()
    {
        Assert.DoesNotContain(("ZTunnelSim/Theory", "ZTunnelSim/Simulation"), Uses.Value);
        Assert.DoesNotContain(("ZTunnelSim/Simulation", "ZTunnelSim/Theory"), Uses.Value);
        // That they know what they are made of shows that the reader of the code sees such things.
        Assert.Contains(("ZTunnelSim/Theory", "ZTunnelSim/Model"), Uses.Value);
        Assert.Contains(("ZTunnelSim/Simulation", "ZTunnelSim/Randomness"), Uses.Value);
    }

    [Fact]
    public void Charts_and_the_tool_compute_nothing()
    {
        Assert.DoesNotContain(Uses.Value, u => Is(u.From, "Charts") && u.To is ("ZTunnelSim/Theory" or "ZTunnelSim/Simulation"));
        Assert.DoesNotContain(Uses.Value, u => Is(u.From, "Cli") && u.To == "ZTunnelSim/Theory");
    }

    [Fact]
    public void Data_and_charts_do_not_know_each_other() =>
        Assert.DoesNotContain(Uses.Value, u => (Is(u.From, "Data") && Is(u.To, "Charts")) || (Is(u.From, "Charts") && Is(u.To, "Data")));

    [Fact]
    public void A_live_cluster_is_known_to_the_tool_alone_and_its_client_to_one_file()
    {
        Assert.DoesNotContain(Uses.Value, u => Is(u.To, "Cluster") && !Is(u.From, "Cluster") && !Is(u.From, "Cli"));
        Assert.DoesNotContain(Uses.Value, u => Is(u.From, "Cluster") && !Is(u.To, "Cluster") && !Is(u.To, "Data")
            && u.To is not ("ZTunnelSim/" or "ZTunnelSim/Results" or "ZTunnelSim/Values"));
        Assert.Contains(Uses.Value, u => Is(u.From, "Cluster") && Is(u.To, "Data"));
        Assert.Equal(["ClusterAccess.cs"], Sources().Where(s => File.ReadAllText(s.File).Contains("using k8s", StringComparison.Ordinal))
            .Select(s => s.Path[^1]));
    }

    [Fact]
    public void Data_asks_for_fits_at_the_one_entrance()
    {
        // What is read off a fit may be known; what makes one may not.
        string[] known = ["WorkloadFit", "FitSelection", "FitCandidate", "LawFamily", "LifetimeFit", "ExtrapolationCheck"];
        string fitting = Path.Combine(Packages.Root, "src", "ZTunnelSim", "Lifetimes", "Fitting");
        string[] others = [.. Directory.GetFiles(fitting).Select(f => Path.GetFileNameWithoutExtension(f)!).Except(known)];
        Assert.NotEmpty(others);
        Assert.Empty(
            from source in Sources()
            where source.Path[0] == "ZTunnelSim.Data"
            from name in others
            where Regex.IsMatch(File.ReadAllText(source.File), $@"\b{name}\b")
            select $"{source.Path[^1]} names {name}");
    }

    [Fact]
    public void Lines_are_as_wide_as_editorconfig_says()
    {
        string config = File.ReadAllText(Path.Combine(Packages.Root, ".editorconfig"));
        int widest = int.Parse(Regex.Match(config, @"max_line_length = (\d+)").Groups[1].Value);
        // A command for a shell is one line, and stands in a raw string.
        Assert.Empty(
            from source in Sources()
            from line in File.ReadLines(source.File).Index()
            where line.Item.Length > widest && !line.Item.Contains("\"\"\"", StringComparison.Ordinal)
            select $"{source.Path[^1]}:{line.Index + 1} has {line.Item.Length} characters");
    }

    [Fact]
    public void A_name_stands_for_one_type() =>
        Assert.Empty(Folders.Value.Where(f => f.Value.Length > 1).Select(f => $"{f.Key}: {string.Join(", ", f.Value)}"));

    private static bool Is(string part, string project) => part.StartsWith($"ZTunnelSim.{project}/", StringComparison.Ordinal);

    /// <summary>For each type's name, the parts that have a type of that name: ZTunnelSim/Model, say.</summary>
    private static Dictionary<string, string[]> ReadFolders() => Sources()
        .SelectMany(source => TypeDeclaration().Matches(File.ReadAllText(source.File))
            .Select(m => (Name: m.Groups[1].Value, Part: $"{source.Path[0]}/{(source.Path.Length > 2 ? source.Path[1] : "")}")))
        .GroupBy(d => d.Name)
        // A factory beside its generic type shares its name, and can only do so in one project.
        .ToDictionary(g => g.Key, g => g.Select(d => d.Part).Distinct().ToArray());

    /// <summary>The files of code below src, each with the folders that it lies in, its project first.</summary>
    private static IEnumerable<(string File, string[] Path)> Sources()
    {
        string source = Path.Combine(Packages.Root, "src");
        return Directory.EnumerateFiles(source, "*.cs", SearchOption.AllDirectories)
            .Select(f => (File: f, Path: Path.GetRelativePath(source, f).Split(Path.DirectorySeparatorChar)))
            .Where(f => f.Path is [not "Shared", not ("bin" or "obj"), ..]);
    }

    private static HashSet<(string From, string To)> ReadUses()
    {
        HashSet<(string, string)> uses = [];
        foreach (Type type in CompiledCode.Types)
        {
            if (PartOf(type) is not { } from) continue;
            foreach (Type used in UsedBy(type))
            {
                if (PartOf(used) is { } to && to != from) uses.Add((from, to));
            }
        }
        return uses;

        string? PartOf(Type type)
        {
            while (type.DeclaringType is { } outer) type = outer;
            string name = type.Name.Split('`')[0];
            return CompiledCode.Assemblies.Contains(type.Assembly) && Folders.Value.TryGetValue(name, out string[]? parts) ? parts[0] : null;
        }
    }

    /// <summary>The types in a type's declaration, in its members' signatures and in their code.</summary>
    private static IEnumerable<Type> UsedBy(Type type)
    {
        IEnumerable<Type?> used = [type.BaseType, .. type.GetInterfaces(), .. type.GetFields(CompiledCode.All).Select(f => f.FieldType)];
        foreach (MethodBase method in CompiledCode.MethodsOf(type))
        {
            used = used.Concat(method.GetParameters().Select(p => p.ParameterType)).Append((method as MethodInfo)?.ReturnType);
            if (method.GetMethodBody() is { } body) used = used.Concat(body.LocalVariables.Select(l => l.LocalType));
            used = used.Concat(CompiledCode.Of(method).Select(i => i.Member as Type ?? i.Member.DeclaringType));
        }
        return used.OfType<Type>().SelectMany(Parts);

        static IEnumerable<Type> Parts(Type type) => type.HasElementType
            ? Parts(type.GetElementType()!)
            : type.IsGenericType ? type.GetGenericArguments().SelectMany(Parts).Append(type) : [type];
    }

    [GeneratedRegex(@"^(?:(?:public|internal|static|sealed|abstract|readonly|partial|ref|unsafe) )*(?:class|record struct|record|struct|interface|enum) (\w+)", RegexOptions.Multiline)]
    private static partial Regex TypeDeclaration();
}
