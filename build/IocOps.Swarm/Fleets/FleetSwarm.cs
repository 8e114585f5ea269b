using Docker.DotNet.Models;
using IocOps.Core.Model;
using IocOps.Core.Planning;
using IocOps.Swarm.Docker;
using IocOps.Swarm.Lab;
using IocOps.Swarm.Views;

namespace IocOps.Swarm.Fleets;

/// <summary>Finds the swarm that a command of a workspace is about.</summary>
public static class FleetSwarm
{
    /// <summary>
    /// The lab that commands of a workspace use: the one that it is bound to, unless the command line, DOCKER_HOST or DOCKER_CONTEXT names
    /// an engine. Null where there is none.
    /// </summary>
    public static LabPaths? LabOf(EndpointChoice choice, LabBinding binding)
    {
        var environment = DockerEnvironment.Current();
        string?[] named = [choice.Host, choice.Context, environment.Get("DOCKER_HOST"), environment.Get("DOCKER_CONTEXT")];
        return named.All(string.IsNullOrWhiteSpace) ? binding.Current() : null;
    }

    /// <summary>The swarm of the manager, or managers, that were chosen; does not connect yet.</summary>
    /// <param name="choice">What the command line says.</param>
    /// <param name="lab">From <see cref="LabOf"/>.</param>
    /// <param name="output">Is told when it is the lab, when another manager is taken, and whose logins go to the swarm.</param>
    /// <param name="logins">To give the swarm with services; null for none.</param>
    /// <exception cref="SwarmException">The address can't be used.</exception>
    public static ISwarm Open(EndpointChoice choice, LabPaths? lab, Output output, RegistryLogins? logins = null)
    {
        if (lab is not null) output.Note($"On lab '{lab.Name}' (LabDown ends that).");
        IReadOnlyList<DockerEndpoint> endpoints = lab is null ? DockerEndpoint.ResolveAll(choice, DockerEnvironment.Current()) : [OfLab(lab)];
        return new SwarmClient(endpoints, note: output.Note) { PullLogins = logins is null ? null : new PullLogins(logins, output.Note) };
    }

    /// <summary>The one engine that was chosen, for what is about an engine and not about its swarm.</summary>
    /// <exception cref="SwarmException">The address can't be used, or there are several.</exception>
    public static ISwarm OpenEngine(EndpointChoice choice, LabPaths? lab, Output output)
    {
        if (lab is null) DockerEndpoint.Resolve(choice, DockerEnvironment.Current());
        return Open(choice, lab, output);
    }

    private static DockerEndpoint OfLab(LabPaths lab) => DockerEndpoint.Parse(lab.Endpoint(LabPaths.NodeName(1)), $"lab '{lab.Name}'");

    /// <summary>The swarm manager that a command would reach if there were no lab; null where there is none.</summary>
    public static async Task<string?> FindManagerAsync(EndpointChoice choice, CancellationToken cancel)
    {
        try
        {
            using var swarm = new SwarmClient(DockerEndpoint.ResolveAll(choice, DockerEnvironment.Current()));
            await swarm.RequireManagerAsync(cancel);
            return swarm.Endpoint;
        }
        catch (SwarmException)
        {
            return null;
        }
    }

    /// <summary>The services of all IOCs of the workspace that are good; null where there is no good <c>site.yaml</c>.</summary>
    public static IReadOnlyList<ServiceSpec>? WantedServices(FleetFiles files) =>
        files.Fleet.Site is null ? null : [.. FleetWants.Of(files).Desired.Stacks.SelectMany(s => s.Stack.Services).Select(s => s.Spec)];

    /// <summary>What the workspace wants of the swarm: these stacks, and no word about those of the other folders.</summary>
    public static DesiredSwarm Desire(FleetFiles files, IReadOnlyList<OwnedStack> stacks)
    {
        var loaded = stacks.Select(s => s.Owner).ToHashSet();
        var all = files.Fleet.Members.Select(m => new Owner(OwnerKind.Ioc, m.Name)).Concat(files.Source.Services.Select(Generation.OwnerOf)).Append(Generation.LogServerOwner);
        return new DesiredSwarm(files.RequireSite().Stack, stacks) { OtherOwners = [.. all.Where(o => !loaded.Contains(o))] };
    }
}
