using Docker.DotNet.Models;
using IocOps.Core.Stacks;

namespace IocOps.Core.Planning;

/// <summary>The part of the planner that decides about networks, configs and secrets.</summary>
internal sealed class ObjectPlanner
{
    private readonly SwarmView _view;
    private readonly List<Problem> _problems;
    private readonly IReadOnlyList<Stack> _stacks;

    public ObjectPlanner(SwarmView view, PlanScope scope, List<Problem> problems)
    {
        (_view, _problems) = (view, problems);
        _stacks = scope.Remove ? [] : [.. view.Desired.Stacks.Where(s => scope.Selects(s.Owner)).Select(s => s.Stack)];
        foreach (var external in _stacks.SelectMany(s => s.Externals)) Check(external);
    }

    public IReadOnlyList<StackNetwork> NewNetworks()
    {
        var result = new List<StackNetwork>();
        foreach (var network in _stacks.SelectMany(s => s.Networks).DistinctBy(n => n.Name).OrderBy(n => n.Name, StringComparer.Ordinal))
        {
            var live = _view.Observed.Networks.FirstOrDefault(n => n.Name == network.Name);
            if (live is null) result.Add(network);
            else if (live.Labels?.TryGetValue(StackContext.NamespaceLabel, out var stack) != true || stack != _view.Desired.StackName)
                Fail(network.File, network.Line, "PLN005", $"a network {network.Name} exists and is not of the stack {_view.Desired.StackName}; give yours another name, or make it external");
            else if (live.Driver != network.Spec.Driver)
                Fail(network.File, network.Line, "PLN005", $"the network {network.Name} exists with the driver {live.Driver}, and a network can't be changed; give it another name, or remove the old one");
            else if (Different(network.Spec, live) is { Length: > 0 } different)
                _problems.Add(new Problem(network.File, network.Line, 0, "PLN106", $"the network {network.Name} stays as it was made, and its {different} differs from this file; Docker can't change it: give it another name, or remove it ('docker network rm {network.Name}') when no service is on it") { Severity = Severity.Warning });
        }

        return result;
    }

    public IReadOnlyList<StackData> NewConfigs()
    {
        var live = _view.Observed.Configs.Where(c => c.Spec?.Name is not null).DistinctBy(c => c.Spec.Name).ToDictionary(c => c.Spec.Name!, StringComparer.Ordinal);
        return New(_stacks.SelectMany(s => s.Configs), "config", data =>
        {
            if (!live.TryGetValue(data.Name, out var found)) return true;
            if (!data.Data.Span.SequenceEqual(found.Spec.Data)) Taken("config", data, "data");
            else if (IsChanged(data, found.Spec.Labels, found.Spec.Templating)) Taken("config", data, "labels or another template driver");
            return false;
        });
    }

    public IReadOnlyList<StackData> NewSecrets()
    {
        var live = _view.Observed.Secrets.Where(s => s.Spec?.Name is not null).DistinctBy(s => s.Spec.Name).ToDictionary(s => s.Spec.Name!, StringComparer.Ordinal);
        return New(_stacks.SelectMany(s => s.Secrets), "secret", data =>
        {
            if (!live.TryGetValue(data.Name, out var found)) return true;
            if (IsChanged(data, found.Spec.Labels, found.Spec.Templating)) Taken("secret", data, "labels or another template driver");
            else if (!UnusedData.IsNamedByContent(data.Name) && data.Driver is null)
                _problems.Add(new Problem(data.File, data.Line, 0, "PLN101", $"the secret {data.Name} exists, and Docker does not show its data: a change in the file goes unnoticed. Leave out 'name:' and it is named by its content") { Severity = Severity.Warning });
            return false;
        });
    }

    private List<StackData> New(IEnumerable<StackData> wanted, string kind, Func<StackData, bool> isNew)
    {
        var result = new List<StackData>();
        foreach (var group in wanted.GroupBy(d => d.Name, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            var first = group.First();
            if (group.FirstOrDefault(d => !d.Data.Span.SequenceEqual(first.Data.Span)) is { } other)
                Fail(other.File, other.Line, "PLN006", $"the {kind} {other.Name} has other data in {first.File}; give the two different names, or leave out 'name:'");
            else if (isNew(first)) result.Add(first);
        }

        return result;
    }

    // Of what is named by its content the name says it.
    private static bool IsChanged(StackData data, IEnumerable<KeyValuePair<string, string>>? labels, SwarmDriver? templating) =>
        !UnusedData.IsNamedByContent(data.Name) && !(data.Labels.ToHashSet().SetEquals(labels ?? []) && (templating?.Name ?? "") == (data.Templating?.Name ?? ""));

    // What the file leaves open, the engine has chosen.
    private static string Different(NetworksCreateParameters wanted, NetworkResponse live) => string.Join(", ", new (string Name, bool Differs)[]
    {
        ("internal", wanted.Internal != live.Internal),
        ("attachable", wanted.Attachable != live.Attachable),
        ("labels", !(wanted.Labels ?? new Dictionary<string, string>()).ToHashSet().SetEquals(live.Labels ?? new Dictionary<string, string>())),
        ("driver_opts", (wanted.Options ?? new Dictionary<string, string>()).Except(live.Options ?? new Dictionary<string, string>()).Any()),
        ("ipam", (wanted.IPAM?.Config ?? []).Select(c => c.Subnet).Except((live.IPAM?.Config ?? []).Select(c => c.Subnet)).Any()),
    }.Where(d => d.Differs).Select(d => d.Name));

    private void Taken(string kind, StackData data, string what) =>
        Fail(data.File, data.Line, "PLN006", $"a {kind} {data.Name} exists with other {what}, and Swarm can't change it; leave out 'name:' and it is named by its content, or write a new name");

    private void Check(StackExternal external)
    {
        var fault = external.Kind switch
        {
            ExternalKind.Network => NetworkFault(external.Name),
            ExternalKind.Config => _view.Observed.Configs.Any(c => c.Spec?.Name == external.Name) ? null : Missing("config", external.Name, _view.Observed.Configs.Select(c => c.Spec?.Name)),
            _ => _view.Observed.Secrets.Any(s => s.Spec?.Name == external.Name) ? null : Missing("secret", external.Name, _view.Observed.Secrets.Select(s => s.Spec?.Name)),
        };
        if (fault is not null) Fail(external.File, external.Line, "PLN004", fault);
    }

    private string? NetworkFault(string name)
    {
        // Every engine has it; without its id the service looks changed, which is for the observer to prevent.
        if (name == "host" || _view.Observed.PredefinedNetworks.ContainsKey(name)) return null;
        var found = _view.Observed.Networks.Where(n => n.Name == name || n.ID == name).ToList();
        if (found.Any(n => n.Scope == "swarm")) return null;
        return found.Count == 0
            ? Missing("network", name, _view.Observed.Networks.Where(n => n.Scope == "swarm").Select(n => n.Name))
            : $"the external network {name} has the scope {found[0].Scope}; a service needs one of the whole swarm (docker network create --driver overlay)";
    }

    private static string Missing(string kind, string name, IEnumerable<string?> known) =>
        $"the external {kind} {name} does not exist{Nearest.Hint(name, known.OfType<string>())}; create it first (docker {kind} create{(kind == "network" ? " --driver overlay" : "")})";

    private void Fail(string file, int line, string code, string message) => _problems.Add(new Problem(file, line, 0, code, message));
}
