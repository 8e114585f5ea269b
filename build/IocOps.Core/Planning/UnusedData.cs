using System.Text.RegularExpressions;
using Docker.DotNet.Models;
using IocOps.Core.Planning.History;
using IocOps.Core.Stacks;

namespace IocOps.Core.Planning;

/// <summary>
/// Configs and secrets that can go: those of our stack, named by content (a name of somebody's choice is his to remove), that no live
/// service of the whole swarm uses in its specification, in the previous one, which a rollback would go back to, or in those that its
/// history keeps, and that no stack file wants. May be asked again after a deploy, with what the swarm has then.
/// </summary>
public static partial class UnusedData
{
    /// <summary>Unused configs in ordinal order of names.</summary>
    /// <param name="desired">What all owners want.</param>
    /// <param name="observed">What the swarm has.</param>
    /// <param name="removedServices">Full names of services that will be gone by then.</param>
    public static IReadOnlyList<SwarmConfig> Configs(DesiredSwarm desired, ObservedSwarm observed, IReadOnlySet<string> removedServices)
    {
        var used = Specs(observed, removedServices).SelectMany(s => s.TaskTemplate?.ContainerSpec?.Configs ?? []).Select(c => c.ConfigName).ToHashSet(StringComparer.Ordinal);
        used.UnionWith(desired.Stacks.SelectMany(s => s.Stack.Configs).Select(c => c.Name));
        used.UnionWith(Externals(desired, ExternalKind.Config));
        used.UnionWith(KeptSpec.Used(Specs(observed, removedServices), observed.Configs));
        return [.. observed.Configs.Where(c => IsOurs(desired, c.Spec?.Name, c.Spec?.Labels) && !used.Contains(c.Spec!.Name!)).OrderBy(c => c.Spec.Name, StringComparer.Ordinal)];
    }

    /// <summary>Unused secrets in ordinal order of names; parameters as for <see cref="Configs"/>.</summary>
    public static IReadOnlyList<Secret> Secrets(DesiredSwarm desired, ObservedSwarm observed, IReadOnlySet<string> removedServices)
    {
        var used = Specs(observed, removedServices).SelectMany(s => s.TaskTemplate?.ContainerSpec?.Secrets ?? []).Select(c => c.SecretName).ToHashSet(StringComparer.Ordinal);
        used.UnionWith(desired.Stacks.SelectMany(s => s.Stack.Secrets).Select(c => c.Name));
        used.UnionWith(Externals(desired, ExternalKind.Secret));
        used.UnionWith(KeptSpec.Used(Specs(observed, removedServices), observed.Configs));
        return [.. observed.Secrets.Where(s => IsOurs(desired, s.Spec?.Name, s.Spec?.Labels) && !used.Contains(s.Spec!.Name!)).OrderBy(s => s.Spec.Name, StringComparer.Ordinal)];
    }

    /// <summary>Networks of the stack that no service of the swarm will be on, in ordinal order of names; parameters as for <see cref="Configs"/>.</summary>
    public static IReadOnlyList<NetworkResponse> Networks(DesiredSwarm desired, ObservedSwarm observed, IReadOnlySet<string> removedServices)
    {
        // Specs name a network by its id or by its name.
        var used = Specs(observed, removedServices).SelectMany(s => s.TaskTemplate?.Networks ?? []).Select(n => n.Target).ToHashSet(StringComparer.Ordinal);
        return [.. observed.Networks.Where(n => (n.Scope is null or "" or "swarm") && IsOfStack(desired, n.Labels) && !used.Contains(n.ID) && !used.Contains(n.Name)).OrderBy(n => n.Name, StringComparer.Ordinal)];
    }

    /// <summary>Whether a name ends as the stack loader ends the names that it makes.</summary>
    public static bool IsNamedByContent(string name) => Hash().IsMatch(name);

    private static bool IsOurs(DesiredSwarm desired, string? name, IDictionary<string, string>? labels) =>
        name is not null && IsNamedByContent(name) && IsOfStack(desired, labels);

    private static bool IsOfStack(DesiredSwarm desired, IDictionary<string, string>? labels) =>
        labels?.TryGetValue(StackContext.NamespaceLabel, out var stack) == true && stack == desired.StackName;

    private static IEnumerable<ServiceSpec> Specs(ObservedSwarm observed, IReadOnlySet<string> removed) =>
        observed.Services.Where(s => s.Spec?.Name is null || !removed.Contains(s.Spec.Name)).SelectMany(s => new[] { s.Spec, s.PreviousSpec }).OfType<ServiceSpec>();

    private static IEnumerable<string> Externals(DesiredSwarm desired, ExternalKind kind) =>
        desired.Stacks.SelectMany(s => s.Stack.Externals).Where(e => e.Kind == kind).Select(e => e.Name);

    [GeneratedRegex("-[0-9a-f]{12}$", RegexOptions.CultureInvariant, 2000)]
    private static partial Regex Hash();
}
