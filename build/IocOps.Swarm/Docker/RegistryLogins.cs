using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace IocOps.Swarm.Docker;

/// <summary>Logins for registries as <c>docker login</c> keeps them: in <c>config.json</c> or with a credential helper.</summary>
/// <param name="environment">Where the configuration is.</param>
public sealed class RegistryLogins(DockerEnvironment environment)
{
    /// <summary>The name of Docker Hub in the configuration.</summary>
    private const string Hub = "https://index.docker.io/v1/";

    private static readonly TimeSpan HelperPatience = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, Lazy<Task<RegistryLogin?>>> _known = new(StringComparer.Ordinal);

    /// <summary>The login for an image's registry; null where there is none. Looked up once per registry.</summary>
    /// <exception cref="SwarmException">The configuration can't be read, or a helper fails; without any secret in it.</exception>
    public Task<RegistryLogin?> FindAsync(string image, CancellationToken cancel) =>
        _known.GetOrAdd(ServerOf(image), server => new(() => LookUpAsync(server))).Value.WaitAsync(cancel);

    private async Task<RegistryLogin?> LookUpAsync(string server)
    {
        var file = Path.Combine(environment.ConfigFolder, "config.json");
        if (!File.Exists(file)) return null;
        try
        {
            using var json = JsonDocument.Parse(await File.ReadAllBytesAsync(file));
            var helper = Text(Member(json.RootElement, "credHelpers"), server) ?? Text(json.RootElement, "credsStore");
            return helper is not null ? await FromHelperAsync(helper, server) : FromFile(Member(json.RootElement, "auths"), server);
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException or FormatException)
        {
            throw new SwarmException($"The registry logins in {file} can't be read: {e.Message}", e);
        }
    }

    /// <summary>As people call it.</summary>
    internal static string NameOf(string server) => server == Hub ? "docker.io" : server;

    /// <summary>The part before the first slash where it looks like a host (distribution/reference's rule), else Docker Hub.</summary>
    internal static string ServerOf(string image)
    {
        var slash = image.IndexOf('/', StringComparison.Ordinal);
        var first = slash < 0 ? "" : image[..slash];
        var isHost = first.Contains('.', StringComparison.Ordinal) || first.Contains(':', StringComparison.Ordinal) || first == "localhost";
        return !isHost || first is "docker.io" or "index.docker.io" ? Hub : first;
    }

    private static RegistryLogin? FromFile(JsonElement auths, string server)
    {
        if (auths.ValueKind != JsonValueKind.Object) return null;
        // Old versions wrote an address, new ones a host name.
        var entry = auths.EnumerateObject().FirstOrDefault(e => e.Name == server || Host(e.Name) == server).Value;
        if (entry.ValueKind != JsonValueKind.Object) return null;
        var token = Text(entry, "identitytoken") ?? "";
        // Both at once in base64, or side by side as other programs than docker write them.
        var pair = Text(entry, "auth") is { } auth ? Encoding.UTF8.GetString(Convert.FromBase64String(auth)).Split(':', 2) : [Text(entry, "username") ?? "", Text(entry, "password") ?? ""];
        if (pair.Length < 2 || (pair[0].Length == 0 && token.Length == 0)) return null;
        return new RegistryLogin(server, pair[0], token.Length > 0 ? "" : pair[1].TrimEnd('\0'), token);
    }

    private static string Host(string address) => Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Host.Length > 0 ? uri.Authority : address;

    /// <summary>Asks <c>docker-credential-NAME get</c>; that it knows none is no error (docker-credential-helpers).</summary>
    private async Task<RegistryLogin?> FromHelperAsync(string helper, string server)
    {
        if (helper.AsSpan().ContainsAny("/\\ ")) throw new SwarmException($"The credential helper '{helper}' of the docker configuration is no name");
        var program = "docker-credential-" + helper;
        using var limited = new CancellationTokenSource(HelperPatience);
        var start = new ProcessStartInfo(environment.FindProgram(program) ?? program, "get") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        Process? process = null;
        try
        {
            process = Process.Start(start)!;
            _ = process.StandardError.ReadToEndAsync(limited.Token);
            var answer = process.StandardOutput.ReadToEndAsync(limited.Token);
            await AskAsync(process, server, limited.Token);
            await process.WaitForExitAsync(limited.Token);
            if (process.ExitCode == 0) return FromAnswer(program, await answer, server);
            return (await answer).Contains("credentials not found", StringComparison.Ordinal)
                ? null
                : throw new SwarmException($"{program} could not give the login for {NameOf(server)}: {LogText.Clean(await answer).Trim()}");
        }
        catch (Win32Exception e)
        {
            throw new SwarmException($"The docker configuration names the credential helper {program}, which can't be started: {e.Message}", e);
        }
        catch (OperationCanceledException e)
        {
            process?.Kill(entireProcessTree: true);
            throw new SwarmException($"{program} did not answer within {HelperPatience.TotalSeconds:0} s", e);
        }
        finally
        {
            process?.Dispose();
        }
    }

    private static async Task AskAsync(Process process, string server, CancellationToken cancel)
    {
        try
        {
            await process.StandardInput.WriteAsync(server.AsMemory(), cancel);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading; its exit code says more.
        }
    }

    // What a helper says is never shown: it may be a secret.
    private static RegistryLogin? FromAnswer(string program, string answer, string server)
    {
        try
        {
            using var json = JsonDocument.Parse(answer);
            var (user, secret) = (Text(json.RootElement, "Username") ?? "", Text(json.RootElement, "Secret") ?? "");
            if (secret.Length == 0) return null;
            return user == "<token>" ? new RegistryLogin(server, "", "", secret) : new RegistryLogin(server, user, secret, "");
        }
        catch (JsonException)
        {
            throw new SwarmException($"{program} gave something else than a login for {NameOf(server)}: it should be JSON with Username and Secret");
        }
    }

    private static JsonElement Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;

    private static string? Text(JsonElement element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.String } value && value.GetString() is { Length: > 0 } text ? text : null;
}
