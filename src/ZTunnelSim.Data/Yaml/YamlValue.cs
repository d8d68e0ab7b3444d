using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace ZTunnelSim.Data;

/// <summary>A value in a YAML file, with the place that an error about it names.</summary>
internal sealed class YamlValue(YamlNode node, string file, string key)
{
    public string File { get; } = file;

    public string Key { get; } = key;

    public bool IsMap => node is YamlMappingNode;

    public bool IsList => node is YamlSequenceNode;

    public InputException Error(string message, Exception? inner = null) =>
        new(message, File, (int)node.Start.Line, Key.Length == 0 ? null : Key, inner);

    /// <summary>An error that a type of the model found, in its words: its first line, without the parameter's name.</summary>
    public InputException Error(ArgumentException e) => Error(e.Message.Split('\n')[0].Split(" (Parameter '")[0].Trim(), e);

    /// <summary>A mapping of which all keys are among the given ones.</summary>
    public YamlMap Map(params IReadOnlyList<string> keys)
    {
        if (node is not YamlMappingNode mapping) throw Error($"a mapping with the keys {Join(keys)} is expected, but {Given()} was given.");
        Dictionary<string, YamlValue> values = [];
        foreach ((YamlNode keyNode, YamlNode valueNode) in mapping.Children)
        {
            string name = (keyNode as YamlScalarNode)?.Value ?? "";
            if (!keys.Contains(name))
            {
                throw new InputException(
                    $"unknown key '{name}'{Suggestion.For(name, keys)}; the keys here are {Join(keys)}.",
                    File, (int)keyNode.Start.Line, Key.Length == 0 ? name : $"{Key}.{name}");
            }
            values.Add(name, new YamlValue(valueNode, File, Key.Length == 0 ? name : $"{Key}.{name}"));
        }
        return new YamlMap(this, values);
    }

    /// <summary>The keys of a mapping, unchecked: to tell what kind of mapping it is.</summary>
    public IReadOnlyList<string> KeysPresent => node is YamlMappingNode mapping
        ? [.. mapping.Children.Keys.OfType<YamlScalarNode>().Select(k => k.Value ?? "")]
        : [];

    /// <summary>A list with at least one element, unless an empty one says something too.</summary>
    public IReadOnlyList<YamlValue> List(bool mayBeEmpty = false)
    {
        if (node is not YamlSequenceNode list) throw Error($"a list is expected, but {Given()} was given.");
        if (list.Children.Count == 0 && !mayBeEmpty) throw Error("the list is empty, but at least one element is expected.");
        return [.. list.Children.Select((child, i) => new YamlValue(child, File, $"{Key}[{i}]"))];
    }

    public string Text()
    {
        string text = Scalar("a text");
        return text.Trim().Length > 0 ? text : throw Error("a text is expected, but it is empty.");
    }

    /// <summary>Whether it is this word.</summary>
    public bool IsWord(string word) => node is YamlScalarNode { Value: { } text } && text == word;

    /// <summary>One of some words.</summary>
    public T Choice<T>(params IReadOnlyList<(string Word, T Value)> choices)
    {
        string text = Scalar(Join([.. choices.Select(c => c.Word)]));
        foreach ((string word, T value) in choices)
        {
            if (word == text) return value;
        }
        IReadOnlyList<string> words = [.. choices.Select(c => c.Word)];
        throw Error($"'{text}' was given{Suggestion.For(text, words)}; accepted are {Join(words)}.");
    }

    /// <summary>A finite number in a range.</summary>
    public double Number(double min = 0, double max = double.MaxValue, bool exclusiveMin = false)
    {
        string expected = Range("a number", min, max, exclusiveMin);
        string text = Scalar(expected);
        bool read = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number);
        if (!read || !IsPlain || !double.IsFinite(number) || number < min || number > max || (exclusiveMin && number == min))
            throw Error($"{expected} is expected, but {Given()} was given.");
        return number;
    }

    /// <summary>A whole number in a range.</summary>
    public int Integer(int min, int max = int.MaxValue)
    {
        string expected = Range("a whole number", min, max, exclusiveMin: false);
        string text = Scalar(expected);
        bool read = int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number);
        if (!read || !IsPlain || number < min || number > max) throw Error($"{expected} is expected, but {Given()} was given.");
        return number;
    }

    /// <summary>An instant: ISO 8601, with its offset from UTC or in UTC.</summary>
    public DateTimeOffset Time()
    {
        const string Expected = "a time such as 2026-11-24T09:00:00Z";
        const DateTimeStyles Style = DateTimeStyles.AssumeUniversal;
        return DateTimeOffset.TryParse(Scalar(Expected), CultureInfo.InvariantCulture, Style, out DateTimeOffset time)
            ? time
            : throw Error($"{Expected} is expected, but {Given()} was given.");
    }

    /// <summary>true or false.</summary>
    public bool Boolean()
    {
        string text = Scalar("true or false");
        return IsPlain && text is ("true" or "false") ? text == "true" : throw Error($"true or false is expected, but {Given()} was given.");
    }

    /// <summary>A duration above 0.</summary>
    public double PositiveSeconds()
    {
        double seconds = Seconds();
        return seconds > 0 ? seconds : throw Error("a duration above 0 is expected, but 0 was given.");
    }

    /// <summary>A duration: seconds as a number, or as <see cref="DurationFormat.Accepted"/> has them.</summary>
    public double Seconds()
    {
        const string Expected = $"a duration of at least 0 (seconds as a number, or {DurationFormat.Accepted})";
        return DurationFormat.TryParse(Scalar(Expected), out double seconds)
            ? seconds
            : throw Error($"{Expected} is expected, but {Given()} was given.");
    }

    /// <summary>What stands here, for a message.</summary>
    public string Given() => node switch
    {
        YamlMappingNode => "a mapping",
        YamlSequenceNode => "a list",
        YamlScalarNode { Value: null or "" } => "nothing",
        YamlScalarNode scalar => $"'{scalar.Value}'",
        _ => "something else",
    };

    private bool IsPlain => node is YamlScalarNode { Style: ScalarStyle.Plain };

    private string Scalar(string expected) => node is YamlScalarNode { Value: { } text }
        ? text
        : throw Error($"{expected} is expected, but {Given()} was given.");

    private static string Range(string what, double min, double max, bool exclusiveMin)
    {
        string lower = exclusiveMin ? $"above {min:R}" : $"of at least {min:R}";
        return max is double.MaxValue or int.MaxValue ? $"{what} {lower}" : $"{what} {lower} and at most {max:R}";
    }

    private static string Join(IReadOnlyList<string> words) => string.Join(", ", words);
}
