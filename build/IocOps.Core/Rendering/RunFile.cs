using System.Security.Cryptography;
using System.Text;
using IocOps.Core.Model;

namespace IocOps.Core.Rendering;

/// <summary>A file that an IOC's container must find in its run folder.</summary>
/// <param name="Target">Path below the run folder.</param>
/// <param name="Source">Path as seen from the stack file.</param>
/// <param name="Content">What is in it.</param>
/// <param name="Mode">Unix permission bits.</param>
public sealed record RunFile(string Target, string Source, ReadOnlyMemory<byte> Content, int Mode);

/// <summary>What belongs into a run folder: the same list for configs and for an export to the mount.</summary>
public static class RunFiles
{
    private const int ReadOnly = 0x124; // 0444
    private const int Executable = 0x16D; // 0555

    /// <summary>
    /// All files, in ordinal order of targets. None of them lies below <c>log/</c> or <see cref="RunFolder.Requests"/>, where the IOC writes.
    /// </summary>
    /// <param name="ioc">Whose.</param>
    /// <param name="startup">What <see cref="FleetRenderer.RenderStartup"/> gave for it.</param>
    public static IReadOnlyList<RunFile> Of(Ioc ioc, IReadOnlyList<RenderedFile> startup)
    {
        var files = startup.Select(f => Generated(ioc, f)).ToList();
        files.AddRange(ioc.Databases.Select(d => d.File).Distinct(StringComparer.Ordinal).Select(f => Source(ioc, f, RunFolder.DatabaseTarget(f), ReadOnly)));
        files.AddRange(ioc.Protocols.Select(f => Source(ioc, f, RunFolder.ProtocolTarget(f), ReadOnly)));
        files.AddRange(ioc.Files.Select(f => Source(ioc, f.Source, f.Target, f.Mode)));
        return [.. files.OrderBy(f => f.Target, StringComparer.Ordinal)];
    }

    /// <summary>Names what these files are: the same for the same targets, modes and bytes, another for any others.</summary>
    public static string Version(IReadOnlyList<RunFile> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{file.Target}\0{file.Mode}\0{file.Content.Length}\0"));
            hash.AppendData(file.Content.Span);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }

    /// <summary>
    /// What a container shall see of a version on the mount instead of what its run folder has: two folders as a whole, so that nothing of an
    /// older delivery is left in them, and single files elsewhere, so that the IOC can write beside them.
    /// </summary>
    public static IReadOnlyList<string> Places(IReadOnlyList<RunFile> files) =>
        [.. Folders, .. files.Select(f => f.Target).Where(t => !Folders.Any(f => t.StartsWith(f + "/", StringComparison.Ordinal)))];

    private static IReadOnlyList<string> Folders { get; } = [RunFolder.Settings, RunFolder.Startup];

    private static RunFile Generated(Ioc ioc, RenderedFile file)
    {
        var name = RunFolder.FileName(file.Path);
        var target = name == "st.cmd" ? RunFolder.StartupScript
            : name.EndsWith(".acf", StringComparison.Ordinal) ? RunFolder.AccessTarget(ioc.Name)
            : RunFolder.SubstitutionsTarget(ioc.Name);
        return new RunFile(target, $"./{name}", Encoding.UTF8.GetBytes(file.Text), name == "st.cmd" ? Executable : ReadOnly);
    }

    private static RunFile Source(Ioc ioc, string source, string target, int mode) => new(target, $"../src/{source}", ioc.Sources[source], mode);
}
