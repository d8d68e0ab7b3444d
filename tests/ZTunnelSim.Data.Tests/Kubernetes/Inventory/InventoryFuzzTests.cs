using System.Text;
using System.Text.Json.Nodes;
using FsCheck.Xunit;

namespace ZTunnelSim.Data.Tests;

public class InventoryFuzzTests
{
    private static readonly string Example = Small();

    [Property(MaxTest = 1000)]
    public void Json_with_any_value_replaced_is_read_or_refused(int seed)
    {
        Random random = new(seed);
        JsonNode root = JsonNode.Parse(Example)!;
        for (int m = 0; m <= random.Next(3); m++) ReplaceOne(root, random);
        AssertReadOrRefused(Encoding.UTF8.GetBytes(root.ToJsonString()));
    }

    [Property(MaxTest = 500)]
    public void Json_with_any_bytes_replaced_is_read_or_refused(int seed)
    {
        Random random = new(seed);
        byte[] bytes = Encoding.UTF8.GetBytes(Example);
        for (int m = 0; m <= random.Next(4); m++) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        AssertReadOrRefused(random.Next(5) == 0 ? bytes[..random.Next(bytes.Length)] : bytes);
    }

    [Property(MaxTest = 300)]
    public void Random_bytes_are_refused(byte[] bytes) => AssertReadOrRefused(bytes ?? []);

    [Theory]
    [InlineData("\"\\ud800\"")]
    [InlineData("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[")]
    [InlineData("1e999999999")]
    public void Odd_values_are_refused(string value) => AssertReadOrRefused(Encoding.UTF8.GetBytes(Example.Replace("\"250m\"", value)));

    private static void AssertReadOrRefused(byte[] json)
    {
        try
        {
            ClusterInventory cluster = InventoryReader.Parse(json, "c.json");
            Assert.All(cluster.Pods, p => Assert.Contains(p.Node, cluster.Nodes.Select(n => n.Name)));
            Assert.All(cluster.Pods, p => Assert.True(p.RequestedMilliCpu >= 0 && p.RequestedMemoryBytes >= 0));
        }
        catch (InputException e)
        {
            Assert.DoesNotContain('\n', e.Message);
            Assert.Equal("c.json", e.File);
        }
    }

    private static void ReplaceOne(JsonNode node, Random random)
    {
        JsonNode at = node;
        while (true)
        {
            int count = at switch { JsonObject o => o.Count, JsonArray a => a.Count, _ => 0 };
            if (count == 0) break;
            int child = random.Next(count);
            JsonNode? next = at is JsonObject map ? map.GetAt(child).Value : at[child];
            if (next is not (JsonObject or JsonArray) || random.Next(6) == 0)
            {
                if (at is JsonObject holder) holder.SetAt(child, Junk(random));
                else at.AsArray()[child] = Junk(random);
                return;
            }
            at = next;
        }
    }

    private static JsonNode? Junk(Random random) => random.Next(10) switch
    {
        0 => null,
        1 => JsonValue.Create(-1),
        2 => JsonValue.Create(1e30),
        3 => JsonValue.Create(""),
        4 => JsonValue.Create("99999999999999Ei"),
        5 => new JsonArray(1, null),
        6 => new JsonObject { ["kind"] = "Pod" },
        7 => JsonValue.Create(true),
        8 => JsonValue.Create("a\nb\u0000"),
        _ => JsonValue.Create(long.MaxValue),
    };

    /// <summary>One node, some pods and the budgets of the example.</summary>
    private static string Small()
    {
        JsonNode root = JsonNode.Parse(File.ReadAllText(Path.Combine(Path.GetDirectoryName(Files.Example)!, "cluster.json")))!;
        JsonArray items = root["items"]!.AsArray();
        root["items"] = new JsonArray(
            [.. items.Where((item, i) => i == 0 || item!["spec"]!["nodeName"]?.ToString() is "node-1" || i >= items.Count - 2).Select(
                i => i!.DeepClone())]);
        return root.ToJsonString();
    }
}
