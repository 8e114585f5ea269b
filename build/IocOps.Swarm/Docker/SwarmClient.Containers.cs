using System.Globalization;
using System.Text;
using System.Text.Json;

namespace IocOps.Swarm.Docker;

// Into the containers of this engine.
public sealed partial class SwarmClient : IContainers
{
    /// <inheritdoc />
    public async Task<HealthResult?> LastHealthAsync(string id, CancellationToken cancel)
    {
        var filters = Uri.EscapeDataString($$"""{"id":["{{JsonEncodedText.Encode(id)}}"]}""");
        using var found = await ReadAsync("list the containers", $"containers/json?all=1&filters={filters}", cancel);
        if (found.RootElement.GetArrayLength() == 0) return null;
        using var json = await ReadAsync($"read the container {id}", $"containers/{Uri.EscapeDataString(id)}/json", cancel);
        if (!json.RootElement.GetProperty("State").TryGetProperty("Health", out var health) || health.ValueKind != JsonValueKind.Object) return null;
        if (!health.TryGetProperty("Log", out var log) || log.ValueKind != JsonValueKind.Array || log.GetArrayLength() == 0) return null;
        var runs = log.EnumerateArray().Select(r => new HealthResult(r.GetProperty("ExitCode").GetInt32(), LogText.CleanLines(r.GetProperty("Output").GetString() ?? ""))).ToList();
        // A run that the engine kills with the container says nothing.
        return runs[^1].ExitCode == 0 ? runs[^1] : runs.FindLast(r => r is { ExitCode: not 0, Output.Length: > 0 }) ?? runs[^1];
    }

    /// <inheritdoc />
    public async Task<IReadOnlySet<string>> ImagesAsync(CancellationToken cancel)
    {
        using var json = await ReadAsync("list the images", "images/json", cancel);
        string[] lists = ["RepoTags", "RepoDigests"];
        return json.RootElement.EnumerateArray().SelectMany(i => lists.Select(l => i.GetProperty(l)))
            .Where(l => l.ValueKind == JsonValueKind.Array).SelectMany(l => l.EnumerateArray()).Select(n => n.GetString() ?? "").ToHashSet(StringComparer.Ordinal);
    }

    /// <inheritdoc />
    public async Task<bool> HasVolumeAsync(string name, CancellationToken cancel)
    {
        // Filters match parts of names.
        var filters = Uri.EscapeDataString($$"""{"name":["{{JsonEncodedText.Encode(name)}}"]}""");
        using var json = await ReadAsync("list the volumes", $"volumes?filters={filters}", cancel);
        return json.RootElement.GetProperty("Volumes") is { ValueKind: JsonValueKind.Array } volumes && volumes.EnumerateArray().Any(v => v.GetProperty("Name").GetString() == name);
    }

    /// <inheritdoc />
    public async Task<ContainerFacts> InspectContainerAsync(string id, CancellationToken cancel)
    {
        using var json = await ReadAsync($"read the container {id}", $"containers/{Uri.EscapeDataString(id)}/json", cancel);
        var config = json.RootElement.GetProperty("Config");
        return new(config.GetProperty("Tty").GetBoolean(), config.GetProperty("OpenStdin").GetBoolean());
    }

    /// <inheritdoc />
    public Task<Stream> AttachAsync(string id, CancellationToken cancel) =>
        _api.UpgradeAsync($"attach to the container {id}", CallKind.Inside, $"containers/{Uri.EscapeDataString(id)}/attach?stream=1&stdin=1&stdout=1&stderr=1", "", cancel);

    /// <inheritdoc />
    public async Task ResizeAsync(string id, bool isExec, (int Width, int Height) size, CancellationToken cancel)
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"{(isExec ? "exec" : "containers")}/{Uri.EscapeDataString(id)}/resize?h={size.Height}&w={size.Width}");
        using var answer = await _api.PostAsync("set the size of the terminal", CallKind.Inside, path, "", cancel);
    }

    /// <inheritdoc />
    public async Task<(string Id, Stream Link)> ExecAsync(string container, ExecRequest request, CancellationToken cancel)
    {
        var what = $"start {request.Command[0]} in the container {container}";
        using var made = await _api.PostAsync(what, CallKind.Inside, $"containers/{Uri.EscapeDataString(container)}/exec", Body(request), cancel);
        using var json = JsonDocument.Parse(await made.Content.ReadAsByteArrayAsync(cancel));
        var id = json.RootElement.GetProperty("Id").GetString()!;
        var start = request.Terminal ? """{"Detach":false,"Tty":true}""" : """{"Detach":false,"Tty":false}""";
        return (id, await _api.UpgradeAsync(what, CallKind.Inside, $"exec/{id}/start", start, cancel));
    }

    /// <inheritdoc />
    public async Task<long?> ExecExitCodeAsync(string id, CancellationToken cancel)
    {
        using var json = await ReadAsync("read the exit code", $"exec/{id}/json", cancel);
        var code = json.RootElement.GetProperty("ExitCode");
        return json.RootElement.GetProperty("Running").GetBoolean() || code.ValueKind != JsonValueKind.Number ? null : code.GetInt64();
    }

    private async Task<JsonDocument> ReadAsync(string what, string path, CancellationToken cancel)
    {
        using var response = await _api.GetAsync(what, CallKind.Inside, path, null, cancel);
        return JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancel));
    }

    private static string Body(ExecRequest request)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteBoolean("AttachStdin", request.Terminal);
            json.WriteBoolean("AttachStdout", true);
            json.WriteBoolean("AttachStderr", true);
            json.WriteBoolean("Tty", request.Terminal);
            Views.JsonStyle.Strings(json, "Env", request.Environment);
            Views.JsonStyle.Strings(json, "Cmd", request.Command);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
