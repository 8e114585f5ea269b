using System.Globalization;

namespace IocOps.Swarm.Docker;

/// <summary>How an engine is reached.</summary>
public enum EndpointKind
{
    /// <summary>A socket file on this machine.</summary>
    Unix,

    /// <summary>A named pipe of Windows.</summary>
    NamedPipe,

    /// <summary>TCP, with TLS where <see cref="DockerEndpoint.Tls"/> is set.</summary>
    Tcp,

    /// <summary>The system's <c>ssh</c>, which runs <c>docker system dial-stdio</c> on the other machine.</summary>
    Ssh,
}

/// <summary>Which engine to talk to, and who said so.</summary>
/// <param name="Kind">How it is reached.</param>
/// <param name="Host">Of TCP and ssh; empty else.</param>
/// <param name="Port">Of TCP and ssh; 0 where ssh shall decide.</param>
/// <param name="Path">Of the socket or pipe; for ssh the socket on the other machine, empty for its default.</param>
/// <param name="User">For ssh; null where ssh shall decide.</param>
/// <param name="Source">Who chose it, for messages: <c>DOCKER_HOST</c>, <c>context "lab"</c>.</param>
public sealed record DockerEndpoint(EndpointKind Kind, string Host, int Port, string Path, string? User, string Source)
{
    /// <summary>What <see cref="Resolve"/> takes where nobody chose anything, as the docker command does.</summary>
    public const string DefaultSocket = "/var/run/docker.sock";

    /// <summary>Certificates for TLS; null for a plain connection.</summary>
    public TlsMaterial? Tls { get; init; }

    /// <summary>
    /// Finds the engine in the docker command's order: the options, DOCKER_HOST, DOCKER_CONTEXT, the current context of the docker
    /// configuration, the default socket.
    /// </summary>
    /// <param name="choice">What the command line says.</param>
    /// <param name="environment">Variables, home, operating system.</param>
    /// <exception cref="SwarmException">An address or context can't be used, or there are several; says which and where it comes from.</exception>
    public static DockerEndpoint Resolve(EndpointChoice choice, DockerEnvironment environment)
    {
        var all = ResolveAll(choice, environment);
        if (all.Count == 1) return all[0];
        throw new SwarmException($"This is about one engine, and {all[0].Source} names {all.Count}: {string.Join(", ", all)}; name the one that is meant with --docker-host") { IsUsage = true };
    }

    /// <summary>As <see cref="Resolve"/>, where several managers of a swarm may be named, with commas between them.</summary>
    /// <inheritdoc cref="Resolve"/>
    public static IReadOnlyList<DockerEndpoint> ResolveAll(EndpointChoice choice, DockerEnvironment environment) =>
        new EndpointResolver(environment).Resolve(choice);

    /// <summary>Reads an address as the docker command does: <c>unix://</c>, <c>tcp://</c>, <c>ssh://</c>, <c>npipe://</c>, <c>host:port</c>.</summary>
    /// <param name="address">The text.</param>
    /// <param name="source">Who gave it.</param>
    /// <param name="tls">Certificates where TLS was asked for.</param>
    /// <exception cref="SwarmException">It is none of these.</exception>
    public static DockerEndpoint Parse(string address, string source, TlsMaterial? tls = null)
    {
        var text = address.Trim();
        var at = text.IndexOf("://", StringComparison.Ordinal);
        var (scheme, rest) = at < 0 ? ("tcp", text) : (text[..at].ToLowerInvariant(), text[(at + 3)..]);
        return scheme switch
        {
            "unix" when rest.StartsWith('/') => new(EndpointKind.Unix, "", 0, rest, null, source),
            "npipe" when rest.Length > 0 => new(EndpointKind.NamedPipe, "", 0, rest.Replace('\\', '/'), null, source),
            "https" => Network(EndpointKind.Tcp, rest, 2376) with { Tls = tls ?? TlsMaterial.SystemTrust },
            "tcp" or "http" => Network(EndpointKind.Tcp, rest, tls is null ? 2375 : 2376) with { Tls = tls },
            "ssh" => Network(EndpointKind.Ssh, rest, 0),
            _ => throw Bad(),
        };

        DockerEndpoint Network(EndpointKind kind, string authority, int port)
        {
            if (!Uri.TryCreate($"{(kind == EndpointKind.Ssh ? "ssh" : "tcp")}://{authority}", UriKind.Absolute, out var uri) || uri.Host.Length == 0
                || uri.Host.StartsWith('-') || uri.UserInfo.StartsWith('-') || uri.UserInfo.Contains(':', StringComparison.Ordinal)
                || (kind == EndpointKind.Tcp && (uri.AbsolutePath is not ("" or "/") || uri.UserInfo.Length > 0)))
                throw Bad();
            var path = kind == EndpointKind.Ssh && uri.AbsolutePath != "/" ? Uri.UnescapeDataString(uri.AbsolutePath) : "";
            return new(kind, uri.IdnHost, uri.Port > 0 ? uri.Port : port, path, uri.UserInfo is { Length: > 0 } user ? user : null, source);
        }

        SwarmException Bad() => new(
            $"'{address}' (from {source}) is no address of a Docker engine; use unix:///path, tcp://host:port, ssh://user@host or npipe:////./pipe/name")
        {
            IsUsage = true,
        };
    }

    /// <summary>The address as the docker command writes it.</summary>
    public override string ToString()
    {
        var port = Port > 0 ? string.Create(CultureInfo.InvariantCulture, $":{Port}") : "";
        var host = Host.Contains(':', StringComparison.Ordinal) && !Host.StartsWith('[') ? $"[{Host}]" : Host;
        return Kind switch
        {
            EndpointKind.Unix => $"unix://{Path}",
            EndpointKind.NamedPipe => $"npipe://{Path}",
            EndpointKind.Ssh => $"ssh://{(User is null ? "" : User + "@")}{host}{port}{Path}",
            _ => $"tcp://{host}{port}",
        };
    }
}

/// <summary>What the command line says about the engine.</summary>
/// <param name="Host">From <c>--docker-host</c>; several with commas.</param>
/// <param name="Context">From <c>--docker-context</c>; several with commas.</param>
public sealed record EndpointChoice(string? Host = null, string? Context = null);

/// <summary>All that the search for an engine may look at.</summary>
/// <param name="Variables">Environment variables.</param>
/// <param name="Home">The user's home, where <c>.docker</c> is.</param>
/// <param name="IsWindows">Decides the default.</param>
/// <param name="DefaultSocket">Path of the default socket; another one only in tests.</param>
public sealed record DockerEnvironment(
    IReadOnlyDictionary<string, string> Variables,
    string Home,
    bool IsWindows,
    string DefaultSocket = DockerEndpoint.DefaultSocket)
{
    /// <summary>Of this process.</summary>
    public static DockerEnvironment Current()
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (System.Collections.DictionaryEntry entry in Environment.GetEnvironmentVariables())
            variables[(string)entry.Key] = (string?)entry.Value ?? "";
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return new(variables, home, OperatingSystem.IsWindows());
    }

    /// <summary>A variable, null where it is not set or empty.</summary>
    public string? Get(string name) => Variables.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    /// <summary>The file of a program in the folders of PATH; null where the system has to find it.</summary>
    public string? FindProgram(string name) =>
        (Get("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Select(f => Path.Combine(f, name)).FirstOrDefault(File.Exists);

    /// <summary>The folder of the docker configuration: DOCKER_CONFIG or <c>.docker</c> in the home.</summary>
    public string ConfigFolder => Get("DOCKER_CONFIG") ?? Path.Combine(Home, ".docker");
}
