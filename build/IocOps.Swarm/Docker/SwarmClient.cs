using System.Globalization;
using System.Net;
using System.Text.Json;
using Docker.DotNet;
using Docker.DotNet.Models;

namespace IocOps.Swarm.Docker;

/// <summary>A swarm over the Engine API of one of its managers.</summary>
/// <param name="endpoint">From <see cref="DockerEndpoint.Resolve"/>. Nothing is connected before the first call.</param>
/// <param name="sshProgram">For <c>ssh://</c>: the system's, or another one in tests.</param>
public sealed partial class SwarmClient(DockerEndpoint endpoint, string sshProgram = "ssh") : ISwarm
{
    private static readonly TimeSpan FirstAnswer = TimeSpan.FromSeconds(4.5);
    private static readonly TimeSpan Reading = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Writing = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LogPatience = TimeSpan.FromSeconds(4);
    private const int LogLimit = 512 * 1024;

    private readonly EngineApi _api = new(endpoint, sshProgram);
    private readonly EngineErrors _errors = new(endpoint);

    /// <inheritdoc />
    public string Endpoint => endpoint.ToString();

    /// <inheritdoc />
    public async Task<SystemInfoResponse> RequireManagerAsync(CancellationToken cancel)
    {
        var info = await _api.CallAsync("say who it is", FirstAnswer, (d, c) => d.System.GetSystemInfoAsync(c), cancel);
        var where = $"{endpoint} (from {endpoint.Source})";
        var swarm = info.Swarm;
        var trouble = swarm?.LocalNodeState switch
        {
            null or "" or "inactive" => _errors.ManagerTrouble("is not a swarm manager"),
            "locked" => _errors.ManagerTrouble("is locked"),
            "pending" => $"{where} is still joining its swarm; wait a moment, and look at `docker info` there",
            "error" => $"The swarm of {where} is broken: {LogText.Clean(swarm.Error ?? "").Trim()}",
            _ when !swarm!.ControlAvailable => _errors.ManagerTrouble("worker node"),
            // An active manager that can't read the cluster says why, and leaves the cluster out.
            _ when !string.IsNullOrEmpty(swarm.Error) => _errors.ManagerTrouble(swarm.Error) ?? $"The swarm of {where} has trouble: {LogText.Clean(swarm.Error)}",
            _ => null,
        };
        return trouble is null ? info : throw new SwarmException(trouble);
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<SwarmService>> ListServicesAsync(CancellationToken cancel) =>
        ListAsync("list the services", (d, c) => d.Swarm.ListServicesAsync(new ServiceListParameters { Status = true }, c), cancel);

    /// <inheritdoc />
    public Task<IReadOnlyList<TaskResponse>> ListTasksAsync(CancellationToken cancel) =>
        ListAsync("list the tasks", (d, c) => d.Tasks.ListAsync(c), cancel);

    /// <inheritdoc />
    public Task<IReadOnlyList<NodeListResponse>> ListNodesAsync(CancellationToken cancel) =>
        ListAsync("list the nodes", (d, c) => d.Swarm.ListNodesAsync(c), cancel);

    /// <inheritdoc />
    public Task<IReadOnlyList<SwarmConfig>> ListConfigsAsync(CancellationToken cancel) =>
        ListAsync("list the configs", (d, c) => d.Configs.ListConfigsAsync(c), cancel);

    /// <inheritdoc />
    public Task<IReadOnlyList<Secret>> ListSecretsAsync(CancellationToken cancel) =>
        ListAsync("list the secrets", (d, c) => d.Secrets.ListAsync(c), cancel);

    /// <inheritdoc />
    public Task<IReadOnlyList<NetworkResponse>> ListNetworksAsync(CancellationToken cancel) =>
        ListAsync("list the networks", (d, c) => d.Networks.ListNetworksAsync(null, c), cancel);

    /// <inheritdoc />
    public async Task<string?> FindPredefinedNetworkAsync(string name, CancellationToken cancel)
    {
        try
        {
            using var response = await _api.GetAsync($"find the network {name}", Reading, $"networks/{Uri.EscapeDataString(name)}?scope=swarm", null, cancel);
            using var json = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancel));
            return json.RootElement.GetProperty("Id").GetString();
        }
        catch (SwarmException e) when (IsGone(e))
        {
            return null;
        }
    }

    /// <inheritdoc />
    public Task<string> CreateNetworkAsync(NetworksCreateParameters network, CancellationToken cancel) => _api.CallAsync(
        $"create the network {network.Name}", Writing, async (d, c) => (await d.Networks.CreateNetworkAsync(network, c)).ID, cancel);

    /// <inheritdoc />
    public Task RemoveNetworkAsync(string id, CancellationToken cancel) =>
        RemoveAsync($"remove the network {id}", (d, c) => d.Networks.DeleteNetworkAsync(id, c), cancel);

    /// <inheritdoc />
    public Task<string> CreateConfigAsync(SwarmConfigSpec config, CancellationToken cancel) => _api.CallAsync(
        $"create the config {config.Name}",
        Writing,
        async (d, c) => (await d.Configs.CreateConfigAsync(new SwarmCreateConfigParameters { Config = config }, c)).ID,
        cancel);

    /// <inheritdoc />
    public Task<string> CreateSecretAsync(SwarmSecretSpec secret, CancellationToken cancel) => _api.CallAsync(
        $"create the secret {secret.Name}", Writing, async (d, c) => (await d.Secrets.CreateAsync(secret, c)).ID, cancel);

    /// <inheritdoc />
    public Task RemoveConfigAsync(string id, CancellationToken cancel) =>
        RemoveAsync($"remove the config {id}", (d, c) => d.Configs.RemoveConfigAsync(id, c), cancel);

    /// <inheritdoc />
    public Task RemoveSecretAsync(string id, CancellationToken cancel) =>
        RemoveAsync($"remove the secret {id}", (d, c) => d.Secrets.DeleteAsync(id, c), cancel);

    /// <inheritdoc />
    public Task<string> CreateServiceAsync(ServiceSpec service, CancellationToken cancel) => _api.CallAsync(
        $"create the service {service.Name}",
        Writing,
        async (d, c) => (await d.Swarm.CreateServiceAsync(new ServiceCreateParameters { Service = service }, c)).ID!,
        cancel);

    /// <inheritdoc />
    public Task UpdateServiceAsync(string id, ulong version, ServiceSpec service, CancellationToken cancel) => _api.CallAsync(
        $"update the service {service.Name}",
        Writing,
        (d, c) => d.Swarm.UpdateServiceAsync(id, new ServiceUpdateParameters { Service = service, Version = (long)version }, c),
        cancel);

    /// <inheritdoc />
    public async Task<SwarmService?> InspectServiceAsync(string id, CancellationToken cancel)
    {
        try
        {
            return await _api.CallAsync($"read the service {id}", Reading, (d, c) => d.Swarm.InspectServiceAsync(id, c), cancel);
        }
        catch (SwarmException e) when (IsGone(e))
        {
            return null;
        }
    }

    /// <inheritdoc />
    public Task RemoveServiceAsync(string id, CancellationToken cancel) =>
        RemoveAsync($"remove the service {id}", (d, c) => d.Swarm.RemoveServiceAsync(id, c), cancel);

    /// <inheritdoc />
    public async Task<RegistryImage> InspectImageAsync(string image, RegistryLogin? login, CancellationToken cancel)
    {
        // The typed client sends no login here; the engine wants the JSON of it in URL-safe base64.
        var headers = login is null ? null : new Dictionary<string, string> { ["X-Registry-Auth"] = login.ToHeader() };
        var path = $"distribution/{image}/json";
        using var response = await _api.GetAsync($"ask the registry for {image}", Reading, path, headers, cancel);
        return RegistryImage.Parse(await response.Content.ReadAsByteArrayAsync(cancel));
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<string>> TailLogAsync(string serviceId, int tail, CancellationToken cancel) => TailAsync("services", serviceId, tail, cancel);

    /// <inheritdoc />
    public Task<IReadOnlyList<string>> TailTaskLogAsync(string taskId, int tail, CancellationToken cancel) => TailAsync("tasks", taskId, tail, cancel);

    /// <inheritdoc />
    public void Dispose() => _api.Dispose();

    private async Task<IReadOnlyList<string>> TailAsync(string kind, string id, int tail, CancellationToken cancel)
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"{kind}/{Uri.EscapeDataString(id)}/logs?stdout=1&stderr=1&timestamps=1&tail={tail}");
        using var response = await _api.GetAsync($"read the log of {id}", LogPatience, path, null, cancel);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(LogPatience);
        using var bytes = new MemoryStream();
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(patience.Token);
            var buffer = new byte[16 * 1024];
            int count;
            while (bytes.Length < LogLimit && (count = await body.ReadAsync(buffer, patience.Token)) > 0) await bytes.WriteAsync(buffer.AsMemory(0, count), cancel);
        }
        catch (Exception e) when (!cancel.IsCancellationRequested && e is OperationCanceledException or IOException)
        {
            // A node is gone and the engine waits for its part for ever: what the others said is enough.
        }

        return LogText.Tail(bytes.GetBuffer().AsSpan(0, (int)bytes.Length), tail);
    }

    private async Task<IReadOnlyList<T>> ListAsync<T>(string what, Func<DockerClient, CancellationToken, Task<IList<T>>> list, CancellationToken cancel) =>
        [.. await _api.CallAsync(what, Reading, list, cancel) ?? []];

    private async Task RemoveAsync(string what, Func<DockerClient, CancellationToken, Task> remove, CancellationToken cancel)
    {
        try
        {
            await _api.CallAsync(what, Writing, async (d, c) => { await remove(d, c); return true; }, cancel);
        }
        catch (SwarmException e) when (IsGone(e))
        {
            // Somebody else was faster; that is what was wanted.
        }
    }

    private static bool IsGone(SwarmException error) => error.InnerException is DockerApiException { StatusCode: HttpStatusCode.NotFound };
}
