using Docker.DotNet.Models;
using IocOps.Core.Model;
using IocOps.Core.Planning.History;

namespace IocOps.Core.Planning;

/// <summary>
/// Which versions of files on the mount services still need: those that they run, those that a rollback would go back to (Swarm's, or ours to
/// what their history keeps), and those of tasks that have not ended.
/// </summary>
public static class UsedVersions
{
    /// <summary>Versions as <c>ioc/version</c>.</summary>
    /// <param name="mount">Of <c>site.yaml</c>.</param>
    /// <param name="services">All of the swarm.</param>
    /// <param name="tasks">All that it remembers.</param>
    /// <param name="configs">All of the swarm, with specifications that histories keep.</param>
    public static IReadOnlySet<string> Of(string mount, IEnumerable<SwarmService> services, IEnumerable<TaskResponse> tasks, IEnumerable<SwarmConfig> configs)
    {
        var root = $"{mount}/{RunFolder.Versions}/";
        var specs = services.SelectMany(s => new[] { s.Spec, s.PreviousSpec }).OfType<ServiceSpec>().ToList();
        var containers = specs.Concat(KeptSpec.All(specs, configs)).Select(s => s.TaskTemplate?.ContainerSpec)
            .Concat(tasks.Where(t => !(t.Status?.State > TaskState.Running)).Select(t => t.Spec?.ContainerSpec));
        return containers.SelectMany(c => c?.Mounts ?? []).Select(m => m.Source ?? "").Where(s => s.StartsWith(root, StringComparison.Ordinal))
            .Select(s => string.Join('/', s[root.Length..].Split('/').Take(2))).ToHashSet(StringComparer.Ordinal);
    }
}
