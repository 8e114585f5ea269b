using Docker.DotNet.Models;

namespace IocOps.Swarm.Docker;

/// <summary>The containers of one engine. Every failure is a <see cref="SwarmException"/> with one clear sentence.</summary>
public interface IContainers : IDisposable
{
    /// <summary>Where it is, for messages.</summary>
    string Endpoint { get; }

    /// <summary>Asks the engine who it is.</summary>
    Task<SystemInfoResponse> InfoAsync(CancellationToken cancel);

    /// <summary>Names of its images as Docker shows them: <c>repo:tag</c>, and <c>repo@sha256:…</c> where they came from a registry.</summary>
    Task<IReadOnlySet<string>> ImagesAsync(CancellationToken cancel);

    /// <summary>Whether it has a volume of this name.</summary>
    Task<bool> HasVolumeAsync(string name, CancellationToken cancel);

    /// <summary>What the container was made for.</summary>
    Task<ContainerFacts> InspectContainerAsync(string id, CancellationToken cancel);

    /// <summary>The last run of its health check, where that failed the last one that said something; null where there was none, or where the container is gone.</summary>
    Task<HealthResult?> LastHealthAsync(string id, CancellationToken cancel);

    /// <summary>The terminal of a container's program: what is written goes to it, what is read it prints from now on.</summary>
    Task<Stream> AttachAsync(string id, CancellationToken cancel);

    /// <summary>Tells the program of a container, or one that was started in it, how large the terminal is.</summary>
    /// <param name="id">Of the container, or of the started program.</param>
    /// <param name="isExec">Which of both.</param>
    /// <param name="size">In cells.</param>
    /// <param name="cancel">Cancels.</param>
    Task ResizeAsync(string id, bool isExec, (int Width, int Height) size, CancellationToken cancel);

    /// <summary>Starts a program in a container; gives its id, and a stream as of <see cref="AttachAsync"/>, framed where it has no terminal.</summary>
    Task<(string Id, Stream Link)> ExecAsync(string container, ExecRequest request, CancellationToken cancel);

    /// <summary>The exit code of a program that ended; null where it still runs.</summary>
    Task<long?> ExecExitCodeAsync(string id, CancellationToken cancel);
}

/// <summary>A container, as far as one can type into it.</summary>
/// <param name="HasTerminal">Its program has a terminal.</param>
/// <param name="HasInput">Its input is open.</param>
public sealed record ContainerFacts(bool HasTerminal, bool HasInput);

/// <summary>One run of a health check.</summary>
/// <param name="ExitCode">0 where it passed.</param>
/// <param name="Output">What it printed; the engine keeps 4 KB.</param>
public sealed record HealthResult(int ExitCode, string Output);

/// <summary>What to start in a container.</summary>
/// <param name="Command">Program and arguments; no shell.</param>
/// <param name="Environment"><c>NAME=value</c>, beside that of the container.</param>
/// <param name="Terminal">With a terminal and input.</param>
public sealed record ExecRequest(IReadOnlyList<string> Command, IReadOnlyList<string> Environment, bool Terminal);
