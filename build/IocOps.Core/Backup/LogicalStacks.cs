using System.Text.Json;
using System.Text.Json.Nodes;
using Docker.DotNet.Models;
using IocOps.Core.Planning;
using IocOps.Core.Stacks;

namespace IocOps.Core.Backup;

/// <summary>What a logical copy asks of a swarm, so that it can be planned and applied like stack files.</summary>
/// <param name="Swarms">One for each stack.</param>
/// <param name="LeftOut">Full names of services that IocOps did not deploy: whoever did deploys them again.</param>
public sealed record LogicalStacks(IReadOnlyList<DesiredSwarm> Swarms, IReadOnlyList<string> LeftOut)
{
    private const string ServicesFile = "logical/services.json";

    /// <summary>Reads a copy.</summary>
    /// <exception cref="BackupFormatException">A service in it is none.</exception>
    public static LogicalStacks Of(LogicalCopy copy)
    {
        try
        {
            var specs = copy.Services.Select(s => s!["Spec"].Deserialize<ServiceSpec>(SpecJson.Engine) ?? throw new BackupFormatException("a service has no specification")).ToList();
            var owned = specs.Select(s => (Spec: s, Stack: Label(s, StackContext.NamespaceLabel), Owner: Owner.Parse(Label(s, Owner.Label)))).ToList();
            var swarms = owned.Where(o => o.Stack is not null && o.Owner is not null).GroupBy(o => o.Stack!, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal)
                .Select(g => new DesiredSwarm(g.Key, [.. g.GroupBy(o => o.Owner!).Select(o => new OwnedStack(o.Key, Stack(copy, g.Key, [.. o.Select(s => s.Spec)])))]));
            return new LogicalStacks([.. swarms], [.. owned.Where(o => o.Stack is null || o.Owner is null).Select(o => o.Spec.Name ?? "").Order(StringComparer.Ordinal)]);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new BackupFormatException($"{ServicesFile} can't be read: {e.Message}", e);
        }
    }

    private static Stack Stack(LogicalCopy copy, string stack, IReadOnlyList<ServiceSpec> specs)
    {
        var networks = copy.Networks.OfType<JsonObject>().ToDictionary(n => LogicalCopy.Text(n, "Id") ?? "", StringComparer.Ordinal);
        var used = specs.SelectMany(s => s.TaskTemplate?.Networks ?? []).Select(n => n.Target ?? "").Distinct(StringComparer.Ordinal)
            .Select(id => networks.GetValueOrDefault(id)).OfType<JsonObject>().ToList();
        var ours = used.ToLookup(n => LogicalCopy.Text(n, "Labels", StackContext.NamespaceLabel) == stack);
        var configs = specs.SelectMany(s => s.TaskTemplate?.ContainerSpec?.Configs ?? []).Select(c => c.ConfigName).ToHashSet(StringComparer.Ordinal);
        var secrets = specs.SelectMany(s => s.TaskTemplate?.ContainerSpec?.Secrets ?? []).Select(s => s.SecretName).Distinct(StringComparer.Ordinal);
        return new Stack(
            [.. specs.Select(s => new StackService(ByName(s, networks), ServicesFile, 0))],
            [.. ours[true].Select(n => new StackNetwork(LogicalCopy.Text(n, "Name")!, Network(n, copy.Swarm), "logical/networks.json", 0))],
            [.. copy.Configs.OfType<JsonObject>().Where(c => configs.Contains(LogicalCopy.Text(c, "Spec", "Name") ?? "")).Select(Data)],
            [],
            [
                .. ours[false].Select(n => new StackExternal(ExternalKind.Network, LogicalCopy.Text(n, "Name")!, ServicesFile, 0)),
                .. secrets.Select(s => new StackExternal(ExternalKind.Secret, s, ServicesFile, 0)),
            ]);
    }

    // Ids are those of the old swarm; names are the same everywhere.
    private static ServiceSpec ByName(ServiceSpec spec, Dictionary<string, JsonObject> networks)
    {
        foreach (var network in spec.TaskTemplate?.Networks ?? [])
        {
            if (networks.TryGetValue(network.Target ?? "", out var known)) network.Target = LogicalCopy.Text(known, "Name");
        }

        foreach (var config in spec.TaskTemplate?.ContainerSpec?.Configs ?? []) config.ConfigID = null!;
        foreach (var secret in spec.TaskTemplate?.ContainerSpec?.Secrets ?? []) secret.SecretID = null!;
        return spec;
    }

    private static NetworksCreateParameters Network(JsonObject network, JsonObject swarm) => new()
    {
        Name = LogicalCopy.Text(network, "Name")!,
        Driver = LogicalCopy.Text(network, "Driver")!,
        Labels = network["Labels"].Deserialize<Dictionary<string, string>>() ?? [],
        Internal = network["Internal"]?.GetValue<bool>() ?? false,
        Attachable = network["Attachable"]?.GetValue<bool>() ?? false,
        EnableIPv6 = network["EnableIPv6"]?.GetValue<bool>() ?? false,
        // The swarm gives these numbers itself.
        IPAM = NetworkAddresses.Of(network, swarm),
        Options = (network["Options"].Deserialize<Dictionary<string, string>>() ?? []).Where(o => o.Key != "com.docker.network.driver.overlay.vxlanid_list").ToDictionary(),
    };

    private static StackData Data(JsonObject config) => new(
        LogicalCopy.Text(config, "Spec", "Name")!,
        Convert.FromBase64String(LogicalCopy.Text(config, "Spec", "Data") ?? ""),
        config["Spec"]?["Labels"].Deserialize<Dictionary<string, string>>() ?? [],
        "logical/configs.json",
        0);

    private static string? Label(ServiceSpec spec, string label) => spec.Labels?.TryGetValue(label, out var value) == true ? value : null;
}
