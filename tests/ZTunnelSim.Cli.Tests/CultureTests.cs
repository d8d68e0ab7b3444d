using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using System.Text;

namespace ZTunnelSim.Cli.Tests;

/// <summary>Nothing that is written depends on the culture of the program that writes it.</summary>
[Collection(nameof(AloneInTheProcess))]
public class CultureTests
{
    /// <summary>Commands that print and write everything that there is.</summary>
    private static readonly string[][] Runs =
    [
        ["sweep", "scenario.yaml", "--replications", "3", "--out", "sweep"],
        ["compare", "scenario.yaml", "--replications", "3", "--out", "compare"],
        ["recommend", "scenario.yaml", "--max-resets", "50%", "--replications", "20", "--out", "recommend"],
        ["check", "scenario.yaml", "--max-resets", "50%", "--replications", "20"],
        ["sensitivity", "scenario.yaml", "--out", "sensitivity"],
        ["canary", "scenario.yaml", "--out", "canary"],
        ["when", "scenario.yaml", "--at", "2026-12-05T01:30Z", "--from", "2026-12-05T02:00Z", "--out", "when"],
        ["trace", "scenario.yaml", "--format", "csv", "--out", "trace.csv"],
        ["trace", "scenario.yaml", "--format", "chrome", "--out", "trace.json"],
        ["logs", "scenario.yaml", "--before-minutes", "5", "--out", "log"],
        ["report", "scenario.yaml", "--replications", "3", "--out", "report.html"],
        ["report", "scenario.yaml", "--replications", "3", "--out", "report.md"],
        ["fit", "lifetimes.csv", "--out", "fit"],
        ["fit", "logs/before.log", "--out", "fitted"],
        ["backtest", "--before", "logs/before.log", "--during", "logs/during.log", "--out", "backtest"],
        ["apply", "scenario.yaml", "--patch", "manifest.yaml", "--runbook", "--out", "applied"],
        ["job", "scenario.yaml", "--shards", "8"],
        ["merge", "parts"], ["completion", "fish"], ["init", "--out", "begun"],
    ];

    [Fact]
    public async Task Commands_print_and_write_the_same_in_every_culture()
    {
        IReadOnlyList<(string Name, string Content)> invariant = await WrittenAsync(CultureInfo.InvariantCulture);
        Assert.True(invariant.Count > 2 * Runs.Length, $"{invariant.Count} texts");
        foreach (CultureInfo culture in Cultures.All)
        {
            IReadOnlyList<(string Name, string Content)> written = await WrittenAsync(culture);
            Assert.Equal(invariant.Select(w => w.Name), written.Select(w => w.Name));
            foreach ((int i, (string name, string content)) in invariant.Index())
                Assert.True(content == written[i].Content, $"{culture.Name} {name}: {Difference(content, written[i].Content)}");
        }
    }

    /// <summary>The same in a process that has ICU, and with it the real cultures; where the machine has none, there is nothing to try.</summary>
    [Fact]
    public async Task They_do_so_with_the_real_cultures_too()
    {
        if (Cultures.HasReal) return;
        ProcessStartInfo start = new("dotnet", [Assembly.GetExecutingAssembly().Location, "-method", "*CultureTests.Commands_print*"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "0";
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.SkipWhen((await errors).Contains("Couldn't find a valid ICU package", StringComparison.Ordinal), "There is no ICU here.");
        Assert.True(process.ExitCode == 0, output);
        Assert.Contains("Total: 1, Errors: 0, Failed: 0, Skipped: 0", output);
    }

    /// <summary>What all commands print and write in a culture: each output, and each file.</summary>
    private static async Task<IReadOnlyList<(string Name, string Content)>> WrittenAsync(CultureInfo culture)
    {
        using Sandbox sandbox = await Sandbox.CreateAsync();
        List<(string, string)> written = [];
        foreach (string[] run in Runs)
        {
            (int exitCode, string output, string errors) = await Cultures.In(culture, () => Task.Run(() => Tool.RunHereAsync(run)));
            Assert.True(exitCode is ExitCode.Success or ExitCode.NothingHolds, $"{culture.Name} {string.Join(' ', run)}: {errors}");
            written.Add((string.Join(' ', run), output + errors));
        }
        foreach (string file in Directory.GetFiles(sandbox.Folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            string content = Convert.ToBase64String(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));
            bool isPicture = file.EndsWith(".png", StringComparison.Ordinal);
            written.Add((Path.GetRelativePath(sandbox.Folder, file), isPicture ? content : await File.ReadAllTextAsync(file)));
        }
        return [.. written.Select(w => (w.Item1, w.Item2.Replace(sandbox.Folder, "")))];
    }

    private static string Difference(string expected, string given)
    {
        int at = expected.Zip(given).TakeWhile(pair => pair.First == pair.Second).Count();
        return $"'{Around(expected)}' became '{Around(given)}'";

        string Around(string text) => text[Math.Max(0, at - 40)..Math.Min(text.Length, at + 40)];
    }

    /// <summary>What numbers and times are written or read by, or texts ordered, where no culture is named: analyzers do not see all of it.</summary>
    [Fact]
    public void No_compiled_instruction_asks_for_the_culture_at_hand()
    {
        string[] problems =
        [
            .. from type in CompiledCode.Types
               from method in CompiledCode.MethodsOf(type)
               where !IsGeneratedText(method)
               from problem in Problems(method)
               select $"{type.FullName}.{method.Name}: {problem}",
        ];
        Assert.True(problems.Length == 0, string.Join('\n', problems));
    }

    private static IEnumerable<string> Problems(MethodBase method)
    {
        Type? constrained = null;
        foreach ((OpCode instruction, MemberInfo member) in CompiledCode.Of(method))
        {
            if (instruction == OpCodes.Constrained)
            {
                constrained = (Type)member;
                continue;
            }
            if (member is MethodBase called && DependsOnCulture(called, constrained)) yield return $"{called.DeclaringType}.{called}";
            constrained = null;
        }
    }

    private static bool DependsOnCulture(MethodBase called, Type? constrained)
    {
        Type type = constrained ?? called.DeclaringType!;
        Type[] parameters = [.. called.GetParameters().Select(p => p.ParameterType)];
        if (parameters.Contains(typeof(IFormatProvider)) || parameters.Contains(typeof(CultureInfo))) return false;
        // Whoever orders texts says how.
        if (called.DeclaringType == typeof(Enumerable) && called.Name.Contains("Order", StringComparison.Ordinal))
            return HasText(called.GetGenericArguments()[^1]) && !parameters.Any(IsComparer);
        return called.Name switch
        {
            nameof(ToString) => IsWrittenByCulture(type) || HasGeneratedText(type),
            "AppendFormatted" => called.IsGenericMethod && HasGeneratedText(called.GetGenericArguments()[0]),
            "CompareTo" => type == typeof(string),
            "Concat" => type == typeof(string) && parameters.Any(p => p == typeof(object) || p == typeof(object[])),
            "Join" => type == typeof(string) && called.IsGenericMethod && called.GetGenericArguments()[0] is var item
                && (HasGeneratedText(item) || (IsWrittenByCulture(item) && !IsCount(item))),
            "Sort" => called.DeclaringType is { IsGenericType: true } list && HasText(list.GetGenericArguments()[0]) && !parameters.Any(IsComparer),
            "get_Default" => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Comparer<>) && HasText(type.GetGenericArguments()[0]),
            "Append" or "Insert" => type == typeof(StringBuilder) && parameters.Any(p => IsWrittenByCulture(p) || p == typeof(object)),
            "Write" or "WriteLine" => typeof(TextWriter).IsAssignableFrom(type) && parameters.Any(p => IsWrittenByCulture(p) || p == typeof(object)),
            ".ctor" => (type.Name == "DefaultInterpolatedStringHandler" && type.Assembly == typeof(string).Assembly)
                || (type.IsGenericType && IsSorted(type) && HasText(type.GetGenericArguments()[0]) && !parameters.Any(IsComparer)),
            _ => false,
        };
    }

    /// <summary>Numbers and dates, unless they are positive by their type and so have neither sign nor separator.</summary>
    private static bool IsWrittenByCulture(Type type) => Nullable.GetUnderlyingType(type) is { } inner
        ? IsWrittenByCulture(inner)
        : type == typeof(double) || type == typeof(float) || type == typeof(decimal) || type == typeof(int) || type == typeof(long)
            || type == typeof(short) || type == typeof(DateTime) || type == typeof(DateTimeOffset) || type == typeof(DateOnly) || type == typeof(TimeOnly);

    /// <summary>Those in lists are lines, ports, seconds and places: without a sign, they are the same in all cultures.</summary>
    private static bool IsCount(Type type) => type == typeof(int) || type == typeof(long);

    /// <summary>Whether a method is what the compiler makes of a record's members: what <see cref="HasGeneratedText"/> forbids to write.</summary>
    private static bool IsGeneratedText(MethodBase method) =>
        method.Name is "PrintMembers" or nameof(ToString) && method.IsDefined(typeof(CompilerGeneratedAttribute));

    /// <summary>Whether a type's text, or that of one derived from it, is a record's own, made by the compiler for whoever debugs.</summary>
    private static bool HasGeneratedText(Type type) => CompiledCode.Assemblies.Contains(type.Assembly) && CompiledCode.Types.Any(t =>
        !t.IsAbstract && !t.ContainsGenericParameters && type.IsAssignableFrom(t)
        && t.GetMethod(nameof(ToString), Type.EmptyTypes) is { } text && text.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false));

    private static bool HasText(Type type) => type == typeof(string)
        || (type.FullName!.StartsWith("System.ValueTuple`", StringComparison.Ordinal) && type.GetGenericArguments().Any(HasText));

    private static bool IsSorted(Type type) =>
        type.GetGenericTypeDefinition().Name is "SortedDictionary`2" or "SortedList`2" or "SortedSet`1" or "PriorityQueue`2";

    private static bool IsComparer(Type type) =>
        type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(IComparer<>) || type.GetGenericTypeDefinition() == typeof(Comparison<>));
}
