using Docker.DotNet.Models;
using IocOps.Core.Yaml;

namespace IocOps.Core.Stacks;

/// <summary>What a service asks of the kernel: sysctls, capabilities, ulimits, its out-of-memory score.</summary>
internal static class ServiceKernel
{
    public static void Read(YamlFields fields, ContainerSpec container)
    {
        if (fields["sysctls"] is not null) container.Sysctls = fields.Dictionary("sysctls");
        container.OomScoreAdj = fields.Whole("oom_score_adj", -1000, 1000);
        container.Ulimits = Ulimits(fields);
        // Adding wins over dropping; 'ALL' swallows every other name.
        var add = Capabilities(fields, "cap_add");
        var drop = Capabilities(fields, "cap_drop");
        container.CapabilityAdd = add.Count == 0 ? null : add;
        container.CapabilityDrop = drop.Except(add).ToList() is { Count: > 0 } rest ? rest : null;
    }

    private static List<string> Capabilities(YamlFields fields, string key)
    {
        var names = (fields.Texts(key) ?? [])
            .Select(c => c.Trim().ToUpperInvariant())
            .Select(c => c == "ALL" || c.StartsWith("CAP_", StringComparison.Ordinal) ? c : $"CAP_{c}")
            .Distinct().Order(StringComparer.Ordinal).ToList();
        return names.Contains("ALL") ? ["ALL"] : names;
    }

    private static List<Ulimit>? Ulimits(YamlFields fields)
    {
        if (fields.Reader.Map(fields["ulimits"], fields.Path("ulimits")) is not { } map) return null;
        var limits = new List<Ulimit>();
        foreach (var entry in map.Entries.OrderBy(e => e.Key.Value, StringComparer.Ordinal))
        {
            var what = $"{fields.Path("ulimits")}.{entry.Key.Value}";
            if (!entry.Key.Value.All(char.IsAsciiLetterLower) || entry.Key.Value.Length == 0)
                fields.Reader.Fail(entry.Key, StackCodes.Syntax, $"'{entry.Key.Value}' is no ulimit; they have names such as nofile, nproc, memlock");
            if (entry.Value is not YamlMap)
            {
                if (fields.Reader.Whole(entry.Value, what, -1) is { } both) limits.Add(new Ulimit { Name = entry.Key.Value, Soft = both, Hard = both });
                continue;
            }

            var limit = fields.Reader.Fields(entry.Value, what, ["soft", "hard"])!;
            limit.Require("soft");
            limit.Require("hard");
            limits.Add(new Ulimit { Name = entry.Key.Value, Soft = limit.Whole("soft", -1) ?? 0, Hard = limit.Whole("hard", -1) ?? 0 });
        }

        return limits;
    }
}
