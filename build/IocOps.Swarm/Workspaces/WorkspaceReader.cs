using System.Text;
using IocOps.Core;

namespace IocOps.Swarm.Workspaces;

/// <summary>Reads files below one root by paths with '/', and nothing outside of it.</summary>
internal sealed class WorkspaceReader(string root)
{
    private static readonly EnumerationOptions AllBelow = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None };

    private readonly string _root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));

    // The workspace itself may be reached through a link.
    private readonly Lazy<string> _realRoot = new(() => Real(Path.TrimEndingDirectorySeparator(Path.GetFullPath(root))));

    /// <summary>The text of a file, null where there is none. Bytes that are not UTF-8 become U+FFFD; parsers complain of them.</summary>
    public string? Text(string path, ICollection<Problem> problems) =>
        Bytes(path, problems) is { } bytes ? Encoding.UTF8.GetString(bytes.Span) : null;

    /// <summary>The texts of the files directly in a folder, by name; empty where there is no such folder.</summary>
    public IReadOnlyDictionary<string, string> Texts(string folder, ICollection<Problem> problems) =>
        Files(folder, SearchOption.TopDirectoryOnly, problems)
            .Select(name => (name, text: Text($"{folder}/{name}", problems)))
            .Where(f => f.text is not null)
            .ToDictionary(f => f.name, f => f.text!, StringComparer.Ordinal);

    /// <summary>The bytes of all files below a folder by their path there.</summary>
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> AllBytes(string folder, ICollection<Problem> problems) =>
        Files(folder, SearchOption.AllDirectories, problems)
            .Select(name => (name, bytes: Bytes($"{folder}/{name}", problems)))
            .Where(f => f.bytes is not null)
            .ToDictionary(f => f.name, f => f.bytes!.Value, StringComparer.Ordinal);

    /// <summary>The bytes of a file, null where there is none or where it may not be read.</summary>
    public ReadOnlyMemory<byte>? Bytes(string path, ICollection<Problem> problems)
    {
        var file = new FileInfo(Path.Combine(_root, path));
        if (!IsInside(file.FullName)) return null;
        try
        {
            if (!file.Exists) return null;
            if (!IsInside(Real(file.FullName)))
            {
                problems.Add(new Problem(path, 0, 0, "WSP002", "this is a link to a place outside the workspace; put the file itself there"));
                return null;
            }

            if (file.Length <= Workspace.MaxFileSize) return File.ReadAllBytes(file.FullName);
            problems.Add(new Problem(path, 0, 0, "WSP003", $"the file has {file.Length} bytes; at most {Workspace.MaxFileSize} are read"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add(new Problem(path, 0, 0, "WSP004", $"the file can't be read: {(e is IOException ? e.Message : "no permission")}"));
        }

        return null;
    }

    // The path with every link on the way resolved, those of folders too.
    private static string Real(string path)
    {
        var parent = Path.GetDirectoryName(path);
        if (parent is null) return path;
        var real = Path.Combine(Real(parent), Path.GetFileName(path));
        return File.ResolveLinkTarget(real, returnFinalTarget: true) is { } target ? Real(target.FullName) : real;
    }

    private static bool IsBelow(string full, string folder) =>
        full.StartsWith(folder, StringComparison.Ordinal) && (full.Length == folder.Length || full[folder.Length] == Path.DirectorySeparatorChar);

    private IEnumerable<string> Files(string folder, SearchOption depth, ICollection<Problem> problems)
    {
        var full = Path.Combine(_root, folder);
        if (!Directory.Exists(full)) return [];
        if (!IsInside(Real(full)))
        {
            problems.Add(new Problem(folder, 0, 0, "WSP002", "this is a link to a place outside the workspace; put the folder itself there"));
            return [];
        }

        var files = depth == SearchOption.AllDirectories ? Directory.EnumerateFiles(full, "*", AllBelow) : Directory.EnumerateFiles(full);
        return files.Select(f => Path.GetRelativePath(full, f).Replace(Path.DirectorySeparatorChar, '/')).Order(StringComparer.Ordinal);
    }

    private bool IsInside(string full) => IsBelow(full, _root) || IsBelow(full, _realRoot.Value);
}
