using System.Globalization;

namespace ZTunnelSim.Data;

/// <summary>Where values are from, for messages: a line may stand for all of them, and a mapping be called otherwise.</summary>
internal sealed record ValueSource(string File, int? Line = null, string Mapping = "a mapping")
{
    /// <summary>The files that the text names, as far as it has been read.</summary>
    public List<string> FileNames { get; } = [];
}

/// <summary>A value in a YAML or JSON text, with the place that an error about it names.</summary>
/// <param name="node">What stands there; null where nothing does.</param>
/// <param name="source">Where it is from.</param>
/// <param name="key">The path of keys that leads to it; a colon at its end names the object that the path is in.</param>
internal sealed class YamlValue(SyntaxNode? node, ValueSource source, string key)
{
    private readonly SyntaxNode? _node = node?.Resolved;

    /// <summary>A text in the place of a value that is missing there.</summary>
    public static YamlValue Of(string text, YamlValue missing) =>
        new(new ScalarSyntax(0, 0, 0, null, 0, text, YamlDotNet.Core.ScalarStyle.Plain), new(missing.File), missing.Key);

    public string File => source.File;

    /// <summary>What stands here, an alias followed; null where nothing does.</summary>
    public SyntaxNode? Node => _node;

    public string Key { get; } = key;

    public bool IsMap => _node is MapSyntax;

    public bool IsList => _node is ListSyntax;

    /// <summary>Whether it is left out, or null.</summary>
    public bool IsMissing => _node is null or ScalarSyntax { IsNull: true };

    /// <summary>The files that this text names, as far as it has been read.</summary>
    public IReadOnlyList<string> FileNames => source.FileNames;

    /// <summary>The name of a file.</summary>
    public string FileName()
    {
        string name = Text();
        source.FileNames.Add(name);
        return name;
    }

    /// <summary>The path of the file that the text names: it is looked up beside this one.</summary>
    public string FilePath() => Beside(FileName());

    /// <summary>A path as seen from this file's folder.</summary>
    public string Beside(string path) => Path.Combine(Path.GetDirectoryName(File) ?? "", path);

    /// <summary>The value, unless it is missing.</summary>
    public YamlValue? Present => IsMissing ? null : this;

    /// <summary>The text of a scalar of any type; null for anything else.</summary>
    public string? Word => (_node as ScalarSyntax)?.Value;

    /// <summary>The keys of a mapping, unchecked: to tell what kind of mapping it is.</summary>
    public IReadOnlyList<string> KeysPresent => [.. Entries.Select(e => e.Key)];

    /// <summary>The value of a key, whatever other keys there are; missing where this is.</summary>
    public YamlValue this[string name] => IsMissing || IsMap
        ? new((_node as MapSyntax)?.Get(name), source, Under(name))
        : throw Expected(source.Mapping);

    /// <summary>The same value, named otherwise in messages.</summary>
    public YamlValue As(string name) => new(_node, source, name);

    public InputException Error(string message, Exception? inner = null) =>
        new(message, File, source.Line ?? _node?.Line, Key.Length == 0 ? null : Key.TrimEnd(':'), inner);

    /// <summary>An error that a type of the model found, in its words: its first line, without the parameter's name.</summary>
    public InputException Error(ArgumentException e) =>
        Error(e.Message.Split('\n')[0].Split(" (Parameter '")[0].Trim(), e);

    /// <summary>The error that something else stands here than is expected.</summary>
    public InputException Expected(string what) => Error($"{what} is expected, but {Given()} was given.");

    /// <summary>What stands here, for a message.</summary>
    public string Given() => IsMap && _node is not MapSyntax { IsTemplate: true } ? source.Mapping : _node?.Given ?? "nothing";

    /// <summary>A mapping of which all keys are among the given ones.</summary>
    public YamlMap Map(params IReadOnlyList<string> keys)
    {
        if (!IsMap) throw Expected($"a mapping with the keys {Join(keys)}");
        Dictionary<string, YamlValue> values = [];
        foreach ((string name, MapEntry entry) in Entries)
        {
            if (name.Length == 0) throw NoKey(entry);
            if (!keys.Contains(name))
            {
                throw new YamlValue(entry.Key, source, Under(name)).Error(
                    $"unknown key '{name}'{Suggestion.For(name, keys)}; the keys here are {Join(keys)}.");
            }
            values.Add(name, new YamlValue(entry.Value, source, Under(name)));
        }
        return new YamlMap(this, values);
    }

    /// <summary>A list with at least one element, unless an empty one says something too.</summary>
    public IReadOnlyList<YamlValue> List(bool mayBeEmpty = false)
    {
        if (_node is not ListSyntax list) throw Expected("a list");
        if (list.Items.Count == 0 && !mayBeEmpty) throw Error("the list is empty, but at least one element is expected.");
        return [.. list.Items.Select((item, i) => new YamlValue(item, source, $"{Key}[{i}]"))];
    }

    /// <summary>The elements of a list; none where it is missing.</summary>
    public IReadOnlyList<YamlValue> Items() => IsMissing ? [] : List(mayBeEmpty: true);

    /// <summary>The mappings in a list; none where it is missing. Messages about them name the list.</summary>
    public IEnumerable<YamlValue> Mappings() => Items()
        .Select(item => item.As(Key))
        .Select(item => item.IsMap ? item : throw item.Expected(source.Mapping));

    /// <summary>The texts of a mapping, by key; none where it is missing.</summary>
    public Dictionary<string, string> Texts()
    {
        if (!IsMissing && !IsMap) throw Expected(source.Mapping);
        Dictionary<string, string> texts = [];
        foreach ((string name, MapEntry entry) in Entries)
        {
            if (name.Length == 0) throw NoKey(entry);
            texts[name] = new YamlValue(entry.Value, source, Under(name)).OptionalText() ?? "";
        }
        return texts;
    }

    /// <summary>A scalar that is not empty, as a text whatever it looks like; all of it can be seen, since names go on.</summary>
    public string Text()
    {
        string text = Scalar("a text");
        if (PlainText.HasHidden(text))
            throw Error($"{SyntaxNode.Quote(text)} has a control character, or another one that can't be seen: write it without.");
        return text.Trim().Length > 0 ? text : throw Error("a text is expected, but it is empty.");
    }

    /// <summary>A text, no number and no truth; null where it is missing.</summary>
    public string? OptionalText() => IsMissing ? null
        : _node is ScalarSyntax { IsText: true } text ? text.Value
        : throw Expected("a text");

    /// <summary>A text, no number and no truth, that is not empty.</summary>
    public string RequiredText() =>
        OptionalText() is { Length: > 0 } text ? text : throw Error("a text is expected, but nothing was given.");

    /// <summary>Whether it is this word.</summary>
    public bool IsWord(string word) => Word == word;

    /// <summary>One of some words.</summary>
    public T Choice<T>(params IReadOnlyList<(string Word, T Value)> choices)
    {
        IReadOnlyList<string> words = [.. choices.Select(c => c.Word)];
        string text = Scalar(Join(words));
        return choices.Where(c => c.Word == text).ToArray() is [var choice, ..]
            ? choice.Value
            : throw Error($"'{text}' was given{Suggestion.For(text, words)}; accepted are {Join(words)}.");
    }

    /// <summary>A finite number in a range.</summary>
    public double Number(double min = 0, double max = double.MaxValue, bool exclusiveMin = false)
    {
        string expected = Range("a number", min, max, exclusiveMin);
        bool isRead = double.TryParse(Scalar(expected), NumberStyles.Float, CultureInfo.InvariantCulture, out double number);
        bool isInRange = number <= max && (exclusiveMin ? number > min : number >= min);
        return isRead && IsPlain && double.IsFinite(number) && isInRange ? number : throw Expected(expected);
    }

    /// <summary>A share of at least 0 and below 1, as a number or as a percentage.</summary>
    public double ShareBelowOne()
    {
        const string What = "a share of at least 0 and below 1, such as 0.1 or 10%";
        string text = Scalar(What);
        bool isPercent = text.EndsWith('%');
        bool isRead = double.TryParse(
            isPercent ? text[..^1].TrimEnd() : text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number);
        double share = isPercent ? number / 100 : number;
        return isRead && IsPlain && share is >= 0 and < 1 ? share : throw Expected(What);
    }

    /// <summary>A whole number in a range.</summary>
    public int Integer(int min, int max = int.MaxValue, bool mayBeQuoted = false) =>
        (int)Integer64(min, max, mayBeQuoted);

    /// <summary>A whole number in a range that is larger.</summary>
    public long Integer64(long min, long max = long.MaxValue, bool mayBeQuoted = false)
    {
        const string What = "a whole number";
        string expected = min == long.MinValue ? What : Range(What, min, max, exclusiveMin: false);
        bool isRead = long.TryParse(Scalar(expected), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number);
        return isRead && (IsPlain || mayBeQuoted) && number >= min && number <= max ? number : throw Expected(expected);
    }

    /// <summary>A number, as it is called in words, or a percentage.</summary>
    public IntOrPercent Limit(string what) =>
        IntOrPercent.TryParse(Word ?? "", out IntOrPercent limit) ? limit : throw Expected($"{what} or a percentage up to 100%");

    /// <summary>An instant: ISO 8601, with its offset from UTC or in UTC.</summary>
    public DateTimeOffset Time()
    {
        const string What = "a time such as 2026-11-24T09:00:00Z";
        string text = Scalar(What);
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
            ? time
            : throw Expected(What);
    }

    /// <summary>An instant that says its offset from UTC, or a mapping of a clock's time and its time zone.</summary>
    public DateTimeOffset Instant()
    {
        const string OrZone = ", or { time: 2026-12-05T02:00, timeZone: Europe/Berlin }";
        if (!IsMap)
        {
            string text = Scalar(ClockTime.Accepted + OrZone);
            if (!ClockTime.TryParse(text, out ClockTime given)) throw Expected(ClockTime.Accepted + OrZone);
            return given.Offset is not null
                ? given.In(TimeZoneInfo.Utc, out _)
                : throw Error($"'{text}' does not say of which time zone it is: {ClockTime.Accepted} is expected{OrZone}.");
        }
        YamlMap map = Map("time", TimeZoneKey);
        YamlValue time = map.Required("time");
        TimeZoneInfo zone = map.Required(TimeZoneKey).TimeZone();
        const string Local = "a time by the zone's clock, such as 2026-12-05T02:00,";
        if (!ClockTime.TryParse(time.Scalar(Local), out ClockTime local) || local.Offset is not null) throw time.Expected(Local);
        DateTimeOffset at = local.In(zone, out string? problem);
        return problem is null ? at : throw time.Error(problem);
    }

    /// <summary>The key of a time zone, wherever one is said.</summary>
    public const string TimeZoneKey = "timeZone";

    /// <summary>A time zone by its name.</summary>
    public TimeZoneInfo TimeZone()
    {
        string name = Text();
        return ClockTime.TryZone(name, out TimeZoneInfo? zone) ? zone : throw Error(
            $"'{name}' is no time zone that is known here{ClockTime.ZonesLike(name)}; accepted are the names of the IANA database, "
            + "such as Europe/Berlin, and UTC.");
    }

    /// <summary>true or false.</summary>
    public bool Boolean()
    {
        const string What = "true or false";
        string text = Scalar(What);
        return IsPlain && text is "true" or "false" ? text == "true" : throw Expected(What);
    }

    /// <summary>true or false; false where it is missing.</summary>
    public bool Flag() => !IsMissing && Boolean();

    /// <summary>A duration above 0.</summary>
    public double PositiveSeconds()
    {
        double seconds = Seconds();
        return seconds > 0 ? seconds : throw Error("a duration above 0 is expected, but 0 was given.");
    }

    /// <summary>A duration: seconds as a number, or as <see cref="DurationFormat.Accepted"/> has them.</summary>
    public double Seconds() => DurationFormat.TryParse(Scalar(DurationFormat.Expected), out double seconds)
        ? seconds
        : throw Expected(DurationFormat.Expected);

    /// <summary>The text of a scalar of any type; what is expected is said in words.</summary>
    public string Scalar(string expected = "a single value") => Word ?? throw Expected(expected);

    /// <summary>The entries of a mapping that it has itself, by the text of their key.</summary>
    private IEnumerable<(string Key, MapEntry Entry)> Entries =>
        (_node as MapSyntax)?.Entries.Select(e => ((e.Key.Resolved as ScalarSyntax)?.Value ?? "", e)) ?? [];

    private InputException NoKey(MapEntry entry)
    {
        YamlValue given = new(entry.Key, source, Key);
        // The parser does not know where an empty key is.
        return new YamlValue(entry.Value, source, Key).Error(
            $"a key is a text, but {(given.Word is null ? given.Given() : "an empty one")} was given.");
    }

    private bool IsPlain => _node is ScalarSyntax { IsPlain: true };

    private string Under(string name) => Key.Length == 0 ? name : Key.EndsWith(':') ? $"{Key} {name}" : $"{Key}.{name}";

    private static string Range(string what, double min, double max, bool exclusiveMin)
    {
        string lower = exclusiveMin ? $"above {min:R}" : $"of at least {min:R}";
        string upper = max is double.MaxValue or int.MaxValue or long.MaxValue ? "" : $" and at most {max:R}";
        return $"{what} {lower}{upper}";
    }

    private static string Join(IReadOnlyList<string> words) => string.Join(", ", words);
}

/// <summary>A mapping whose keys are known to be allowed.</summary>
internal sealed class YamlMap(YamlValue place, IReadOnlyDictionary<string, YamlValue> values)
{
    public YamlValue Required(string key) => Optional(key) ?? throw place.Error($"the key '{key}' is missing.");

    public YamlValue? Optional(string key) => values.GetValueOrDefault(key);

    /// <summary>Refuses keys that do not go with the rest.</summary>
    public void Refuse(IReadOnlyList<string> keys, string because)
    {
        if (keys.FirstOrDefault(values.ContainsKey) is { } given) throw values[given].Error(because);
    }

    /// <summary>The one of some keys that is given; exactly one has to be.</summary>
    public (string Key, YamlValue Value) ExactlyOne(params IReadOnlyList<string> keys)
    {
        string[] given = [.. keys.Where(values.ContainsKey)];
        return given.Length == 1
            ? (given[0], values[given[0]])
            : throw place.Error($"exactly one of {string.Join(", ", keys)} is expected, but "
                + (given.Length == 0 ? "none was given." : $"{string.Join(" and ", given)} were given."));
    }
}
