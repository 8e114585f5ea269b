using Docker.DotNet;

namespace IocOps.Swarm.Docker;

/// <summary>
/// What an engine says when a registry did not tell it about an image, in a sentence with what to do. The words are those of Docker's
/// distribution client, 20.10 to 29.
/// </summary>
/// <param name="image">That was asked for.</param>
/// <param name="login">Who asked; null without a login.</param>
/// <param name="engine">That asked for us.</param>
internal sealed class RegistryErrors(string image, RegistryLogin? login, string engine)
{
    private readonly string _server = RegistryLogins.NameOf(RegistryLogins.ServerOf(image));

    internal SwarmException? Explain(Exception error) => error switch
    {
        DockerApiException refused => new SwarmException(Sentence(EngineErrors.Said(refused.ResponseBody)), refused),
        OperationCanceledException => new SwarmException($"the registry {_server} did not answer the engine at {engine} in time; is it up, and does that machine reach it?", error),
        _ => null,
    };

    private string Sentence(string said)
    {
        if (Has("no basic auth credentials", "unauthorized", "authentication required", "incorrect username or password"))
        {
            return login is null
                ? $"the registry {_server} wants a login, and there is none here; give it with `docker login {_server}`"
                : $"the registry {_server} refuses the login{Whose}; give a good one with `docker login {_server}`";
        }

        if (Has("denied", "forbidden"))
            return $"the registry {_server} does not let {(login is null ? "somebody without a login" : $"the login{Whose}")} read {image}, or does not have it; correct the name, or give another login with `docker login {_server}`";
        if (Has("manifest unknown", "not found", "name unknown", "does not exist"))
            return $"the registry {_server} has no image {image}; push it, or correct the name or tag";
        if (Has("x509:", "certificate"))
            return $"the engine at {engine} does not trust the certificate of {_server} ({said}); put the certificate of its authority into /etc/docker/certs.d/{_server}/ca.crt on every node";
        if (Has("HTTP response to HTTPS client"))
            return $"{_server} speaks plain HTTP, and the engine at {engine} wants TLS; give the registry a certificate, or name it in \"insecure-registries\" of every engine";
        return Has("connection refused", "no such host", "timeout", "deadline exceeded", "unreachable", "no route", "EOF", "i/o")
            ? $"the registry {_server} can't be reached from the engine at {engine} ({said}); is it up, and its name right?"
            : $"the registry {_server} did not tell about it: {said}";

        bool Has(params string[] words) => words.Any(w => said.Contains(w, StringComparison.OrdinalIgnoreCase));
    }

    private string Whose => login is { User.Length: > 0 } ? $" of {login.User}" : "";
}
