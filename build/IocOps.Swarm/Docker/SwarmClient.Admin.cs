using System.Globalization;
using System.Text;
using Docker.DotNet.Models;

namespace IocOps.Swarm.Docker;

// What running a swarm needs.
public sealed partial class SwarmClient : ISwarmAdmin
{
    private static readonly TimeSpan JoinPatience = TimeSpan.FromSeconds(60), JoinPause = TimeSpan.FromMilliseconds(250);

    // A manager that just lost its leader takes 20 s to say so.
    /// <inheritdoc />
    public Task<SystemInfoResponse> InfoAsync(CancellationToken cancel) =>
        _api.CallAsync("say who it is", CallKind.Reading, (d, c) => d.System.GetSystemInfoAsync(c), cancel);

    /// <inheritdoc />
    public Task<SwarmInspectResponse> InspectSwarmAsync(CancellationToken cancel) =>
        _api.CallAsync("read the swarm", CallKind.Reading, (d, c) => d.Swarm.InspectSwarmAsync(c), cancel);

    /// <inheritdoc />
    public Task<string> InitAsync(SwarmInitParameters swarm, CancellationToken cancel) =>
        _api.CallAsync("make a swarm", CallKind.Membership, (d, c) => d.Swarm.InitSwarmAsync(swarm, c), cancel);

    /// <inheritdoc />
    public Task<string> UnlockKeyAsync(CancellationToken cancel) =>
        _api.CallAsync("read the unlock key", CallKind.Reading, async (d, c) => (await d.Swarm.GetSwarmUnlockKeyAsync(c)).UnlockKey ?? "", cancel);

    /// <inheritdoc />
    public async Task<string> ReadJsonAsync(string path, CancellationToken cancel)
    {
        using var response = await _api.GetAsync($"read {path}", CallKind.Reading, path, null, cancel);
        return Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync(cancel));
    }

    /// <inheritdoc />
    public async Task JoinAsync(SwarmJoinParameters swarm, CancellationToken cancel)
    {
        try
        {
            await _api.CallAsync("join the swarm", CallKind.Membership, async (d, c) => { await d.Swarm.JoinSwarmAsync(swarm, c); return true; }, cancel);
        }
        catch (SwarmException e) when (e.Message.Contains("continue in the background", StringComparison.Ordinal))
        {
            // The engine waits 20 s for a busy swarm, and goes on without us.
            await JoinedAsync(e, cancel);
        }
    }

    private async Task JoinedAsync(SwarmException slow, CancellationToken cancel)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        while ((await InfoAsync(cancel)).Swarm is var now && now?.LocalNodeState != "active")
        {
            if (now?.LocalNodeState != "pending" || watch.Elapsed > JoinPatience) throw slow;
            await Task.Delay(JoinPause, cancel);
        }
    }

    /// <inheritdoc />
    public Task LeaveAsync(bool force, CancellationToken cancel) => _api.CallAsync(
        "leave the swarm",
        CallKind.Membership,
        async (d, c) => { await d.Swarm.LeaveSwarmAsync(new SwarmLeaveParameters { Force = force }, c); return true; },
        cancel);

    /// <inheritdoc />
    public async Task UnlockAsync(string key, CancellationToken cancel)
    {
        using var json = new MemoryStream();
        await using (var writer = new System.Text.Json.Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            writer.WriteString("UnlockKey", key);
            writer.WriteEndObject();
        }

        using var _ = await _api.PostAsync("unlock the swarm", CallKind.Membership, "swarm/unlock", Encoding.UTF8.GetString(json.ToArray()), cancel);
    }

    /// <inheritdoc />
    public Task RotateTokenAsync(JoinRole role, CancellationToken cancel) =>
        RotateAsync($"make a new {role.ToString().ToLowerInvariant()} token", $"rotate{role}Token", cancel);

    /// <inheritdoc />
    public Task RotateUnlockKeyAsync(CancellationToken cancel) => RotateAsync("make a new unlock key", "rotateManagerUnlockKey", cancel);

    // Not through the typed client: it lower-cases the key of the query, and the engine then rotates nothing and says 200. The settings go
    // back byte by byte as the engine gave them, so that nothing that our models do not know is lost.
    private async Task RotateAsync(string what, string query, CancellationToken cancel)
    {
        using var read = await _api.GetAsync("read the swarm", CallKind.Reading, "swarm", null, cancel);
        using var swarm = System.Text.Json.JsonDocument.Parse(await read.Content.ReadAsByteArrayAsync(cancel));
        var version = swarm.RootElement.GetProperty("Version").GetProperty("Index").GetUInt64();
        var spec = swarm.RootElement.GetProperty("Spec").GetRawText();
        var path = string.Create(CultureInfo.InvariantCulture, $"swarm/update?version={version}&{query}=true");
        using var _ = await _api.PostAsync(what, CallKind.Writing, path, spec, cancel);
    }

    /// <inheritdoc />
    public Task UpdateNodeAsync(string id, ulong version, NodeUpdateParameters node, CancellationToken cancel) => _api.CallAsync(
        $"change the node {id}", CallKind.Rewriting, async (d, c) => { await d.Swarm.UpdateNodeAsync(id, version, node, c); return true; }, cancel);

    /// <inheritdoc />
    public Task RemoveNodeAsync(string id, bool force, CancellationToken cancel) =>
        RemoveAsync($"remove the node {id}", (d, c) => d.Swarm.RemoveNodeAsync(id, force, c), cancel);

    /// <inheritdoc />
    public async Task<IReadOnlyList<string>> InspectServicesAsJsonAsync(IReadOnlyList<string> ids, CancellationToken cancel)
    {
        var texts = new List<string>(ids.Count);
        foreach (var id in ids)
        {
            try
            {
                using var response = await _api.GetAsync($"read the service {id}", CallKind.Reading, $"services/{Uri.EscapeDataString(id)}", null, cancel);
                texts.Add(Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync(cancel)));
            }
            catch (SwarmException e) when (IsGone(e))
            {
                // Removed since it was listed.
            }
        }

        return texts;
    }
}
