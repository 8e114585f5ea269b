using System.Text;
using IocOps.Core;

namespace IocOps.Swarm.Workspaces;

/// <summary>Reads files below one root by paths with '/', and nothing outside of it.</summary>
internal sealed class WorkspaceReader(string root)
{
    // What can't be listed must be said; .NET leaves it out silently by default.
    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false };

    private readonly string _root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));

    // The workspace itself may be reached through a link.
    private readonly Lazy<string> _realRoot = new(() => Real(Path.TrimEndingDirectorySeparator(Path.GetFullPath(root))));

    /// <summary>The text of a file, null where there is none. Bytes that are not UTF-8 become U+FFFD; parsers complain of them.</summary>
    public string? Text(string path, ICollection<Problem> problems) =>
        Bytes(path, problems) is { } bytes ? Encoding.UTF8.GetString(bytes.Span) : null;

    /// <summary>The texts of the files directly in a folder, by name; empty where there is no such folder.</summary>
    public IReadOnlyDictionary<string, string> Texts(string folder, ICollection<Problem> problems) =>
        Files(folder, deep: false, problems)
            .Select(name => (name, text: Text($"{folder}/{name}", problems)))
            .Where(f => f.text is not null)
            .ToDictionary(f => f.name, f => f.text!, StringComparer.Ordinal);

    /// <summary>The bytes of all files below a folder by their path there. Folders that are links are not followed: they may lead in a circle.</summary>
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> AllBytes(string folder, ICollection<Problem> problems) =>
        Files(folder, deep: true, problems)
            .Select(name => (name, bytes: Bytes($"{folder}/{name}", problems)))
            .Where(f => f.bytes is not null)
            .ToDictionary(f => f.name, f => f.bytes!.Value, StringComparer.Ordinal);

    /// <summary>The names of the folders in a folder, in ordinal order.</summary>
    public IReadOnlyList<string> Folders(string folder, ICollection<Problem> problems) =>
        [.. Entries(folder, problems).OfType<DirectoryInfo>().Select(d => d.Name).Order(StringComparer.Ordinal)];

    /// <summary>The bytes of a file, null where there is none or where it may not be read.</summary>
    public ReadOnlyMemory<byte>? Bytes(string path, ICollection<Problem> problems)
    {
        var full = Path.GetFullPath(Path.Combine(_root, path));
        if (!IsInside(full)) return null;
        try
        {
            if (!File.Exists(full)) return null;
            var file = new FileInfo(Real(full));
            if (Fault(file) is not { } fault) return File.ReadAllBytes(file.FullName);
            problems.Add(new Problem(path, 0, 0, fault.Code, fault.Message));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add(Unreadable(path, "file", e));
        }

        return null;
    }

    /// <summary>Where the plain file lies that a path stands for, links resolved; null where there is none, or where it lies elsewhere.</summary>
    public string? PlaceOf(string path)
    {
        try
        {
            var full = Path.GetFullPath(Path.Combine(_root, path));
            if (!IsInside(full) || !File.Exists(full)) return null;
            var real = Real(full);
            return IsInside(real) && PlainFile.Is(real) ? real : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A link in a circle.
            return null;
        }
    }

    /// <summary>Whether a folder lies below the root when links are resolved, those on the way to it too.</summary>
    public bool HoldsFolder(string path)
    {
        try
        {
            return IsInside(Real(Path.GetFullPath(Path.Combine(_root, path))));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
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

    // The system's text may name the path on this machine.
    private static Problem Unreadable(string path, string what, Exception e) =>
        new(path, 0, 0, "WSP004", $"the {what} can't be read: {(e is IOException ? e.Message : "no permission")}");

    // Checked before it is opened.
    private (string Code, string Message)? Fault(FileInfo file)
    {
        if (!IsInside(file.FullName)) return ("WSP002", "this is a link to a place outside the workspace; put the file itself there");
        if (file.Length > Workspace.MaxFileSize) return ("WSP003", $"the file has {file.Length} bytes; at most {Workspace.MaxFileSize} are read");
        return PlainFile.Is(file.FullName) ? null : ("WSP005", "this is a pipe, socket or device; only plain files are read");
    }

    private IEnumerable<string> Files(string folder, bool deep, ICollection<Problem> problems)
    {
        var found = new List<string>();
        Walk("");
        return found.Order(StringComparer.Ordinal);

        void Walk(string below)
        {
            foreach (var entry in Entries(folder + below, problems))
            {
                if (entry is not DirectoryInfo) found.Add($"{below}/{entry.Name}"[1..]);
                else if (!deep) continue;
                else if (entry.LinkTarget is null) Walk($"{below}/{entry.Name}");
                else problems.Add(new Problem($"{folder}{below}/{entry.Name}", 0, 0, "WSP002", "this folder is a link, which is not followed; put the folder itself there"));
            }
        }
    }

    private IReadOnlyList<FileSystemInfo> Entries(string folder, ICollection<Problem> problems)
    {
        var full = new DirectoryInfo(Path.Combine(_root, folder));
        if (!full.Exists) return [];
        try
        {
            if (IsInside(Real(full.FullName))) return [.. full.EnumerateFileSystemInfos("*", Everything).OrderBy(e => e.Name, StringComparer.Ordinal)];
            problems.Add(new Problem(folder, 0, 0, "WSP002", "this is a link to a place outside the workspace; put the folder itself there"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add(Unreadable(folder, "folder", e));
        }

        return [];
    }

    private bool IsInside(string full) => IsBelow(full, _root) || IsBelow(full, _realRoot.Value);
}
