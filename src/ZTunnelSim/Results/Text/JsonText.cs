using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace ZTunnelSim;

/// <summary>
/// Results as JSON: everything that is public of them, laws and rules as scenario files spell them (laws of data with their steps),
/// strategies and clients with their kind, values of workloads and nodes by name, and numbers that JSON lacks as the strings "Infinity",
/// "-Infinity" and "NaN".
/// </summary>
internal static class JsonText
{
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters =
        {
            new JsonStringEnumConverter(),
            new Written<DurationLaw>(WriteLaw),
            new Written<DrainBudget>((writer, rule, _) => writer.WriteStringValue(rule.ToString())),
            new Written<DisruptionBudget>((writer, budget, _) => writer.WriteStringValue(budget.ToString())),
            new Written<IntOrPercent>((writer, number, _) => writer.WriteStringValue(number.ToString())),
            new Written<GracePeriod>((writer, t, _) => writer.WriteNumberValue(t.Seconds)),
            new Written<Counts>(WriteCounts),
            new Written<UpdateStrategy>(WriteWithKind),
            new Written<ClientBehaviour>(WriteWithKind),
            new ByNameConverter(),
        },
    };

    /// <summary>The same without the converters of the types that have kinds, which write themselves with these.</summary>
    private static readonly JsonSerializerOptions OfKinds = WithoutKinds();

    public static string Of<T>(T result) => JsonSerializer.Serialize(result, Options);

    private static JsonSerializerOptions WithoutKinds()
    {
        JsonSerializerOptions options = new(Options);
        JsonConverter[] kinds = [.. options.Converters.Where(c => c is Written<UpdateStrategy> or Written<ClientBehaviour>)];
        foreach (JsonConverter kind in kinds) options.Converters.Remove(kind);
        return options;
    }

    private static void WriteWithKind<T>(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
        where T : notnull
    {
        JsonObject json = JsonSerializer.SerializeToNode(value, value.GetType(), OfKinds)!.AsObject();
        json.Insert(0, "Kind", value.GetType().Name);
        json.WriteTo(writer, options);
    }

    /// <summary>The description of a law of data only counts its steps: these follow, as ages with the survival from there on.</summary>
    private static void WriteLaw(Utf8JsonWriter writer, DurationLaw law, JsonSerializerOptions options)
    {
        if (!IsOfData(law))
        {
            writer.WriteStringValue(law.ToString());
            return;
        }
        writer.WriteStartObject();
        writer.WriteString("Law", law.ToString());
        if (law is Mixture mixture)
        {
            writer.WriteStartArray("Parts");
            foreach ((_, DurationLaw part) in mixture.Components) WriteLaw(writer, part, options);
            writer.WriteEndArray();
        }
        else
        {
            writer.WritePropertyName("Survival");
            writer.WriteRawValue(JsonSerializer.Serialize(law.Steps.Select(step => new[] { step.Seconds, step.Survival })));
        }
        writer.WriteEndObject();
    }

    private static bool IsOfData(DurationLaw law) =>
        law is Mixture mixture ? mixture.Components.Any(c => IsOfData(c.Law)) : law.Steps.Any();

    private static void WriteCounts(Utf8JsonWriter writer, Counts counts, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteNumber(nameof(Counts.Total), counts.Total);
        writer.WriteStartObject("ByNode");
        for (int n = 0; n < counts.Nodes.Count; n++)
        {
            writer.WriteStartObject(counts.Nodes[n]);
            for (int w = 0; w < counts.Workloads.Count; w++) writer.WriteNumber(counts.Workloads[w], counts[n, w]);
            writer.WriteEndObject();
        }
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>Writes a type and those that derive from it; nothing reads results.</summary>
    private sealed class Written<T>(Action<Utf8JsonWriter, T, JsonSerializerOptions> write) : JsonConverter<T>
        where T : notnull
    {
        public override bool CanConvert(Type typeToConvert) => typeToConvert.IsAssignableTo(typeof(T));

        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("Results are written, not read.");

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => write(writer, value, options);
    }

    private sealed class ByNameConverter : JsonConverterFactory
    {
        public override bool CanConvert(Type typeToConvert) =>
            typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(ByName<>);

        public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options)
        {
            Type of = typeToConvert.GetGenericArguments()[0];
            return (JsonConverter)typeof(ByNameConverter).GetMethod(nameof(Of))!.MakeGenericMethod(of).Invoke(null, null)!;
        }

        public static Written<ByName<T>> Of<T>() => new((writer, values, options) =>
        {
            writer.WriteStartObject();
            foreach ((string name, T value) in values.Names.Zip(values))
            {
                writer.WritePropertyName(name);
                JsonSerializer.Serialize(writer, value, options);
            }
            writer.WriteEndObject();
        });
    }
}
