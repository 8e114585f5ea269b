using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Docker.DotNet.Models;
using IocOps.Core.Yaml;

namespace IocOps.Core.Stacks;

/// <summary>The section <c>networks</c> of a stack file.</summary>
internal static class TopLevelNetworks
{
    private static readonly string[] Keys = ["name", "driver", "driver_opts", "ipam", "external", "internal", "attachable", "labels"];

    public static NetworkDefinition? Read(StackContext stack, YamlEntry entry)
    {
        var what = $"networks.{entry.Key.Value}";
        if (entry.Value is YamlScalar { IsNull: true }) return new NetworkDefinition(stack.Scope(entry.Key.Value), Spec(stack, stack.Scope(entry.Key.Value)), entry.Key);
        if (stack.Reader.Fields(entry.Value, what, Keys.WithExtensions(entry.Value), Advice) is not { } fields) return null;
        if (fields.ExternalName(entry.Key.Value) is { } external)
        {
            fields.OnlyNameBesideExternal();
            return new NetworkDefinition(external, null, entry.Key);
        }

        var spec = Spec(stack, fields.Text("name") is { Length: > 0 } own ? own : stack.Scope(entry.Key.Value));
        if (fields.Text("driver") is { Length: > 0 } driver) spec.Driver = driver;
        foreach (var (key, value) in fields.Dictionary("driver_opts")) (spec.Options ??= new Dictionary<string, string>())[key] = value;
        spec.Labels = stack.LabelsOf(fields, "labels");
        spec.Internal = fields.Truth("internal") ?? false;
        spec.Attachable = fields.Truth("attachable") ?? false;
        spec.IPAM = Ipam(fields.Fields("ipam", ["driver", "config"]));
        return new NetworkDefinition(spec.Name, spec, entry.Key);
    }

    /// <summary>What the CLI creates where the file says nothing: an overlay network with the stack's label.</summary>
    public static NetworksCreateParameters Spec(StackContext stack, string name) => new()
    {
        Name = name,
        Driver = "overlay",
        Labels = stack.WithNamespace([]),
    };

    private static IPAM? Ipam(YamlFields? fields)
    {
        if (fields is null) return null;
        var configs = new List<IPAMConfig>();
        foreach (var item in fields.List("config")?.Items ?? [])
        {
            if (fields.Reader.Fields(item, fields.Path("config"), ["subnet"], _ => "of ipam.config Swarm stacks take the subnet alone; remove this key") is { } config
                && config.Text("subnet") is { } subnet)
            {
                if (!IsSubnet(subnet)) config.Fail("subnet", StackCodes.Syntax, $"'{subnet}' is no subnet; write an address and the length of its prefix, such as 10.10.0.0/16");
                configs.Add(new IPAMConfig { Subnet = subnet });
            }
        }

        return fields.Text("driver") is { Length: > 0 } || configs.Count > 0 ? new IPAM { Driver = fields.Text("driver")!, Config = configs } : null;
    }

    // Bits after the prefix may be set, as Docker takes them.
    private static bool IsSubnet(string text) =>
        text.Split('/') is [var address, var length] && IPAddress.TryParse(address, out var ip) && (ip.AddressFamily == AddressFamily.InterNetworkV6 || address.Count(c => c == '.') == 3)
        && int.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out var bits) && bits <= ip.GetAddressBytes().Length * 8;

    private static string? Advice(string key) => key switch
    {
        "enable_ipv6" => "Swarm stacks do not take 'enable_ipv6'; create the network with 'docker network create --driver overlay --ipv6' and make it external here",
        _ => null,
    };
}
