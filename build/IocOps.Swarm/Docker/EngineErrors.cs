using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.Json;
using Docker.DotNet;
using Docker.DotNet.Models;

namespace IocOps.Swarm.Docker;

/// <summary>Turns what goes wrong between us and an engine into one sentence: what, where, what to do.</summary>
internal sealed class EngineErrors(DockerEndpoint endpoint)
{
    private string Where => $"{endpoint} (from {endpoint.Source})";

    internal SwarmException TimedOut(string what, TimeSpan after, Exception inner) => new(
        $"The engine at {Where} did not answer within {after.TotalSeconds:0.#} s to {what}; is it overloaded, or is the swarm without a leader?", inner)
    {
        IsLeaderless = true,
        IsUnavailable = true,
    };

    /// <summary>Why an engine that answers is no manager that can serve; null where it is one.</summary>
    internal SwarmException? NoManager(SystemInfoResponse info)
    {
        var swarm = info.Swarm;
        var trouble = swarm?.LocalNodeState switch
        {
            null or "" or "inactive" => ManagerTrouble("is not a swarm manager"),
            "locked" => ManagerTrouble("is locked"),
            "pending" => $"{Where} is still joining its swarm; wait a moment, and look at `docker info` there",
            "error" => $"The swarm of {Where} is broken: {LogText.Clean(swarm.Error ?? "").Trim()}",
            _ when !swarm!.ControlAvailable => ManagerTrouble("worker node"),
            // An active manager that can't read the cluster says why, and leaves the cluster out.
            _ when !string.IsNullOrEmpty(swarm.Error) => ManagerTrouble(swarm.Error) ?? $"The swarm of {Where} has trouble: {LogText.Clean(swarm.Error)}",
            _ => null,
        };
        return trouble is null ? null : new SwarmException(trouble) { IsUnavailable = true, IsUndone = true, IsLeaderless = IsLeaderless(swarm?.Error ?? "") };
    }

    /// <summary>What answers a ping does not answer as an engine does.</summary>
    internal SwarmException NoEngine(int status, string body) => new(body.Contains("HTTP request to an HTTPS server", StringComparison.Ordinal)
        ? $"{Where} speaks TLS only; set DOCKER_TLS_VERIFY=1 and DOCKER_CERT_PATH, or use a docker context with certificates"
        : $"What answers at {Where} is no Docker engine: it names no API version (HTTP {status})");

    internal SwarmException Explain(string what, Exception error)
    {
        for (Exception? e = error; e is not null; e = e.InnerException)
        {
            var told = e switch
            {
                SwarmException ours => ours,
                DockerApiException api => Refused(what, api),
                SocketException socket => Unreachable(socket),
                AuthenticationException tls => Tls(tls, error),
                SshException ssh => Ssh(ssh),
                TimeoutException => Away($"Nobody answers at {Where}; is Docker running there?", error),
                _ => null,
            };
            if (told is not null) return told;
        }

        return error is HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded or HttpRequestError.InvalidResponse } or IOException
            ? new SwarmException($"The connection to {Where} broke: {Innermost(error)}", error) { IsUnavailable = true }
            : new SwarmException($"Docker at {Where} could not {what}: {Innermost(error)}", error) { IsUnavailable = error is HttpRequestException };
    }

    /// <summary>Nobody was reached, so that nothing was done.</summary>
    private static SwarmException Away(string message, Exception inner) => new(message, inner) { IsUnavailable = true, IsUndone = true };

    private SwarmException Ssh(SshException error)
    {
        var port = endpoint.Port > 0 ? $"-p {endpoint.Port} " : "";
        var user = endpoint.User is null ? "" : $"{endpoint.User}@";
        return new SwarmException($"{Where} is not reached: {error.Message.TrimEnd('.')}; `ssh {port}{user}{endpoint.Host} docker version` must work here without asking anything", error) { IsUnavailable = true };
    }

    private static string Innermost(Exception error) => error.GetBaseException().Message.Trim().TrimEnd('.');

    private SwarmException Unreachable(SocketException error)
    {
        var text = error.SocketErrorCode switch
        {
            SocketError.AccessDenied => $"No permission to use {Where}; run as root or as a member of the socket's group (usually docker)",
            SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported when endpoint.Kind == EndpointKind.Unix =>
                $"There is no Docker socket {Where}; start Docker Engine, or name another engine with --docker-host, DOCKER_HOST or a docker context",
            SocketError.ConnectionRefused => $"Nobody listens at {Where}; start Docker Engine there, or name another engine with --docker-host",
            SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain =>
                $"The host name of {Where} is not known; correct it there, or name another engine with --docker-host",
            SocketError.TimedOut or SocketError.HostUnreachable or SocketError.NetworkUnreachable =>
                $"{Where} can't be reached; is the host up, and is the port open between here and there?",
            SocketError.ConnectionReset when endpoint.Kind == EndpointKind.Tcp => $"The connection to {Where} failed: {error.Message}; {TlsHint}",
            _ => $"The connection to {Where} failed: {error.Message}",
        };
        // These also end a connection over which something was asked already.
        var isUndone = error.SocketErrorCode is not (SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown
            or SocketError.TimedOut or SocketError.HostUnreachable or SocketError.NetworkUnreachable);
        return new SwarmException(text, error) { IsUnavailable = true, IsUndone = isUndone };
    }

    // With TLS 1.3 an engine that refuses the client's certificate may do no more than close; one with TLS does so to a client without it.
    private string TlsHint => endpoint.Tls is null
        ? "an engine that wants TLS does this: DOCKER_TLS_VERIFY=1 and DOCKER_CERT_PATH, or a docker context, say so"
        : "an engine that does not accept the client's certificate does this: check cert.pem and key.pem (DOCKER_CERT_PATH, or of the docker context)";

    private SwarmException Tls(AuthenticationException tls, Exception whole)
    {
        // .NET names the mismatch or the chain's errors in its message; the alert of the other side comes as an inner exception.
        var reason = tls.Message.Contains("RemoteCertificateNameMismatch", StringComparison.Ordinal)
            ? $"its certificate is not for the name '{endpoint.Host}'"
            : tls.Message.Contains("certificate chain", StringComparison.Ordinal) || tls.Message.Contains("RemoteCertificateChainErrors", StringComparison.Ordinal)
            ? "its certificate is not signed by the authority in ca.pem"
            : Innermost(tls);
        return Away(
            $"No TLS connection to {Where}: {reason}; check ca.pem, cert.pem and key.pem (DOCKER_CERT_PATH, or of the docker context)", whole);
    }

    /// <summary>The engine answered, with an error. Status codes and texts are those of moby 20.10 to 29.</summary>
    private SwarmException Refused(string what, DockerApiException error)
    {
        var said = Said(error.ResponseBody);
        if (said.Contains("update out of sequence", StringComparison.Ordinal))
            return new StaleVersionException($"Could not {what}: somebody else changed it meanwhile", error);
        if (ManagerTrouble(said) is { } trouble)
            return new SwarmException(trouble, error) { IsLeaderless = IsLeaderless(said), IsUnavailable = true, IsUndone = !IsLeaderless(said) || IsRefusal(said) };
        if (said.Contains(" in use by ", StringComparison.Ordinal)) return new InUseException($"Could not {what}: {said}", error);
        if (error.StatusCode == HttpStatusCode.Conflict || said.Contains("AlreadyExists", StringComparison.Ordinal))
            return new NameTakenException($"Could not {what}: {said}", error);
        return new SwarmException($"Docker at {endpoint} could not {what}: {said} (HTTP {(int)error.StatusCode})", error);
    }

    /// <summary>The sentence for what swarm managers say when they can't serve; null for anything else.</summary>
    internal string? ManagerTrouble(string said)
    {
        if (said.Contains("needs to be unlocked", StringComparison.Ordinal) || said.Contains("is locked", StringComparison.Ordinal))
            return $"The swarm of {Where} is locked, as managers of an autolocked swarm are after a start of their engine: UnlockSwarm with its key unlocks this one";
        if (IsLeaderless(said))
            return $"The swarm of {Where} has no leader: its managers choose a new one just now, or too few of them are up; try again in some seconds, then bring managers back until more than half of them are up, or, where they are gone for good, run ForceNewCluster on one that is left";
        if (said.Contains("Worker nodes can't", StringComparison.Ordinal) || said.Contains("worker node", StringComparison.OrdinalIgnoreCase))
            return $"{Where} is a worker, not a manager; name a manager of the swarm with --docker-host";
        return said.Contains("is not a swarm manager", StringComparison.Ordinal)
            ? $"{Where} is not part of a swarm; make it one with InitSwarm or JoinSwarm, or name a manager with --docker-host"
            : null;
    }

    // The last one is of Engine 20.10, after 20 s without an answer from a leader.
    private static bool IsLeaderless(string said) =>
        said.Contains("does not have a leader", StringComparison.Ordinal) || said.Contains("lost quorum", StringComparison.OrdinalIgnoreCase)
        || said.Contains("lost leader status", StringComparison.OrdinalIgnoreCase) || said.Contains("no elected primary", StringComparison.OrdinalIgnoreCase) || said.Contains("context deadline exceeded", StringComparison.Ordinal);

    /// <summary>Said before anything was tried; after the other words it may have been done.</summary>
    private static bool IsRefusal(string said) =>
        said.Contains("does not have a leader", StringComparison.Ordinal) || said.Contains("no elected primary", StringComparison.OrdinalIgnoreCase);

    internal static string Said(string? body)
    {
        var text = body ?? "";
        try
        {
            using var json = JsonDocument.Parse(text);
            if (json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("message", out var message))
                text = message.GetString() ?? text;
        }
        catch (JsonException)
        {
            // A proxy or an old engine answers in plain text.
        }

        const string Prefix = "desc = ";
        var at = text.IndexOf(Prefix, StringComparison.Ordinal);
        return LogText.Clean(at < 0 ? text : text[(at + Prefix.Length)..]).Trim();
    }
}
