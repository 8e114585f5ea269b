using System.Text;
using System.Text.RegularExpressions;
using IocOps.Core.Stacks;
using IocOps.Core.Yaml;

namespace IocOps.Core.Tests.Stacks;

/// <summary>
/// The corpus has every key that the loader reads, in every place. What the loader knows is asked of itself: to each mapping of the corpus a
/// key is added that there is not, and the problem names those that there are.
/// </summary>
public sealed class EveryKeyTests
{
    private const string NoKey = "zzzzqqqqzzzz";

    // Read, and posted by IocOps, but docker stack deploy (28.2) posts nothing for it: nothing to compare. ValueTests and PlannerTests have it.
    private static readonly string[] NotInTheCorpus = ["services.*.oom_score_adj", "name"];

    [Fact]
    public void The_corpus_has_every_key_that_the_loader_reads()
    {
        var known = new SortedSet<string>(StringComparer.Ordinal);
        var used = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in (string[])[.. Samples.Names, .. Samples.NewerNames])
        {
            var root = (YamlMap)YamlText.Parse(name, Samples.Read($"{name}.yaml"), [])!;
            foreach (var (map, place) in Mappings(root, ""))
            {
                used.UnionWith(map.Entries.Select(e => Join(place, e.Key.Value)));
                known.UnionWith(KnownOf(name, root, map).Select(k => Join(place, k)));
            }
        }

        // The loader must have been asked, and answered.
        Assert.Contains("services.*.deploy.resources.limits.pids", known);
        Assert.True(known.Count > 120, $"only {known.Count} keys were found");
        Assert.Equal([], known.Except(used).Except(NotInTheCorpus));
    }

    [Theory]
    [InlineData("networks")]
    [InlineData("volumes")]
    [InlineData("configs")]
    [InlineData("secrets")]
    public void The_corpus_has_the_old_form_of_external_objects(string section) =>
        Assert.Contains(Samples.Names, n => ((YamlMap)YamlText.Parse(n, Samples.Read($"{n}.yaml"), [])!)[section] is YamlMap map && map.Entries.Any(e => e.Value is YamlMap definition && definition["external"] is YamlMap));

    private static IEnumerable<string> KnownOf(string name, YamlNode root, YamlMap at)
    {
        var problems = new List<Problem>();
        StackLoader.Load(Samples.Source(name, Flow(root, at)), problems);
        return problems.Select(p => Regex.Match(p.Message, $"has no key '{NoKey}'; known are (.*)$")).Where(m => m.Success).SelectMany(m => m.Groups[1].Value.Split(", "))
            .Where(k => !k.StartsWith("x-", StringComparison.Ordinal));
    }

    /// <summary>Every mapping with its place, in which names of somebody's choice are <c>*</c> and entries of lists <c>[]</c>.</summary>
    private static IEnumerable<(YamlMap Map, string Place)> Mappings(YamlNode node, string place) => node switch
    {
        YamlMap map => [(map, place), .. map.Entries.Where(e => !e.Key.Value.StartsWith("x-", StringComparison.Ordinal)).SelectMany(e => Mappings(e.Value, Join(place, HasNames(place) ? "*" : e.Key.Value)))],
        YamlList list => list.Items.SelectMany(i => Mappings(i, $"{place}[]")),
        _ => [],
    };

    private static bool HasNames(string place) => place is "services" or "networks" or "volumes" or "configs" or "secrets" or "services.*.networks" or "services.*.ulimits";

    private static string Join(string place, string key) => place.Length == 0 ? key : $"{place}.{key}";

    // As one line, so that any mapping can take one more key. Merged keys and aliases are in the tree as what they stand for.
    private static string Flow(YamlNode node, YamlMap at) => node switch
    {
        YamlMap map => $"{{{string.Join(", ", map.Entries.Select(e => $"{Text(e.Key)}: {Flow(e.Value, at)}").Concat(ReferenceEquals(map, at) ? [$"{NoKey}: 1"] : []))}}}",
        YamlList list => $"[{string.Join(", ", list.Items.Select(i => Flow(i, at)))}]",
        YamlScalar scalar => Text(scalar),
        _ => "",
    };

    private static string Text(YamlScalar scalar) => scalar.IsPlain && Regex.IsMatch(scalar.Value, @"\A[A-Za-z0-9_./~-]*\z") ? scalar.Value
        : $"\"{scalar.Value.Aggregate(new StringBuilder(), (text, c) => c is '"' or '\\' ? text.Append('\\').Append(c) : c == '\n' ? text.Append("\\n") : text.Append(c))}\"";
}
