namespace IocOps.Core.Backup;

/// <summary>Where things lie in an archive, and which paths may be in one.</summary>
public static class ArchivePath
{
    /// <summary>The copy of the engine's swarm folder.</summary>
    public const string Swarm = "swarm/";

    /// <summary>The raft log (swarmkit, manager/state/raft/storage).</summary>
    public const string Wal = "swarm/raft/wal-v3-encrypted/";

    /// <summary>Without these a node can't become what it was (moby, daemon/cluster; swarmkit, ca/config).</summary>
    public static IReadOnlyList<string> RaftFiles { get; } =
        ["swarm/docker-state.json", "swarm/certificates/swarm-node.crt", "swarm/certificates/swarm-node.key", "swarm/certificates/swarm-root-ca.crt"];

    /// <summary>Why a path must not be in an archive, to go on from "FILE can't be used: "; null where it may.</summary>
    public static string? Fault(string path)
    {
        if (Escape(path) is { } fault) return fault;
        return path + "/" == Swarm || path.StartsWith(Swarm, StringComparison.Ordinal) || path.StartsWith(LogicalCopy.Folder, StringComparison.Ordinal) ? null : $"the path '{Printable.Line(path)}' does not belong into a backup";
    }

    /// <summary>Why a path may lead out of the folder that an archive is put into; null where it can't.</summary>
    public static string? Escape(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var name = Printable.Line(path);
        if (path.Length == 0 || path.StartsWith('/') || path.Contains('\\', StringComparison.Ordinal)) return $"the path '{name}' in it is no relative path";
        if (path.Split('/').Any(p => p is "" or "." or "..")) return $"the path '{name}' in it leads elsewhere";
        return path.Any(char.IsControl) ? $"the path '{name}' in it has control characters" : null;
    }
}
