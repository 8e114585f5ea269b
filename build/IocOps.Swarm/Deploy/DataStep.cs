using System.Collections.Concurrent;
using Docker.DotNet.Models;
using IocOps.Core.Planning;
using IocOps.Core.Stacks;
using IocOps.Swarm.Docker;

namespace IocOps.Swarm.Deploy;

/// <summary>Networks, configs and secrets: made before services use them, collected when none does. Knows the ids for the services.</summary>
internal sealed class DataStep(ISwarm swarm, WriteGate writes, ObservedSwarm observed)
{
    private readonly ConcurrentDictionary<string, string> _configs = Ids(observed.Configs.Select(c => (c.Spec?.Name, (string?)c.ID)));
    private readonly ConcurrentDictionary<string, string> _secrets = Ids(observed.Secrets.Select(s => (s.Spec?.Name, (string?)s.ID)));
    private readonly ConcurrentDictionary<string, string> _troubles = new(StringComparer.Ordinal);

    /// <summary>Makes what is new. Trouble is kept for the services that need it.</summary>
    internal async Task CreateAsync(Plan plan)
    {
        var networks = plan.NewNetworks.Select(n => Guarded($"network {n.Name}", n.Name, () => CreateNetworkAsync(n)));
        var configs = plan.NewConfigs.Select(c => Guarded($"config {c.Name}", c.Name, () => CreateConfigAsync(c)));
        var secrets = plan.NewSecrets.Select(s => Guarded($"secret {s.Name}", s.Name, () => CreateSecretAsync(s)));
        await Task.WhenAll([.. networks, .. configs, .. secrets]);
    }

    /// <summary>
    /// Fills in the ids of configs and secrets. The spec is the plan's own and is only completed, so that doing it twice does no harm.
    /// </summary>
    /// <returns>What is missing, or null.</returns>
    internal string? Complete(ServiceSpec spec)
    {
        var container = spec.TaskTemplate?.ContainerSpec;
        foreach (var reference in container?.Configs ?? [])
        {
            if (!_configs.TryGetValue(reference.ConfigName, out var id)) return Missing("config", reference.ConfigName);
            reference.ConfigID = id;
        }

        // The credentials of a service account are named by their id there, too.
        if (container?.Privileges?.CredentialSpec is { Config: { Length: > 0 } } credential
            && container.Configs?.FirstOrDefault(c => c.Runtime is not null) is { } runtime) credential.Config = runtime.ConfigID;

        foreach (var reference in container?.Secrets ?? [])
        {
            if (!_secrets.TryGetValue(reference.SecretName, out var id)) return Missing("secret", reference.SecretName);
            reference.SecretID = id;
        }

        return Networks(spec).Select(n => _troubles.GetValueOrDefault($"network {n}")).FirstOrDefault(t => t is not null);
    }

    /// <summary>Removes what no service needs any more; what is in use after all stays.</summary>
    /// <returns>What went wrong, for the eye, and the names of the networks that are gone.</returns>
    internal async Task<(IReadOnlyList<string> Warnings, IReadOnlyList<string> Networks)> CollectAsync(Plan plan)
    {
        var (warnings, networks) = (new ConcurrentBag<string>(), new ConcurrentBag<string>());
        var configs = plan.UnusedConfigs.Select(c => RemoveAsync(() => swarm.RemoveConfigAsync(c.ID!, CancellationToken.None)));
        var secrets = plan.UnusedSecrets.Select(s => RemoveAsync(() => swarm.RemoveSecretAsync(s.ID!, CancellationToken.None)));
        await Task.WhenAll([.. configs, .. secrets, .. plan.UnusedNetworks.Select(RemoveNetworkAsync)]);
        return ([.. warnings.Order(StringComparer.Ordinal)], [.. networks.Order(StringComparer.Ordinal)]);

        // Nobody else makes anything of a network that stays: it is said.
        async Task RemoveNetworkAsync(NetworkResponse network)
        {
            try
            {
                if (await writes.TryAsync(() => swarm.RemoveNetworkAsync(network.ID, CancellationToken.None))) networks.Add(network.Name);
            }
            catch (InUseException)
            {
                warnings.Add($"the network {network.Name} stays, as a task or container is on it still; RemoveAllServices removes it when that has ended");
            }
            catch (SwarmException e)
            {
                warnings.Add(e.Message);
            }
        }

        async Task RemoveAsync(Func<Task> remove)
        {
            try
            {
                await writes.TryAsync(remove);
            }
            catch (InUseException)
            {
                // Somebody began to use it meanwhile.
            }
            catch (SwarmException e)
            {
                warnings.Add(e.Message);
            }
        }
    }

    private static IEnumerable<string> Networks(ServiceSpec spec) =>
        (spec.TaskTemplate?.Networks ?? []).Select(n => n.Target ?? "");

    private static ConcurrentDictionary<string, string> Ids(IEnumerable<(string? Name, string? Id)> objects)
    {
        var ids = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, id) in objects)
            if (name is not null && id is not null) ids[name] = id;
        return ids;
    }

    private string Missing(string kind, string name) =>
        _troubles.GetValueOrDefault($"{kind} {name}") ?? $"There is no {kind} {name} in the swarm; plan again";

    private async Task Guarded(string key, string name, Func<Task> create)
    {
        try
        {
            if (!await writes.TryAsync(create)) _troubles[key] = $"{name} was not made: the run was stopped";
        }
        catch (SwarmException e)
        {
            _troubles[key] = e.Message;
        }
    }

    private async Task CreateNetworkAsync(StackNetwork network)
    {
        try
        {
            await swarm.CreateNetworkAsync(network.Spec, CancellationToken.None);
        }
        catch (NameTakenException)
        {
            // A parallel run was faster; what it made comes from the same stack name.
        }
    }

    private async Task CreateConfigAsync(StackData config)
    {
        var spec = new SwarmConfigSpec
        {
            Name = config.Name,
            Data = config.Data.ToArray(),
            Labels = new Dictionary<string, string>(config.Labels),
            Templating = config.Templating,
        };
        try
        {
            _configs[config.Name] = await swarm.CreateConfigAsync(spec, CancellationToken.None);
        }
        catch (NameTakenException e)
        {
            var all = await swarm.ListConfigsAsync(CancellationToken.None);
            var taken = all.FirstOrDefault(c => c.Spec?.Name == config.Name) ?? throw new SwarmException(e.Message, e);
            if (!config.Data.Span.SequenceEqual(taken.Spec!.Data))
                throw new SwarmException($"The config {config.Name} exists with other data, and Docker can't change it; give it another name", e);
            _configs[config.Name] = taken.ID!;
        }
    }

    private async Task CreateSecretAsync(StackData secret)
    {
        var spec = new SwarmSecretSpec
        {
            Name = secret.Name,
            Data = secret.Data.ToArray(),
            Labels = new Dictionary<string, string>(secret.Labels),
            Driver = secret.Driver,
            Templating = secret.Templating,
        };
        try
        {
            _secrets[secret.Name] = await swarm.CreateSecretAsync(spec, CancellationToken.None);
        }
        catch (NameTakenException e)
        {
            // Docker never gives a secret's data back: only a name made from its content says that it is the same.
            var all = await swarm.ListSecretsAsync(CancellationToken.None);
            var taken = all.FirstOrDefault(s => s.Spec?.Name == secret.Name);
            if (taken is null || !UnusedData.IsNamedByContent(secret.Name))
                throw new SwarmException($"The secret {secret.Name} exists, and nobody can see whether its data is the same; give it another name", e);
            _secrets[secret.Name] = taken.ID!;
        }
    }
}
