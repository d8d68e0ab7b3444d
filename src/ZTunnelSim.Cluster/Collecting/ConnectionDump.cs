using System.Text.Json;

namespace ZTunnelSim.Collecting;

/// <summary>Of ztunnel's <c>config_dump</c> the connections of each pod; certificates, policies and settings are left out.</summary>
internal static class ConnectionDump
{
    public static void Write(JsonElement dump, Stream stream, Redaction? redaction)
    {
        using Utf8JsonWriter writer = new(stream, new JsonWriterOptions { Indented = true });
        writer.WriteStartObject();
        writer.WriteStartArray("workloadState");
        JsonElement pods = dump.At("workloadState");
        foreach (JsonElement pod in pods.ValueKind == JsonValueKind.Object ? pods.EnumerateObject().Select(p => p.Value) : pods.Items())
        {
            writer.WriteStartObject();
            writer.WriteStartObject("info");
            WriteText("name", pod.At("info", "name"));
            WriteText("namespace", pod.At("info", "namespace"));
            writer.WriteEndObject();
            writer.WriteStartObject("connections");
            foreach (string side in (string[])["inbound", "outbound"])
            {
                writer.WriteStartArray(side);
                foreach (JsonElement connection in pod.At("connections", side).Items()) WriteConnection(connection);
                writer.WriteEndArray();
            }
            writer.WriteEndObject();
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteEndObject();

        void WriteText(string name, JsonElement value)
        {
            if (value.Text() is not { } text) return;
            writer.WriteString(name, redaction is null || name == "protocol" ? text : redaction.Text(text));
        }

        void WriteConnection(JsonElement connection)
        {
            writer.WriteStartObject();
            if (connection.ValueKind == JsonValueKind.Object)
            {
                foreach (JsonProperty member in connection.EnumerateObject()) WriteText(member.Name, member.Value);
            }
            writer.WriteEndObject();
        }
    }
}
