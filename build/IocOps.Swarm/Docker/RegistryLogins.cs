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

    /// <summary>The login for an image's registry; null where there is none.</summary>
    /// <exception cref="SwarmException">The configuration can't be read, or a helper fails; without any secret in it.</exception>
    public async Task<RegistryLogin?> FindAsync(string image, CancellationToken cancel)
    {
        var file = Path.Combine(environment.ConfigFolder, "config.json");
        if (!File.Exists(file)) return null;
        var server = ServerOf(image);
        try
        {
            using var json = JsonDocument.Parse(await File.ReadAllBytesAsync(file, cancel));
            var helper = Text(Member(json.RootElement, "credHelpers"), server) ?? Text(json.RootElement, "credsStore");
            return helper is not null ? await FromHelperAsync(helper, server, cancel) : FromFile(Member(json.RootElement, "auths"), server);
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException or FormatException)
        {
            throw new SwarmException($"The registry logins in {file} can't be read: {e.Message}", e);
        }
    }

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
        var entry = auths.EnumerateObject().FirstOrDefault(e => e.Name == server || Host(e.Name) == server);
        if (entry.Value.ValueKind != JsonValueKind.Object) return null;
        var token = Text(entry.Value, "identitytoken") ?? "";
        var pair = Encoding.UTF8.GetString(Convert.FromBase64String(Text(entry.Value, "auth") ?? "")).Split(':', 2);
        return pair.Length == 2 ? new RegistryLogin(server, pair[0], token.Length > 0 ? "" : pair[1].TrimEnd('\0'), token) : null;
    }

    private static string Host(string address) => Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Host.Length > 0 ? uri.Authority : address;

    /// <summary>Asks <c>docker-credential-NAME get</c>; that it knows none is no error (docker-credential-helpers).</summary>
    private static async Task<RegistryLogin?> FromHelperAsync(string helper, string server, CancellationToken cancel)
    {
        if (helper.AsSpan().ContainsAny("/\\ ")) throw new SwarmException($"The credential helper '{helper}' of the docker configuration is no name");
        var program = "docker-credential-" + helper;
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limited.CancelAfter(HelperPatience);
        var start = new ProcessStartInfo(program, "get") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using var process = Process.Start(start)!;
            await process.StandardInput.WriteAsync(server.AsMemory(), limited.Token);
            process.StandardInput.Close();
            var answer = process.StandardOutput.ReadToEndAsync(limited.Token);
            var complaint = process.StandardError.ReadToEndAsync(limited.Token);
            await process.WaitForExitAsync(limited.Token);
            await complaint;
            return process.ExitCode == 0 ? FromAnswer(await answer, server)
                : (await answer).Contains("credentials not found", StringComparison.Ordinal) ? null
                : throw new SwarmException($"{program} could not give the login for {server}: {LogText.Clean(await answer).Trim()}");
        }
        catch (Win32Exception e)
        {
            throw new SwarmException($"The docker configuration names the credential helper {program}, which can't be started: {e.Message}", e);
        }
        catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
        {
            throw new SwarmException($"{program} did not answer within {HelperPatience.TotalSeconds:0} s", e);
        }
    }

    private static RegistryLogin? FromAnswer(string answer, string server)
    {
        using var json = JsonDocument.Parse(answer);
        var (user, secret) = (Text(json.RootElement, "Username") ?? "", Text(json.RootElement, "Secret") ?? "");
        return user == "<token>" ? new RegistryLogin(server, "", "", secret) : new RegistryLogin(server, user, secret, "");
    }

    private static JsonElement Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;

    private static string? Text(JsonElement element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.String } value && value.GetString() is { Length: > 0 } text ? text : null;
}
