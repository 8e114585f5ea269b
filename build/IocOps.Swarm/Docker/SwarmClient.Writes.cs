using Docker.DotNet;
using Docker.DotNet.Models;
using IocOps.Core.Planning;

namespace IocOps.Swarm.Docker;

// What is made and changed. Where one manager failed in the middle and another is asked again, the first may have done it: its work then
// counts as ours, if it is the same.
public sealed partial class SwarmClient
{
    /// <inheritdoc />
    public Task<string> CreateNetworkAsync(NetworksCreateParameters network, CancellationToken cancel) => CreateAsync(
        $"create the network {network.Name}",
        async (d, c) => (await d.Networks.CreateNetworkAsync(network, c)).ID,
        async () => (await ListNetworksAsync(cancel)).FirstOrDefault(n => n.Name == network.Name && SameLabels(n.Labels, network.Labels))?.ID,
        cancel);

    /// <inheritdoc />
    public Task<string> CreateConfigAsync(SwarmConfigSpec config, CancellationToken cancel) => CreateAsync(
        $"create the config {config.Name}",
        async (d, c) => (await d.Configs.CreateConfigAsync(new SwarmCreateConfigParameters { Config = config }, c)).ID,
        async () => (await ListConfigsAsync(cancel))
            .FirstOrDefault(n => n.Spec is { } live && live.Name == config.Name && SameLabels(live.Labels, config.Labels) && (live.Data ?? []).SequenceEqual(config.Data ?? []))?.ID,
        cancel);

    /// <inheritdoc />
    public Task<string> CreateSecretAsync(SwarmSecretSpec secret, CancellationToken cancel) => CreateAsync(
        $"create the secret {secret.Name}",
        async (d, c) => (await d.Secrets.CreateAsync(secret, c)).ID,
        async () => (await ListSecretsAsync(cancel)).FirstOrDefault(n => n.Spec is { } live && live.Name == secret.Name && SameLabels(live.Labels, secret.Labels))?.ID,
        cancel);

    /// <inheritdoc />
    public async Task<string> CreateServiceAsync(ServiceSpec service, CancellationToken cancel)
    {
        var parameters = new ServiceCreateParameters { Service = service };
        if (await LoginAsync(service, cancel) is { } login) parameters.RegistryAuth = login;
        return await CreateAsync(
            $"create the service {service.Name}",
            async (d, c) => (await d.Swarm.CreateServiceAsync(parameters, c)).ID!,
            async () => await InspectServiceAsync(service.Name!, cancel) is { Spec: { } live } found && IsSame(live, service) ? found.ID : null,
            cancel);
    }

    /// <inheritdoc />
    public async Task UpdateServiceAsync(string id, ulong version, ServiceSpec service, CancellationToken cancel)
    {
        // Without a login the engine keeps the one that the service has (RegistryAuthFrom "spec").
        var parameters = new ServiceUpdateParameters { Service = service, Version = (long)version };
        if (await LoginAsync(service, cancel) is { } login) parameters.RegistryAuth = login;
        var asked = 0;
        try
        {
            await _api.CallAsync($"update the service {service.Name}", CallKind.Rewriting, (d, c) => Counted(d.Swarm.UpdateServiceAsync(id, parameters, c), ref asked), cancel);
        }
        catch (StaleVersionException) when (asked > 1)
        {
            if (await InspectServiceAsync(id, cancel) is not { Spec: { } live } || !IsSame(live, service)) throw;
        }
    }

    private async Task<string> CreateAsync(
        string what, Func<DockerClient, CancellationToken, Task<string>> create, Func<Task<string?>> find, CancellationToken cancel)
    {
        var asked = 0;
        try
        {
            return await _api.CallAsync(what, CallKind.Rewriting, (d, c) => Counted(create(d, c), ref asked), cancel);
        }
        catch (NameTakenException) when (asked > 1)
        {
            if (await find() is { } made) return made;
            throw;
        }
    }

    private static Task<T> Counted<T>(Task<T> call, ref int count)
    {
        count++;
        return call;
    }

    private async Task<AuthConfig?> LoginAsync(ServiceSpec service, CancellationToken cancel)
    {
        var image = service.TaskTemplate?.ContainerSpec?.Image;
        var login = PullLogins is null || string.IsNullOrEmpty(image) ? null : await PullLogins.FindAsync(image, cancel);
        return login is null ? null : new AuthConfig { Username = login.User, Password = login.Password, IdentityToken = login.IdentityToken, ServerAddress = login.Server };
    }

    /// <summary>All that we write comes back, but for names of networks, in whose place the engine puts ids.</summary>
    private static bool IsSame(ServiceSpec live, ServiceSpec written) =>
        SameLabels(live.Labels, written.Labels) && live.TaskTemplate?.ForceUpdate == written.TaskTemplate?.ForceUpdate
        && SpecFields.Of(live, _ => "").SequenceEqual(SpecFields.Of(written, _ => ""));

    private static bool SameLabels(IEnumerable<KeyValuePair<string, string>>? some, IEnumerable<KeyValuePair<string, string>>? others) =>
        (some ?? []).ToHashSet().SetEquals(others ?? []);
}
