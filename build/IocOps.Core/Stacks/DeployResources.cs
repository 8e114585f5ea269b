using Docker.DotNet.Models;
using IocOps.Core.Yaml;

namespace IocOps.Core.Stacks;

/// <summary>The key <c>deploy.resources</c> of a service.</summary>
internal static class DeployResources
{
    // What the engine refuses below (moby/swarmkit, manager/controlapi, validateResources); 0 is none at all.
    private const long LeastMemory = 4 * 1024 * 1024;
    private const long LeastNanoCpus = 1_000_000;

    public static ResourceRequirements Read(YamlFields deploy)
    {
        var requirements = new ResourceRequirements();
        if (deploy.Fields("resources", ["limits", "reservations"]) is not { } resources) return requirements;
        if (resources.Fields("limits", ["cpus", "memory", "pids"]) is { } limits)
            requirements.Limits = new SwarmLimit { NanoCPUs = Cpus(limits), MemoryBytes = Memory(limits), Pids = limits.Whole("pids", 0) };
        if (resources.Fields("reservations", ["cpus", "memory", "generic_resources"], Advice) is { } reservations)
        {
            requirements.Reservations = new SwarmResources
            {
                NanoCPUs = Cpus(reservations),
                MemoryBytes = Memory(reservations),
                GenericResources = Generic(reservations),
            };
        }

        return requirements;
    }

    private static long? Memory(YamlFields fields)
    {
        var bytes = fields.Bytes("memory");
        if (bytes is > 0 and < LeastMemory) fields.Fail("memory", StackCodes.Size, $"{fields.Path("memory")} must be at least 4M; this is '{fields.Text("memory")}'");
        return bytes;
    }

    private static long? Cpus(YamlFields fields)
    {
        var cpus = fields.Cpus("cpus");
        if (cpus is > 0 and < LeastNanoCpus) fields.Fail("cpus", StackCodes.Size, $"{fields.Path("cpus")} must be at least 0.001; this is '{fields.Text("cpus")}'");
        return cpus;
    }

    private static List<GenericResource>? Generic(YamlFields reservations)
    {
        if (reservations.List("generic_resources") is not { } list) return null;
        var result = new List<GenericResource>();
        foreach (var item in list.Items)
        {
            var entry = reservations.Reader.Fields(item, $"an entry of {reservations.Path("generic_resources")}", ["discrete_resource_spec"]);
            if (entry?.Require("discrete_resource_spec") is null || entry.Fields("discrete_resource_spec", ["kind", "value"]) is not { } spec) continue;
            spec.Require("kind");
            spec.Require("value");
            result.Add(new GenericResource { DiscreteResourceSpec = new DiscreteGenericResource { Kind = spec.Text("kind"), Value = spec.Whole("value", 0) } });
        }

        return result;
    }

    private static string? Advice(string key) => key switch
    {
        "devices" => "Swarm ignores 'devices' here; use generic_resources",
        "pids" => "a number of processes can be limited, not reserved; use limits.pids",
        _ => null,
    };
}
