using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Docker.DotNet.Models;
using IocOps.Core.Yaml;

namespace IocOps.Core.Stacks;

/// <summary>The sections <c>configs</c> and <c>secrets</c> of a stack file.</summary>
internal sealed class TopLevelData(StackContext stack, bool secret)
{
    /// <summary>In bytes; Swarm takes data below it (500 KB, so that it fits into one message to a node).</summary>
    public const int Limit = 500 * 1024;

    private const int HashLength = 12;

    private static readonly string[] ConfigKeys = ["name", "file", "external", "labels", "template_driver"];
    private static readonly string[] SecretKeys = [.. ConfigKeys, "driver", "driver_opts"];

    private string Kind => secret ? "secret" : "config";

    public DataDefinition? Read(YamlEntry entry)
    {
        var key = entry.Key.Value;
        var known = secret ? SecretKeys : ConfigKeys;
        if (stack.Reader.Fields(entry.Value, $"{Kind}s.{key}", known.WithExtensions(entry.Value), Advice) is not { } fields) return Empty(entry);
        if (fields.ExternalName(key) is { } external)
        {
            fields.OnlyNameBesideExternal();
            return new DataDefinition(external, null, entry.Key);
        }

        return Data(fields) is { } data ? Named(entry.Key, fields, data) : null;
    }

    private DataDefinition? Empty(YamlEntry entry)
    {
        if (entry.Value is YamlScalar { IsNull: true }) stack.Reader.Fail(entry.Key, YamlReader.Missing, $"{Kind}s.{entry.Key.Value} says nothing; write 'file:' or 'external: true'");
        return null;
    }

    private byte[]? Data(YamlFields fields)
    {
        if (fields["driver"] is { } driver)
        {
            if (fields["file"] is not null) stack.Reader.Fail(driver, StackCodes.Conflict, $"{fields.Path("driver")} and {fields.Path("file")} exclude each other; keep one");
            return [];
        }

        // These were reported as unknown, with the advice to use a file.
        if (fields["content"] is not null || fields["environment"] is not null) return null;
        if (fields.Require("file", "; write 'file:' with a path relative to this stack file, or 'external: true'") is not { } node || fields.Text("file") is not { } path) return null;
        if (stack.ReadFile(node, path) is not { } data) return null;
        var full = WorkspacePath.Resolve(stack.Source.Path, path)!;
        if (data.Length == 0)
            stack.Reader.Fail(node, StackCodes.Size, $"{full} is empty; Swarm keeps no empty {Kind}");
        else if (data.Length >= Limit)
            stack.Reader.Fail(node, StackCodes.Size, TooBig(full, data.Length));
        else return data.ToArray();
        return null;
    }

    private string TooBig(string path, int length) => string.Create(
        CultureInfo.InvariantCulture,
        $"{path} has {length} bytes; Swarm keeps a {Kind} below {Limit}. Deliver it by a mount (delivery: mount) instead");

    private DataDefinition? Named(YamlScalar key, YamlFields fields, byte[] data)
    {
        var labels = stack.LabelsOf(fields, "labels");
        var driver = fields.Text("driver") is { Length: > 0 } name ? new SwarmDriver { Name = name, Options = fields.Dictionary("driver_opts") } : null;
        var templating = fields.Text("template_driver") is { Length: > 0 } template ? new SwarmDriver { Name = template } : null;
        var full = fields.Text("name") is { Length: > 0 } own ? own : ByContent(key.Value, data, Meaning(labels, driver, templating));
        if (SwarmNames.DataFault(full) is { } fault)
        {
            stack.Reader.Fail(fields["name"] ?? key, StackCodes.Name, fault);
            return null;
        }

        var stackData = new StackData(full, data, labels, stack.Source.Path, key.Line) { Driver = driver, Templating = templating };
        return new DataDefinition(full, stackData, key);
    }

    // Labels and drivers can't be told from the data, and a config is never changed: they are part of the content that names it.
    private static string Meaning(Dictionary<string, string> labels, SwarmDriver? driver, SwarmDriver? templating)
    {
        var text = new StringBuilder();
        foreach (var (key, value) in labels.Where(l => l.Key != StackContext.NamespaceLabel).OrderBy(l => l.Key, StringComparer.Ordinal)) text.Append($"{key}={value}\n");
        if (driver is not null) text.Append($"driver {driver.Name}\n");
        foreach (var (key, value) in (driver?.Options ?? new Dictionary<string, string>()).OrderBy(o => o.Key, StringComparer.Ordinal)) text.Append($"{key}={value}\n");
        if (templating is not null) text.Append($"template {templating.Name}\n");
        return text.ToString();
    }

    private string ByContent(string key, byte[] data, string meaning)
    {
        byte[] content = meaning.Length == 0 ? data : [.. data, 0, .. Encoding.UTF8.GetBytes(meaning)];
        // The name of a secret is public: a plain hash would let anybody try short passwords against it at full speed.
        var hash = secret
            ? Rfc2898DeriveBytes.Pbkdf2(content, Encoding.UTF8.GetBytes($"iocops {stack.Source.StackName}"), 10_000, HashAlgorithmName.SHA256, HashLength / 2)
            : SHA256.HashData(content);
        var name = stack.Scope(key);
        if (name.Length > SwarmNames.MaxData - HashLength - 1) name = name[..(SwarmNames.MaxData - HashLength - 1)];
        return $"{name}-{Convert.ToHexStringLower(hash)[..HashLength]}";
    }

    private string? Advice(string key) => key switch
    {
        "content" or "environment" => $"Swarm stacks do not take '{key}' here; write the data into a file and name it with 'file:'",
        "driver" or "driver_opts" => $"a config has no '{key}'; only secrets have",
        _ => null,
    };
}
