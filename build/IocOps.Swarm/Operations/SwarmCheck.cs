using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Docker.DotNet.Models;
using IocOps.Core.Operations;
using IocOps.Swarm.Docker;

namespace IocOps.Swarm.Operations;

/// <summary>What of a swarm is checked.</summary>
/// <param name="Fleet">What the workspace wants to run; null where there is none.</param>
/// <param name="DomainLabel">Node label that says what fails together.</param>
public sealed record SwarmCheckScope(IReadOnlyList<ServiceSpec>? Fleet, string DomainLabel)
{
    /// <summary>Asks the engine of a node for the names of its images; null where images are not checked before a task is rejected.</summary>
    public Func<NodeRow, CancellationToken, Task<IReadOnlySet<string>>>? ImagesOf { get; init; }
}

/// <summary>Observes a swarm and checks it, with the same few calls however large it is.</summary>
public static class SwarmCheck
{
    private const string LeaderAdvice = "Try again in some seconds; then bring managers back until more than half of them are up; where they are gone for good, ForceNewCluster on one that is left.";

    /// <summary>What there is to say, the worst first.</summary>
    /// <param name="swarm">To look.</param>
    /// <param name="admin">The same engine.</param>
    /// <param name="about">What is looked at.</param>
    /// <param name="cancel">Cancels.</param>
    /// <exception cref="SwarmException">The engine can't be reached: nothing was checked.</exception>
    public static async Task<IReadOnlyList<Finding>> RunAsync(ISwarm swarm, ISwarmAdmin admin, SwarmCheckScope about, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(swarm);
        ArgumentNullException.ThrowIfNull(admin);
        try
        {
            return await LookAsync(swarm, admin, about, cancel);
        }
        catch (SwarmException e) when (e.IsLeaderless)
        {
            // Just lost: the engine itself finds out by waiting in vain.
            return [Error("no-leader", $"{e.Message.TrimEnd('.')}. IOCs run on; nothing can be changed.", LeaderAdvice)];
        }
    }

    private static async Task<IReadOnlyList<Finding>> LookAsync(ISwarm swarm, ISwarmAdmin admin, SwarmCheckScope about, CancellationToken cancel)
    {
        var info = await admin.InfoAsync(cancel);
        var now = DateTime.UtcNow;
        if (State(info) is { } state) return [state];
        var nodes = swarm.ListNodesAsync(cancel);
        var services = swarm.ListServicesAsync(cancel);
        var tasks = swarm.ListTasksAsync(cancel);
        await Task.WhenAll(nodes, services, tasks);
        var isLocal = swarm.Endpoint.StartsWith("unix://", StringComparison.Ordinal);
        var look = new CheckedSwarm(await nodes, await services, await tasks, now, Time(info.SystemTime))
        {
            DomainLabel = about.DomainLabel,
            AuthorityExpires = Expiry(() => X509Certificate2.CreateFromPem(info.Swarm?.Cluster?.TLSInfo?.TrustRoot)),
            CertificateExpires = isLocal ? Expiry(() => X509Certificate2.CreateFromPem(File.ReadAllText(Path.Combine(info.DockerRootDir, "swarm", "certificates", "swarm-node.crt")))) : null,
            Disk = isLocal ? Disk(info.DockerRootDir) : null,
            Fleet = about.Fleet,
            OwnNode = info.Swarm?.NodeID,
        };
        if (about.ImagesOf is not null)
        {
            var (missing, unasked) = await new NodeImages(swarm, about.ImagesOf).FindAsync(look, cancel);
            look = look with { MissingImages = missing, NodesUnasked = unasked };
        }

        // A socket may lead out of a container, or into a node of a lab: there the folders of this machine are not those of the engine.
        var seesFolders = isLocal && info.Name == Environment.MachineName;
        return SwarmChecks.Of(look with { MissingFolders = seesFolders ? Missing(HostMount.On(look, look.OwnNode)) : null });
    }

    /// <summary>Why a swarm can't be looked at any further; null where it can.</summary>
    private static Finding? State(SystemInfoResponse info) => info.Swarm?.LocalNodeState switch
    {
        null or "" or "inactive" => Error("no-swarm", $"{info.Name} is in no swarm.", "InitSwarm makes one, JoinSwarm brings it into one."),
        "locked" => Error("locked", $"{info.Name} is locked, as managers of an autolocked swarm are after a start of their engine.", "UnlockSwarm with its key."),
        "pending" => Error("joining", $"{info.Name} is still joining its swarm.", "Wait a moment; if it stays so, look at its network and log."),
        "error" => Error("broken", $"{info.Name} has trouble with its swarm: {info.Swarm.Error}", "LeaveSwarm --force and JoinSwarm again where it does not heal."),
        _ when !info.Swarm!.ControlAvailable => Error("worker", $"{info.Name} is a worker and does not know the swarm.", "Name a manager with --docker-host."),
        _ when !string.IsNullOrEmpty(info.Swarm.Error) => Error("no-leader", $"The swarm of {info.Name} has no leader: its managers choose a new one just now, or too few of them are up. IOCs run on; nothing can be changed.", LeaderAdvice),
        _ => null,
    };

    private static HashSet<string> Missing(IEnumerable<HostMount> mounts) =>
        mounts.Select(m => m.Source).Distinct(StringComparer.Ordinal).Where(s => !Path.Exists(s)).ToHashSet(StringComparer.Ordinal);

    private static Finding Error(string code, string what, string advice) => new(code, FindingSeverity.Error, what, advice);

    private static DateTime? Time(string? text) =>
        DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    private static DateTime? Expiry(Func<X509Certificate2> read)
    {
        try
        {
            using var certificate = read();
            return certificate.NotAfter.ToUniversalTime();
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            // Not here, or not for this user: the check says that it was left out.
            return null;
        }
    }

    private static (long Free, long Total)? Disk(string? folder)
    {
        try
        {
            return Directory.Exists(folder) && new DriveInfo(folder) is { } drive ? (drive.AvailableFreeSpace, drive.TotalSize) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}
