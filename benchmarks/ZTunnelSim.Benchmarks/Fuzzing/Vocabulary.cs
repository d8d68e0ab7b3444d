namespace ZTunnelSim.Benchmarks;

/// <summary>What mutants say in the place of what stood there: the ends of what can be said, and what has another meaning.</summary>
internal static class Vocabulary
{
    public static readonly string[] Numbers =
    [
        "0", "1", "-1", "-0", "2", "7", "0.5", "1e-300", "5e-324", "1e15", "1e18", "1e300", "1e308", "-1e308", "1e400", "1e-400",
        "2147483647", "2147483648", "-2147483649", "4294967296", "4503599627370497", "9007199254740993", "9223372036854775807",
        "9223372036854775808", "-9223372036854775808", "18446744073709551615", "18446744073709551616", "99999999999999999999999999",
        "0.1e1", "00", "1.",
        ".5", "+5",
    ];

    private static readonly string[] NoNumbers =
        [".inf", "-.inf", ".nan", "NaN", "Infinity", "-Infinity", "∞", "0x10", "0o17", "1_000", "1,5", "1;2", "5 m", "0.5.5", "٣", "½"];

    private static readonly string[] Durations =
    [
        "0s", "1ns", "1µs", "250us", "3362ms", "5m", "1h30m", "5 min", "2d", "100000d", "1e18s", "1e300h", "99999999999999999999d",
        "-5s", "1h-5m", "00:99:99", "1.02:03:04", "10:00:00", "-00:00:01", "2147483647", "1m1m", "5xs",
    ];

    private static readonly string[] Times =
    [
        "2026-12-05T02:00:00Z", "2026-12-05T02:00", "2026-12-05", "2026-02-30T00:00:00Z", "0001-01-01T00:00:00Z", "1969-12-31T23:59:59Z",
        "9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00", "2026-03-29T02:30:00+99:99", "1e12",
        "1795161600", "1795161600000", "1795161600000000000", "-62135596801", "253402300800", "Europe/Berlin", "Europe/../../x",
        "Mon-Fri 01:00-05:00", "Sat,Sun", "25:00-26:00", "3/8", "9/8", "0/8", "index/8",
    ];

    private static readonly string[] Shares = ["5%", "100%", "101%", "-1%", "1e400%", "NaN%", "67 %", "%", "0.05%"];

    private static readonly string[] Quantities =
        ["512Mi", "1Gi", "99999999999999Ei", "500m", "-1Ki", "1e3", "8E", "8Y", "0.0001m", "1.5Gi", "Ki"];

    private static readonly string[] Words =
    [
        "null", "~", "true", "false", "True", "yes", "none", "random", "all", "unknown", "outside", "ztunnel", "istio-proxy", "kubectl",
        "info", "access", "inbound", "outbound", "RollingUpdate", "OnDelete", "Node", "Pod", "List", "DaemonSet", "a", "x.y", "node-1", "",
    ];

    private static readonly string[] Hostile =
    [
        "''", "\"\"", "\" \"", "\"a\\nb\"", "\"\\u0000\"", "\"\\u001b[31m\"", "\"\\ud800\"", "\"a\\udc00\"", "\"\\u202e\"", "\"\\u2028\"",
        "\"\\uFEFF\"", "\\", "\u001b[31m", "\u0007", "\u009b31m", "\u202Eevil", "\u2028", "\u0085", "\uFEFF", "🙂", "e\u0301", "$(id)",
        "`id`", "'; touch x #", "%s%n", "=cmd|' /C calc'!A0", "<script>", "|", "\r\n", "\t", "\0", " ", "\u00A0", "\n\n", "\n- \n",
        "-", "--", "--x=1",
    ];

    private static readonly string[] Syntax =
    [
        "{}", "[]", "[[]]", "[{}]", "{a: {}}", "{\"a\": 1, \"a\": 2}", "[1, null]", "*a", "&a x", "&a [*a]", "&a {<<: *a}", "{<<: *a}",
        "*a : 1", "!!binary aGk=", "!!str 5", "!!int x", "!!map {}", "!x y", "!<tag:yaml.org,2002:str> 5", "{{ .Values.x }}", "{? a : b}",
        "? a", ": 0", "---", "...", "%YAML 9.9", "# x", "@", "[", "]", "{", "}", ",", ":", "\"", "'", ">-\n  x", "|+\n\n",
        "{\"kind\": \"Pod\"}",
    ];

    /// <summary>All that is short.</summary>
    public static readonly string[] All =
        [.. Numbers, .. NoNumbers, .. Durations, .. Times, .. Shares, .. Quantities, .. Words, .. Hostile, .. Syntax];

    /// <summary>What is long or deep.</summary>
    public static readonly string[] Long =
    [
        new('9', 400), new('x', 3_000), "1." + new string('0', 2_000) + "1", new('(', 500), new('\\', 501), new('"', 300), new('ü', 1_000),
        string.Concat(Enumerable.Repeat("a.", 400)), string.Concat(Enumerable.Repeat("1h", 300)),
        string.Concat(Enumerable.Repeat("\u001b[31m", 100)), Nested("[", "]", 150), Nested("[", "]", 400), Nested("{a: ", "}", 150),
        Nested("{\"a\": ", "}", 400), new('[', 5_000), new('{', 5_000), string.Concat(Enumerable.Repeat("- ", 2_000)), Nested("&a [",
        "]", 100), Bomb(),
        $"[{string.Join(", ", Enumerable.Range(0, 300))}]", $"{{{string.Join(", ", Enumerable.Range(0, 300).Select(i => $"k{i}: {i}"))}}}",
    ];

    private static string Nested(string open, string close, int depth) =>
        string.Concat(Enumerable.Repeat(open, depth)) + "1" + string.Concat(Enumerable.Repeat(close, depth));

    /// <summary>A few lines of aliases that stand for 10^9 values.</summary>
    private static string Bomb() => "{b0: &b0 1, " + string.Join(", ", Enumerable.Range(1, 9).Select(
        i => $"b{i}: &b{i} [{string.Join(", ", Enumerable.Repeat($"*b{i - 1}", 10))}]")) + "}";
}
