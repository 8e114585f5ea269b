using IocOps.Core.Model;

namespace IocOps.Swarm.Fleets;

/// <summary>The versions of one IOC on the mount: folders that appear whole, never change, and go when nobody needs them.</summary>
/// <param name="mount">Where this machine sees the mount.</param>
/// <param name="ioc">Name of the IOC.</param>
internal sealed class RunFolderVersions(string mount, string ioc)
{
    // No version begins so: whoever looks at the versions does not see it.
    private const string DraftPrefix = ".iocops-tmp.";

    // What was exported for a deploy that comes later.
    private static readonly TimeSpan Young = TimeSpan.FromHours(1);

    // Drafts of another machine, of which nobody knows here whether somebody still writes them.
    private static readonly TimeSpan Forgotten = TimeSpan.FromDays(1);

    private readonly string _home = Path.Combine(mount, RunFolder.Versions, ioc);

    /// <summary>Where a version lies, or would lie.</summary>
    public string PathOf(string version) => Path.Combine(_home, version);

    /// <summary>Makes a version: written aside, then renamed in one step. Also removes what runs that were killed have left.</summary>
    /// <param name="version">Its name.</param>
    /// <param name="write">Writes the files into the folder that it is given.</param>
    /// <exception cref="IOException">The disk is full or not writable; nothing is left then.</exception>
    public void Add(string version, Action<string> write)
    {
        Directory.CreateDirectory(_home);
        RemoveLeftovers();
        var draft = Draft();
        try
        {
            write(draft);
            Move(draft, PathOf(version));
        }
        finally
        {
            if (Directory.Exists(draft)) Directory.Delete(draft, recursive: true);
        }
    }

    /// <summary>Makes an old version one of the newest again: a deploy will need it.</summary>
    public void Touch(string version)
    {
        try
        {
            Directory.SetLastWriteTimeUtc(PathOf(version), DateTime.UtcNow);
        }
        catch (UnauthorizedAccessException)
        {
            // Another user's: then it is that user's deploys that remove it.
        }
    }

    /// <summary>Versions that can go: not needed, not of the last hour, and none of the newest.</summary>
    /// <param name="kept">How many of the newest stay in any case.</param>
    public IReadOnlyList<string> Old(int kept) => !Directory.Exists(_home) ? [] :
    [
        .. new DirectoryInfo(_home).EnumerateDirectories().Where(d => d.Name[0] != '.')
            .OrderByDescending(d => d.LastWriteTimeUtc).ThenBy(d => d.Name, StringComparer.Ordinal).Skip(kept)
            .Where(d => DateTime.UtcNow - d.LastWriteTimeUtc > Young).Select(d => d.Name),
    ];

    /// <summary>Removes a version; it is never seen in part.</summary>
    public void Remove(string version)
    {
        var draft = Draft();
        Directory.Move(PathOf(version), draft);
        Directory.Delete(draft, recursive: true);
    }

    // The process is part of the name, so that two machines can export at the same time and a later run knows a dead one's.
    private string Draft() => Path.Combine(_home, $"{DraftPrefix}{Environment.MachineName}.{ProcessMark.OfThisProcess()}.{Guid.NewGuid():N}");

    private static void Move(string draft, string place)
    {
        try
        {
            Directory.Move(draft, place);
        }
        catch (IOException) when (Directory.Exists(place))
        {
            // Another run was first, with the same files: their name says so.
        }
    }

    private void RemoveLeftovers()
    {
        foreach (var left in new DirectoryInfo(_home).EnumerateDirectories($"{DraftPrefix}*").Where(IsLeft)) left.Delete(recursive: true);
    }

    private static bool IsLeft(DirectoryInfo draft)
    {
        var own = $"{DraftPrefix}{Environment.MachineName}.";
        if (!draft.Name.StartsWith(own, StringComparison.Ordinal)) return DateTime.UtcNow - draft.LastWriteTimeUtc > Forgotten;
        return ProcessMark.Parse(draft.Name[own.Length..draft.Name.LastIndexOf('.')])?.IsDead == true;
    }
}
