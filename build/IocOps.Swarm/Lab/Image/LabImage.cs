using System.Formats.Tar;

namespace IocOps.Swarm.Lab;

/// <summary>
/// The image that stands in for an EPICS IOC in the lab: busybox, and scripts that behave as an IOC application does as far as a swarm can
/// see it. Built from resources, byte for byte the same from the same busybox.
/// </summary>
internal sealed class LabImage
{
    public const string Repository = "iocops/lab-ioc";

    public const string Tag = "1";

    /// <summary>As site.yaml names it.</summary>
    public const string Reference = $"{Repository}:{Tag}";

    private const string Ioc = "opt/EPICS/IOC/ST-IOC";
    private const string Base = "opt/EPICS/base/bin/linux-x86_64";
    private const UnixFileMode Executable = (UnixFileMode)0b111_101_101;
    private const UnixFileMode Readable = (UnixFileMode)0b110_100_100;
    private static readonly DateTimeOffset Epoch = DateTimeOffset.UnixEpoch;

    /// <summary>Resource → place; the layout is the one of real images, see <c>ioc.yaml</c>'s "st-ioc".</summary>
    private static readonly (string Resource, string Path)[] Layout =
    [
        ("bash.sh", "bin/bash"),
        ("hostname.sh", "bin/hostname"),
        ("passwd", "etc/passwd"),
        ("group", "etc/group"),
        ("iocsh.awk", "usr/lib/lab-ioc/iocsh.awk"),
        ("st-ioc.sh", $"{Ioc}/bin/linux-x86_64/ST-IOC"),
        ("envPaths", $"{Ioc}/iocBoot/iocST-IOC/envPaths"),
        ("ST-IOC.dbd", $"{Ioc}/dbd/ST-IOC.dbd"),
        ("status_ioc.db", $"{Ioc}/db/status_ioc.db"),
        ("status_OS.db", $"{Ioc}/db/status_OS.db"),
        ("asynRecord.db", $"{Ioc}/db/asynRecord.db"),
        ("caget.sh", $"{Base}/caget"),
        ("caput.sh", $"{Base}/caput"),
        ("iocLogServer.sh", $"{Base}/iocLogServer"),
    ];

    private LabImage(byte[] tar) => Archive = tar;

    /// <summary>Its file system.</summary>
    public byte[] Archive { get; }

    /// <summary>What a Dockerfile would say.</summary>
    public IReadOnlyList<string> Changes { get; } =
    [
        "ENV PATH=/opt/EPICS/base/bin/linux-x86_64:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin",
        "ENV EPICS_BASE=/opt/EPICS/base",
        "WORKDIR /opt/EPICS",
        "CMD [\"bash\"]",
    ];

    /// <param name="busybox">A static busybox of this machine's architecture.</param>
    public static LabImage Build(byte[] busybox)
    {
        var files = Files();
        using var bytes = new MemoryStream();
        using (var tar = new TarWriter(bytes, TarEntryFormat.Ustar, leaveOpen: true))
        {
            foreach (var folder in FoldersOf(files.Keys)) tar.WriteEntry(Folder(folder));
            tar.WriteEntry(Regular("bin/busybox", busybox, Executable));
            foreach (var (path, link) in Links()) tar.WriteEntry(Link(path, link));
            foreach (var (path, content) in files) tar.WriteEntry(Regular(path, content, IsProgram(content) ? Executable : Readable));
        }

        return new LabImage(bytes.ToArray());
    }

    /// <summary>A file that is part of this assembly.</summary>
    public static Stream Resource(string name) =>
        typeof(LabImage).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"No resource {name} in the assembly.");

    private static SortedDictionary<string, byte[]> Files()
    {
        var files = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var (resource, path) in Layout)
        {
            using var stream = Resource($"lab/image/{resource}");
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            files[path] = copy.ToArray();
        }

        return files;
    }

    private static bool IsProgram(byte[] content) => content.AsSpan().StartsWith("#!"u8);

    private static SortedSet<string> FoldersOf(IEnumerable<string> files)
    {
        var folders = new SortedSet<string>(StringComparer.Ordinal) { "bin", "tmp", "root", "usr/bin" };
        foreach (var path in files.Append("opt/EPICS/RUN/iocLog/"))
        {
            for (var end = path.IndexOf('/', StringComparison.Ordinal); end > 0; end = path.IndexOf('/', end + 1)) folders.Add(path[..end]);
        }

        return folders;
    }

    /// <summary>busybox knows by its name what to be. `bash` is not among its names; its shell reads what entry points say.</summary>
    private static IEnumerable<(string Path, string Target)> Links()
    {
        foreach (var program in new[] { "caget", "caput", "iocLogServer" }) yield return ($"usr/bin/{program}", $"/{Base}/{program}");
        string[] applets =
        [
            "awk", "basename", "cat", "chmod", "chown", "cp", "cut", "date", "dd", "df", "dirname", "du", "echo", "env", "expr", "false", "find",
            "free", "grep", "head", "id", "ifconfig", "ip", "kill", "ln", "ls", "mkdir", "mkfifo", "mktemp", "mount", "mv", "nc",
            "netstat", "nslookup", "ping", "printf", "ps", "pwd", "readlink", "rm", "rmdir", "sed", "sh", "sleep", "sort", "stat",
            "stty", "sync", "tail", "tar", "tee", "test", "timeout", "top", "touch", "tr", "true", "tty", "uname", "uniq", "uptime", "vi", "wc", "wget", "which", "xargs",
        ];
        foreach (var applet in applets) yield return ($"bin/{applet}", "busybox");
    }

    private static UstarTarEntry Folder(string path) => Owned(new UstarTarEntry(TarEntryType.Directory, path + "/"),
        path is "tmp" ? (UnixFileMode)0b001_111_111_111 : Executable);

    private static UstarTarEntry Link(string path, string target)
    {
        var link = Owned(new UstarTarEntry(TarEntryType.SymbolicLink, path), (UnixFileMode)0b111_111_111);
        link.LinkName = target;
        return link;
    }

    private static UstarTarEntry Regular(string path, byte[] content, UnixFileMode mode)
    {
        var file = Owned(new UstarTarEntry(TarEntryType.RegularFile, path), mode);
        file.DataStream = new MemoryStream(content, writable: false);
        return file;
    }

    private static UstarTarEntry Owned(UstarTarEntry entry, UnixFileMode mode)
    {
        entry.Mode = mode;
        entry.ModificationTime = Epoch;
        entry.Uid = 0;
        entry.Gid = 0;
        return entry;
    }
}
