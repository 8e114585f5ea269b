using System.Globalization;
using System.Net;
using System.Text.Json;
using Docker.DotNet;
using Docker.DotNet.Models;

namespace IocOps.Swarm.Docker;

/// <summary>A swarm over the Engine API of one of its managers.</summary>
/// <param name="endpoints">From <see cref="DockerEndpoint.ResolveAll"/>. Nothing is connected before the first call.</param>
/// <param name="sshProgram">For <c>ssh://</c>: the system's, or another one in tests.</param>
/// <param name="note">Told when another manager is taken than the one before, and why.</param>
public sealed partial class SwarmClient(IReadOnlyList<DockerEndpoint> endpoints, string sshProgram = "ssh", Action<string>? note = null) : ISwarm
{
    private static readonly TimeSpan LogPatience = TimeSpan.FromSeconds(4);
    private const int LogLimit = 512 * 1024;

    private readonly ManagerApi _api = new(endpoints, sshProgram, note ?? (_ => { }));

    /// <summary>A swarm over one engine.</summary>
    public SwarmClient(DockerEndpoint endpoint, string sshProgram = "ssh")
        : this([endpoint], sshProgram)
    {
    }

    /// <summary>Logins that go to the swarm with services, so that its nodes can pull their images; null for none.</summary>
    public PullLogins? PullLogins { get; init; }

    /// <inheritdoc />
    public string Endpoint => _api.Current.Endpoint.ToString();

    /// <inheritdoc />
    public System.Version? ApiVersion => _api.Current.ApiVersion;

    /// <inheritdoc />
    public Task<SystemInfoResponse> RequireManagerAsync(CancellationToken cancel) => _api.RequireAsync(cancel);

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
            using var response = await _api.GetAsync($"find the network {name}", CallKind.Reading, $"networks/{Uri.EscapeDataString(name)}?scope=swarm", null, cancel);
            using var json = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancel));
            return json.RootElement.GetProperty("Id").GetString();
        }
        catch (SwarmException e) when (IsGone(e))
        {
            return null;
        }
    }

    /// <inheritdoc />
    public Task RemoveNetworkAsync(string id, CancellationToken cancel) =>
        RemoveAsync($"remove the network {id}", (d, c) => d.Networks.DeleteNetworkAsync(id, c), cancel);

    /// <inheritdoc />
    public Task RemoveConfigAsync(string id, CancellationToken cancel) =>
        RemoveAsync($"remove the config {id}", (d, c) => d.Configs.RemoveConfigAsync(id, c), cancel);

    /// <inheritdoc />
    public Task RemoveSecretAsync(string id, CancellationToken cancel) =>
        RemoveAsync($"remove the secret {id}", (d, c) => d.Secrets.DeleteAsync(id, c), cancel);

    /// <inheritdoc />
    public async Task<SwarmService?> InspectServiceAsync(string id, CancellationToken cancel)
    {
        try
        {
            return await _api.CallAsync($"read the service {id}", CallKind.Reading, (d, c) => d.Swarm.InspectServiceAsync(id, c), cancel);
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
        var errors = new RegistryErrors(image, login, Endpoint);
        var kind = new CallKind(CallKind.Reading.Timeout, Repeat.Never) { Explain = errors.Explain };
        using var response = await _api.GetAsync($"ask the registry for {image}", kind, $"distribution/{image}/json", headers, cancel);
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
        using var response = await _api.GetAsync($"read the log of {id}", new(LogPatience, Repeat.Never), path, null, cancel);
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
        [.. await _api.CallAsync(what, CallKind.Reading, list, cancel) ?? []];

    private async Task RemoveAsync(string what, Func<DockerClient, CancellationToken, Task> remove, CancellationToken cancel)
    {
        try
        {
            await _api.CallAsync(what, CallKind.Rewriting, async (d, c) => { await remove(d, c); return true; }, cancel);
        }
        catch (SwarmException e) when (IsGone(e))
        {
            // Somebody else was faster; that is what was wanted.
        }
    }

    private static bool IsGone(SwarmException error) => error.InnerException is DockerApiException { StatusCode: HttpStatusCode.NotFound };
}
