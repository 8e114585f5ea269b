using System.Globalization;
using Docker.DotNet.Models;
using IocOps.Core.Yaml;

namespace IocOps.Core.Stacks;

/// <summary>
/// What a service takes of configs and secrets. The references carry names; ids are known only when the objects exist, so the deployer
/// fills them in.
/// </summary>
internal sealed class DataReferences(StackContext stack, YamlFields fields)
{
    private static readonly string[] Keys = ["source", "target", "uid", "gid", "mode"];

    private readonly HashSet<string> _targets = new(StringComparer.Ordinal);

    private sealed record Reference(string Name, string Target, string Uid, string Gid, uint Mode);

    public List<SwarmConfigReference> Configs()
    {
        var result = Read("configs", stack.Configs, ExternalKind.Config)
            .Select(r => new SwarmConfigReference
            {
                ConfigName = r.Name,
                File = new ConfigReferenceFileTarget { Name = r.Target, UID = r.Uid, GID = r.Gid, Mode = r.Mode },
            }).ToList();
        if (CredentialConfig() is { } name) result.Add(new SwarmConfigReference { ConfigName = name, Runtime = new ConfigReferenceRuntimeTarget() });
        return [.. result.OrderBy(r => r.ConfigName, StringComparer.Ordinal)];
    }

    public List<SecretReference> Secrets() =>
    [
        .. Read("secrets", stack.Secrets, ExternalKind.Secret)
            .Select(r => new SecretReference
            {
                SecretName = r.Name,
                File = new SecretReferenceFileTarget { Name = r.Target, UID = r.Uid, GID = r.Gid, Mode = r.Mode },
            })
            .OrderBy(r => r.SecretName, StringComparer.Ordinal),
    ];

    /// <summary>The credentials of a Windows service account; <c>config</c> carries the config's name until its id is known.</summary>
    public Privileges? Privileges()
    {
        if (Credential() is not { } spec) return null;
        var set = spec.Map.Entries.Where(e => spec[e.Key.Value] is not null).ToList();
        if (set.Count > 1) spec.Reader.Fail(set[1].Key, StackCodes.Conflict, $"{spec.What} takes one of config, file and registry; keep one");
        if (set.Count == 0) return null;
        var credential = new CredentialSpec();
        if (CredentialConfig() is { } config) credential.Config = config;
        if (spec.Text("file") is { } file) credential.File = file;
        if (spec.Text("registry") is { } registry) credential.Registry = registry;
        return new Privileges { CredentialSpec = credential };
    }

    private YamlFields? Credential() => fields["credential_spec"] is YamlMap map
        ? new YamlFields(stack.Reader, map, fields.Path("credential_spec"))
        : null;

    private string? CredentialConfig()
    {
        if (Credential()?["config"] is not YamlScalar key) return null;
        if (!stack.Configs.TryGetValue(key.Value, out var definition)) return null;
        if (definition.Data is null) stack.Needs(ExternalKind.Config, definition.Name, definition.At);
        return definition.Name;
    }

    private List<Reference> Read(string section, Dictionary<string, DataDefinition> definitions, ExternalKind kind)
    {
        _targets.Clear();
        if (section == "configs") CheckCredential();
        var result = new List<Reference>();
        foreach (var item in fields.List(section)?.Items ?? [])
        {
            var what = $"an entry of {fields.Path(section)}";
            var entry = item is YamlMap ? stack.Reader.Fields(item, what, Keys) : null;
            if ((entry is null ? item : entry.Require("source", "; write the key of the top-level section")) is not { } source) continue;
            if (stack.Reader.Text(source, what) is not { } key || stack.Find(definitions, section, key, source) is not { } definition) continue;
            if (definition.Data is null) stack.Needs(kind, definition.Name, definition.At);
            var target = entry?.Text("target") is { Length: > 0 } given ? given : key;
            if (!_targets.Add(target)) stack.Fail(item, StackCodes.Twice, $"{fields.Path(section)} writes '{target}' twice; keep one");
            result.Add(new Reference(definition.Name, target, Id(entry, "uid"), Id(entry, "gid"), Mode(entry)));
        }

        return result;
    }

    private void CheckCredential()
    {
        _ = fields.Fields("credential_spec", ["config", "file", "registry"]);
        if (Credential()?["config"] is YamlScalar key) stack.Find(stack.Configs, "configs", key.Value, key);
    }

    private static string Id(YamlFields? entry, string key) => entry?.Text(key) is { Length: > 0 } id ? id : "0";

    // File modes are octal to everybody who writes one, and decimal to YAML unless they begin with 0.
    private static uint Mode(YamlFields? entry)
    {
        const uint Default = 0b100_100_100;
        if (entry?.Text("mode") is not { } text) return Default;
        var digits = text.StartsWith("0o", StringComparison.Ordinal) ? text[2..] : text;
        var plain = entry["mode"] is YamlScalar { IsPlain: true };
        if (plain && text.StartsWith('0') && digits.Length <= 5 && digits.All(c => c is >= '0' and <= '7') && digits.Length > 0)
            return digits.Aggregate(0u, (sum, c) => (sum * 8) + (uint)(c - '0'));
        var looksOctal = text.Length == 3 && text.All(c => c is >= '0' and <= '7');
        if (!looksOctal && !text.StartsWith('0') && uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value <= 0xFFF) return value;
        entry.Fail("mode", StackCodes.Syntax, $"{entry.What}.mode must be octal digits without quotes that begin with 0, such as 0444; this is '{text}'");
        return Default;
    }
}
