using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using IocOps.Core;

namespace IocOps.Swarm.Docker;

/// <summary>Finds the engine in the order of the docker command (cli/command, resolveContextName).</summary>
internal sealed partial class EndpointResolver(DockerEnvironment environment)
{
    internal IReadOnlyList<DockerEndpoint> Resolve(EndpointChoice choice)
    {
        var (host, context) = (Given(choice.Host), Given(choice.Context));
        if (host is not null && context is not null)
            throw new SwarmException("--docker-host and --docker-context both name an engine; give only one of them") { IsUsage = true };
        if (context is not null) return FromContexts(context, "--docker-context");
        if (host is not null) return FromHosts(host, "--docker-host");
        if (environment.Get("DOCKER_HOST") is { } variable) return FromHosts(variable, "DOCKER_HOST");
        if (environment.Get("DOCKER_CONTEXT") is { } named) return FromContexts(named, "DOCKER_CONTEXT");
        return [CurrentContext() is { } current ? FromContext(current, "the docker configuration") : Default()];
    }

    /// <summary>The engines of all docker contexts that can be read.</summary>
    internal IReadOnlyList<DockerEndpoint> Contexts()
    {
        var found = new List<DockerEndpoint>();
        foreach (var name in ContextNames(Path.Combine(environment.ConfigFolder, "contexts")).Order(StringComparer.Ordinal))
        {
            try
            {
                found.Add(FromContext(name, "the docker configuration"));
            }
            catch (SwarmException)
            {
                // A context that can't be used is no engine.
            }
        }

        return found;
    }

    private DockerEndpoint[] FromHosts(string addresses, string source) => Several(Addresses().Split(addresses), addresses, source, a => FromHost(a, source));

    private DockerEndpoint[] FromContexts(string names, string source) => Several(names.Split(','), names, source, n => FromContext(n, source));

    private static DockerEndpoint[] Several(string[] texts, string all, string source, Func<string, DockerEndpoint> read)
    {
        if (texts.Length > 1 && texts.Any(string.IsNullOrWhiteSpace)) throw new SwarmException($"'{all}' (from {source}) has a comma with nothing beside it") { IsUsage = true };
        return [.. texts.Select(t => read(t.Trim())).DistinctBy(e => e.ToString())];
    }

    // A path may have commas of its own.
    [GeneratedRegex(@",(?=\s*[a-z]+://)|(?<!(unix|npipe):[^,]*),", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Addresses();

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private DockerEndpoint FromHost(string address, string source) => DockerEndpoint.Parse(address, source, VariableTls());

    /// <summary>As the docker command: any value of DOCKER_TLS_VERIFY means yes, DOCKER_TLS means TLS without verification.</summary>
    private TlsMaterial? VariableTls()
    {
        var verify = environment.Get("DOCKER_TLS_VERIFY") is not null;
        if (!verify && environment.Get("DOCKER_TLS") is null) return null;
        var named = environment.Get("DOCKER_CERT_PATH");
        var material = TlsMaterial.FromFolder(named ?? environment.ConfigFolder, !verify);
        // As the docker command: who names a folder means the authority in it, and would else be told that the engine's certificate is wrong.
        return named is null || !verify || material.CaFile is not null
            ? material
            : throw new SwarmException($"There is no ca.pem in {named} (from DOCKER_CERT_PATH); DOCKER_TLS_VERIFY wants the authority that signed the engine's certificate there, and cert.pem and key.pem beside it") { IsUsage = true };
    }

    private DockerEndpoint Default()
    {
        if (environment.IsWindows) return DockerEndpoint.Parse("npipe:////./pipe/docker_engine", "the default");
        return DockerEndpoint.Parse("unix://" + environment.DefaultSocket, "the default");
    }

    private string? CurrentContext()
    {
        var file = Path.Combine(environment.ConfigFolder, "config.json");
        if (!File.Exists(file)) return null;
        using var json = ReadJson(file);
        return Given(Text(json.RootElement, "currentContext"));
    }

    private DockerEndpoint FromContext(string name, string source)
    {
        // The docker command's "default" context means DOCKER_HOST, too.
        if (name == "default") return environment.Get("DOCKER_HOST") is { } variable ? FromHost(variable, "DOCKER_HOST") : Default();
        var folder = Path.Combine(environment.ConfigFolder, "contexts");
        var id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
        var file = Path.Combine(folder, "meta", id, "meta.json");
        if (!File.Exists(file)) throw new SwarmException(NoSuchContext(name, source, folder)) { IsUsage = true };
        using var json = ReadJson(file);
        if (!json.RootElement.TryGetProperty("Endpoints", out var endpoints) || !endpoints.TryGetProperty("docker", out var docker)
            || Text(docker, "Host") is not { } host)
            throw new SwarmException($"The docker context '{name}' (from {source}) has no docker endpoint; see `docker context inspect {name}`");
        var skip = docker.TryGetProperty("SkipTLSVerify", out var flag) && flag.ValueKind == JsonValueKind.True;
        var material = TlsMaterial.FromFolder(Path.Combine(folder, "tls", id, "docker"), skip);
        var wantsTls = skip || material.CaFile is not null || material.CertFile is not null;
        return DockerEndpoint.Parse(host, $"context \"{name}\"", wantsTls ? material : null);
    }

    private static string NoSuchContext(string name, string source, string folder)
    {
        var names = ContextNames(folder).Order(StringComparer.Ordinal).ToList();
        var hint = names.Count == 0 ? "there are no contexts; make one with `docker context create`" : $"there are: default, {string.Join(", ", names)}";
        var near = Nearest.Hint(name, names);
        return $"There is no docker context '{name}' (from {source}){near}; {hint}";
    }

    private static IEnumerable<string> ContextNames(string folder)
    {
        var meta = Path.Combine(folder, "meta");
        if (!Directory.Exists(meta)) yield break;
        foreach (var file in Directory.EnumerateFiles(meta, "meta.json", SearchOption.AllDirectories))
        {
            using var json = ReadJson(file);
            if (Text(json.RootElement, "Name") is { } name) yield return name;
        }
    }

    private static string? Text(JsonElement element, string property) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static JsonDocument ReadJson(string file)
    {
        try
        {
            return JsonDocument.Parse(File.ReadAllBytes(file));
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new SwarmException($"The docker configuration {file} can't be read: {e.Message}", e);
        }
    }
}
