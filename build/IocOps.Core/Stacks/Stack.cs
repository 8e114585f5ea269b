using Docker.DotNet.Models;

namespace IocOps.Core.Stacks;

/// <summary>What one stack file asks of the swarm, in Docker's own terms. Names are full (<c>stack_name</c>) and final.</summary>
/// <param name="Services">In the order of the file.</param>
/// <param name="Networks">That the stack itself creates; external ones are only named in the services.</param>
/// <param name="Configs">Named by content, so that new data is a new config.</param>
/// <param name="Secrets">Named by content like configs.</param>
/// <param name="Externals">Objects that must exist already; looked for before the first write.</param>
public sealed record Stack(
    IReadOnlyList<StackService> Services,
    IReadOnlyList<StackNetwork> Networks,
    IReadOnlyList<StackData> Configs,
    IReadOnlyList<StackData> Secrets,
    IReadOnlyList<StackExternal> Externals);

/// <summary>A service as it shall be.</summary>
/// <param name="Spec">
/// As `docker stack deploy` would post it. References to configs and secrets carry the name; the id is filled in at apply, when it is
/// known. Networks carry the name as target.
/// </param>
/// <param name="File">The stack file, for messages.</param>
/// <param name="Line">Where the service begins in it.</param>
public sealed record StackService(ServiceSpec Spec, string File, int Line)
{
    /// <summary>The full name, <c>stack_service</c>.</summary>
    public string Name => Spec.Name!;
}

/// <summary>A network that belongs to the stack.</summary>
public sealed record StackNetwork(string Name, NetworksCreateParameters Spec, string File, int Line);

/// <summary>The data of a config or secret. Secrets' data must never reach a log, a plan or a message.</summary>
/// <param name="Name">At most 64 characters, with the beginning of the content's SHA-256 unless the file gives an explicit name.</param>
/// <param name="Data">At most 500 KB (Swarm's limit).</param>
/// <param name="Labels">With <c>com.docker.stack.namespace</c>.</param>
/// <param name="File">The stack file, for messages.</param>
/// <param name="Line">Where it is defined there.</param>
public sealed record StackData(string Name, ReadOnlyMemory<byte> Data, IReadOnlyDictionary<string, string> Labels, string File, int Line)
{
    /// <summary>Of a secret that a plugin gives instead of data; to be posted as it is.</summary>
    public SwarmDriver? Driver { get; init; }

    /// <summary>The template driver (<c>golang</c>) that Swarm expands the data with; to be posted as it is.</summary>
    public SwarmDriver? Templating { get; init; }
}

/// <summary>What kind of object a stack file calls external.</summary>
public enum ExternalKind
{
    /// <summary>An overlay or predefined network.</summary>
    Network,

    /// <summary>A config made by somebody else.</summary>
    Config,

    /// <summary>A secret made by somebody else.</summary>
    Secret,
}

/// <summary>Something that a stack file uses and does not create.</summary>
public sealed record StackExternal(ExternalKind Kind, string Name, string File, int Line);
