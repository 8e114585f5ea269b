using Docker.DotNet.Models;
using IocOps.Core.Model;

namespace IocOps.Core.Planning;

/// <summary>
/// Which versions of files on the mount services still need: those that they run, those that a rollback would go back to, and those of
/// tasks that have not ended.
/// </summary>
public static class UsedVersions
{
    /// <summary>Versions as <c>ioc/version</c>.</summary>
    /// <param name="mount">Of <c>site.yaml</c>.</param>
    /// <param name="services">All of the swarm.</param>
    /// <param name="tasks">All that it remembers.</param>
    public static IReadOnlySet<string> Of(string mount, IEnumerable<SwarmService> services, IEnumerable<TaskResponse> tasks)
    {
        var root = $"{mount}/{RunFolder.Versions}/";
        var containers = services.SelectMany(s => new[] { s.Spec, s.PreviousSpec }).Select(s => s?.TaskTemplate?.ContainerSpec)
            .Concat(tasks.Where(t => !(t.Status?.State > TaskState.Running)).Select(t => t.Spec?.ContainerSpec));
        return containers.SelectMany(c => c?.Mounts ?? []).Select(m => m.Source ?? "").Where(s => s.StartsWith(root, StringComparison.Ordinal))
            .Select(s => string.Join('/', s[root.Length..].Split('/').Take(2))).ToHashSet(StringComparer.Ordinal);
    }
}
