using Docker.DotNet.Models;
using IocOps.Core.Stacks;

namespace IocOps.Core.Planning;

/// <summary>Both sides of a plan, indexed by names.</summary>
internal sealed class SwarmView
{
    private readonly Dictionary<string, string> _networkNames = new(StringComparer.Ordinal);

    public SwarmView(DesiredSwarm desired, ObservedSwarm observed)
    {
        Desired = desired;
        Observed = observed;
        Live = observed.Services.Where(s => s.Spec?.Name is not null).DistinctBy(s => s.Spec!.Name).ToDictionary(s => s.Spec!.Name!, StringComparer.Ordinal);
        Claims = desired.Stacks.SelectMany(s => s.Stack.Services.Select(service => (s.Owner, Service: service))).ToLookup(c => c.Service.Name, StringComparer.Ordinal);
        WithStack = desired.Stacks.Select(s => s.Owner).ToHashSet();
        Known = [.. WithStack, .. desired.OtherOwners];
        foreach (var network in observed.Networks) _networkNames.TryAdd(network.ID, network.Name);
        foreach (var (name, id) in observed.PredefinedNetworks) _networkNames[id] = name;
    }

    public DesiredSwarm Desired { get; }

    public ObservedSwarm Observed { get; }

    /// <summary>Live services by full name.</summary>
    public Dictionary<string, SwarmService> Live { get; }

    /// <summary>Who wants a service, by full name.</summary>
    public ILookup<string, (Owner Owner, StackService Service)> Claims { get; }

    /// <summary>Owners whose stack file was loaded.</summary>
    public HashSet<Owner> WithStack { get; }

    /// <summary>Owners that have a folder.</summary>
    public HashSet<Owner> Known { get; }

    /// <summary>The live services that carry our stack's label, in ordinal order.</summary>
    public IEnumerable<SwarmService> Ours => Live.Values.Where(s => StackOf(s) == Desired.StackName).OrderBy(s => s.Spec!.Name, StringComparer.Ordinal);

    public string NetworkName(string id) => _networkNames.GetValueOrDefault(id, id);

    public static string? StackOf(SwarmService service) => Label(service, StackContext.NamespaceLabel);

    public static string? Label(SwarmService service, string label) => service.Spec?.Labels?.TryGetValue(label, out var value) == true ? value : null;

    /// <summary>Whose a live service of ours is: by its label, else by who wants it, else null.</summary>
    public Owner? OwnerOf(SwarmService service) =>
        Owner.Parse(Label(service, Owner.Label)) ?? Claims[service.Spec!.Name!].Select(c => c.Owner).FirstOrDefault();

    /// <summary>Whom a service would belong to by its name: <c>dals_srv-ramper</c> → <c>ioc/ramper</c>.</summary>
    public Owner ByName(string service)
    {
        var key = service.StartsWith($"{Desired.StackName}_", StringComparison.Ordinal) ? service[(Desired.StackName.Length + 1)..] : service;
        return new Owner(OwnerKind.Ioc, key.StartsWith("srv-", StringComparison.Ordinal) ? key[4..] : key);
    }
}
