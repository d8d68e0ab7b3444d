using System.Text.Json.Nodes;
using FsCheck.Xunit;
using YamlDotNet.Core;

namespace ZTunnelSim.Data.Tests;

public class ManifestPatchProperties
{
    [Property(MaxTest = 500)]
    public void A_patch_changes_its_values_and_nothing_else(int seed)
    {
        string text = new RandomManifest(new Random(seed)).Write();
        WantedSettings wanted = RandomWanted(new Random(seed));
        AssertPatched(text, wanted, ManifestWriter.Patch(text, "f.yaml", wanted));
    }

    [Fact]
    public void A_mutilated_manifest_is_patched_rightly_or_refused()
    {
        Random random = new(20261124);
        string[] texts = [Manifests.Resource, Manifests.HelmValues, Manifests.Others + Manifests.DaemonSet, Manifests.Json];
        const string Alphabet = " \n\t:-#'\"{}[],&*!|>?%~<a0";
        int patched = 0, refused = 0;
        for (int i = 0; i < 1500; i++)
        {
            List<char> text = [.. i % 3 == 0 ? new RandomManifest(random).Write() : texts[i % texts.Length]];
            for (int m = 0; m <= i % 3; m++)
            {
                int at = random.Next(text.Count);
                switch (random.Next(3))
                {
                    case 0: text[at] = Alphabet[random.Next(Alphabet.Length)]; break;
                    case 1: text.Insert(at, Alphabet[random.Next(Alphabet.Length)]); break;
                    default: text.RemoveAt(at); break;
                }
            }
            string mutated = new([.. text]);
            WantedSettings wanted = RandomWanted(random);
            try
            {
                ManifestPatch patch = ManifestWriter.Patch(mutated, "f.yaml", wanted);
                patched++;
                AssertPatched(mutated, wanted, patch);
            }
            catch (InputException e)
            {
                refused++;
                Assert.DoesNotContain('\n', e.Message);
            }
        }
        Assert.True(patched > 300 && refused > 300, $"{patched} patched, {refused} refused");
    }

    private static WantedSettings RandomWanted(Random random) => new()
    {
        GracePeriod = random.Next(5) == 0 ? null : new GracePeriod(random.Next(31, 4000)),
        Strategy = random.Next(4) switch
        {
            0 => null,
            1 => ManifestStrategy.OnDelete,
            2 => ManifestStrategy.Rolling(new RollingUpdate(0, IntOrPercent.Of(random.Next(1, 9)))),
            _ => ManifestStrategy.Rolling(new RollingUpdate(IntOrPercent.Percent(random.Next(1, 100)), 0)),
        },
    };

    private static void AssertPatched(string text, WantedSettings wanted, ManifestPatch patch)
    {
        Assert.True(wanted.IsMetBy(patch.After));
        Assert.Equal(patch.Text, ManifestWriter.Patch(patch.Text, "f.yaml", wanted).Text);

        // Line by line: what isn't reported as changed was there before, in its order, line end included.
        string[] before = text.Split('\n'), after = patch.Text.Split('\n');
        int at = 0;
        for (int i = 0; i < after.Length; i++)
        {
            if (patch.ChangedLines.Contains(i + 1)) continue;
            // The last line of the file may have got a line end.
            while (at < before.Length && before[at] != after[i] && before[at] + "\r" != after[i]) at++;
            Assert.True(at++ < before.Length, $"line {i + 1} is new but not reported: {after[i]}");
        }
        Assert.InRange(patch.ChangedLines.Count, patch.Text == text ? 0 : 1, 14);

        // As another library reads it: the wanted values, and all others as they were.
        IReadOnlyList<JsonNode?> old, now;
        try
        {
            (old, now) = (YamlJson.Documents(text), YamlJson.Documents(patch.Text));
        }
        catch (Exception e) when (e is YamlException or InvalidCastException or ArgumentException or NotSupportedException)
        {
            // A mutation that JSON has no word for, such as a mapping as key, or keys that differ only in their style.
            return;
        }
        Assert.Equal(old.Count, now.Count);
        foreach ((JsonNode? o, JsonNode? n) in old.Zip(now)) AssertSame(o, n, "");
    }

    private static readonly string[] AddedKeys =
    [
        "terminationGracePeriodSeconds", "updateStrategy", "spec", "values", "ztunnel", "template", "env", "helm", "valuesObject", "set",
    ];

    /// <summary>Whether an element of a list is named after a setting: an environment variable, a parameter, an overlay.</summary>
    private static bool IsSetting(JsonNode? element) => $"{element?["name"]} {element?["path"]}" is var name
        && new[] { "TERMINATION_GRACE_PERIOD_SECONDS", "terminationGracePeriodSeconds", "updateStrategy" }.Any(name.Contains);

    /// <summary>Equal, except for values and keys that a patch may change or add.</summary>
    private static void AssertSame(JsonNode? before, JsonNode? after, string key)
    {
        if (key == "values" && before is JsonValue && after is JsonValue && !JsonNode.DeepEquals(before, after))
            (before, after) = (YamlJson.Documents($"{before}")[0], YamlJson.Documents($"{after}")[0]);
        if (key is "terminationGracePeriodSeconds" or "updateStrategy" or "TERMINATION_GRACE_PERIOD_SECONDS") return;
        switch (before, after)
        {
            case (null, JsonObject or JsonArray) when AddedKeys.Contains(key):
                break;
            case (JsonObject b, JsonObject a):
                if (a.ContainsKey("value") && IsSetting(a)) return;
                Assert.Equal(b.Select(e => e.Key), a.Select(e => e.Key).Where(k => b.ContainsKey(k)));
                Assert.All(
                    a.Select(e => e.Key).Where(k => !b.ContainsKey(k)),
                    k => Assert.Contains(k, AddedKeys));
                foreach ((string k, JsonNode? value) in b) AssertSame(value, a[k], k);
                break;
            case (JsonArray b, JsonArray a):
                Assert.InRange(a.Count - b.Count, 0, 4);
                foreach ((JsonNode? bi, JsonNode? ai) in b.Zip(a)) AssertSame(bi, ai, "");
                foreach (JsonNode? added in a.Skip(b.Count)) Assert.True(IsSetting(added), $"added: {added}");
                break;
            default:
                Assert.True(JsonNode.DeepEquals(before, after), $"{key}: {before} became {after}");
                break;
        }
    }
}
