using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace IocOps.Swarm.Dev;

/// <summary>
/// The container image of iocops, made without a registry from what lies on this machine: the tool with its runtime, and of the
/// distribution git, ssh, a shell and the libraries that all of them need.
/// </summary>
public static partial class ToolImage
{
    /// <summary>Where it is, below the repository.</summary>
    public const string ArchivePath = "artifacts/iocops-image.tar.gz";

    private const string Home = "opt/iocops";
    private const UnixFileMode Executable = (UnixFileMode)0b111_101_101;
    private const UnixFileMode Readable = (UnixFileMode)0b110_100_100;
    private const UnixFileMode Everybody = (UnixFileMode)0b001_111_111_111;

    private static readonly string[] Programs = ["/usr/bin/git", "/usr/bin/ssh", "/bin/sh"];

    private static readonly string[] Settings = ["/etc/os-release", "/etc/ssl/certs/ca-certificates.crt"];

    // .NET opens these by name when it needs them, so that no program names them.
    private static readonly string[] OpenedByName = ["libssl.so.3", "libcrypto.so.3"];

    // For debuggers and tracers, and one that needs a library which is nowhere.
    private static readonly string[] NotNeeded = ["createdump", "libmscordbi.so", "libmscordaccore.so", "libcoreclrtraceptprovider.so", "libclrgcexp.so"];

    private static readonly (string Path, string Text)[] Texts =
    [
        ("etc/passwd", "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/tmp:/bin/sh\n"),
        ("etc/group", "root:x:0:\nnogroup:x:65534:\n"),
        ("etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files dns\n"),
        // The workspace belongs to whoever mounts it.
        ("etc/gitconfig", "[safe]\n\tdirectory = *\n"),
    ];

    private static readonly (string Path, string Target)[] Links = [("bin", "usr/bin"), ("lib", "usr/lib"), ("lib64", "usr/lib64")];

    /// <summary>Makes it: <c>docker load</c> takes it. The same sources on a machine with the same packages yield the same bytes.</summary>
    /// <param name="root">The repository.</param>
    /// <param name="cancel">Ends it.</param>
    /// <returns>A line about what was made.</returns>
    /// <exception cref="InvalidOperationException">It could not be made; what the SDK said is on standard error.</exception>
    public static async Task<string> MakeAsync(string root, CancellationToken cancel)
    {
        var published = Path.Combine(root, "artifacts", "pack", "image");
        if (Directory.Exists(published)) Directory.Delete(published, recursive: true);
        var architecture = RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "arm64" : "x64";
        await Tool.RequireAsync(
            "dotnet",
            [
                "publish", "build/packages/IocOps.Tool.csproj", "-c", "Release", "-v", "quiet", "-nologo", "-r", $"linux-{architecture}", "--self-contained", "-o", published,
                "-p:Packing=true", "-p:PackAsTool=false", "-p:UseAppHost=true", "-p:PublishReadyToRun=true", "-nodeReuse:false", "-p:UseSharedCompilation=false",
            ], root, cancel);
        var members = await MembersAsync(published, cancel);
        var version = FileVersionInfo.GetVersionInfo(Path.Combine(published, "iocops.dll")).ProductVersion!.Split('+');
        var facts = new ImageFacts([$"iocops:{version[0]}", "iocops:latest"], Config(version), architecture == "x64" ? "amd64" : architecture);
        var archive = Path.Combine(root, ArchivePath);
        var size = ImageArchive.Write(archive, members, facts);
        return string.Create(CultureInfo.InvariantCulture, $"iocops:{version[0]}, {size / 1_000_000} MB, in the archive {new FileInfo(archive).Length / 1_000_000} MB");
    }

    private static JsonObject Config(string[] version)
    {
        var labels = new JsonObject
        {
            ["org.opencontainers.image.title"] = "iocops",
            ["org.opencontainers.image.description"] = "One folder per EPICS IOC in, health-checked services on Docker Swarm out",
            ["org.opencontainers.image.version"] = version[0],
            ["org.opencontainers.image.licenses"] = "MIT",
        };
        if (version.Length > 1) labels["org.opencontainers.image.revision"] = version[1];
        return new JsonObject
        {
            ["Entrypoint"] = new JsonArray($"/{Home}/iocops"),
            ["WorkingDir"] = "/workspace",
            ["Env"] = new JsonArray($"PATH=/{Home}:/usr/bin:/bin", "HOME=/tmp", "SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt", "DOTNET_EnableDiagnostics=0"),
            ["Labels"] = labels,
        };
    }

    private static async Task<SortedDictionary<string, ImageMember>> MembersAsync(string published, CancellationToken cancel)
    {
        var members = new SortedDictionary<string, ImageMember>(StringComparer.Ordinal);
        var tool = Directory.GetFiles(published).Where(f => !NotNeeded.Contains(Path.GetFileName(f))).ToList();
        foreach (var file in tool) Add($"{Home}/{Path.GetFileName(file)}", file);
        foreach (var file in Programs.Concat(await LibrariesAsync([.. Programs, .. tool.Where(f => Path.GetFileName(f) == "iocops" || f.EndsWith(".so", StringComparison.Ordinal))], cancel))) Add(Merged(file), file);
        foreach (var file in Settings.Where(File.Exists)) Add(file[1..], file);
        foreach (var (path, text) in Texts) members[path] = new ImageMember(null, Encoding.UTF8.GetBytes(text), null, Readable);
        foreach (var folder in members.Keys.SelectMany(Above).Concat(["root", "workspace"]).ToList()) members.TryAdd(folder, new ImageMember(null, null, null, Executable));
        members["tmp"] = new ImageMember(null, null, null, Everybody);
        foreach (var (path, target) in Links) members[path] = new ImageMember(null, null, target, (UnixFileMode)0b111_111_111);
        return members;

        void Add(string path, string file) => members[path] = new ImageMember(file, null, null, IsExecutable(file) ? Executable : Readable);
    }

    // Debian keeps /bin, /lib and /lib64 below /usr.
    private static string Merged(string path) => Links.Any(l => path.StartsWith($"/{l.Path}/", StringComparison.Ordinal)) ? $"usr{path}" : path[1..];

    private static IEnumerable<string> Above(string path)
    {
        for (var end = path.IndexOf('/', StringComparison.Ordinal); end > 0; end = path.IndexOf('/', end + 1)) yield return path[..end];
    }

    private static bool IsExecutable(string file) => !OperatingSystem.IsWindows() && File.GetUnixFileMode(file).HasFlag(UnixFileMode.UserExecute);

    // As the dynamic linker of this machine finds them.
    private static async Task<IEnumerable<string>> LibrariesAsync(IReadOnlyList<string> files, CancellationToken cancel)
    {
        var first = await LinkedAsync(files, cancel);
        var folder = Path.GetDirectoryName(first.First(f => Path.GetFileName(f) == "libc.so.6"))!;
        var named = OpenedByName.Select(l => Path.Combine(folder, l)).Where(File.Exists).ToList();
        return first.Concat(named).Concat(await LinkedAsync(named, cancel)).Distinct(StringComparer.Ordinal);
    }

    private static async Task<IReadOnlyList<string>> LinkedAsync(IReadOnlyList<string> files, CancellationToken cancel)
    {
        var start = new ProcessStartInfo("ldd", files) { RedirectStandardOutput = true, RedirectStandardError = true };
        var text = "";
        await ChildProcess.RunAsync(start, async (ldd, stop) => text = await ldd.StandardOutput.ReadToEndAsync(stop), cancel);
        return [.. Library().Matches(text).Select(m => m.Groups[1].Value).Distinct(StringComparer.Ordinal)];
    }

    [GeneratedRegex(@"^\s+(?:\S+ => )?(/(?:usr/)?lib\S+) \(0x", RegexOptions.Multiline)]
    private static partial Regex Library();
}
