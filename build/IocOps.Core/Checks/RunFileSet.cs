using System.Text;
using IocOps.Core.Model;
using IocOps.Core.Rendering;

namespace IocOps.Core.Checks;

/// <summary>The files that an IOC finds in its container, by their path there, with where they come from.</summary>
internal sealed class RunFileSet
{
    /// <summary>Stands for folders of which only the image knows.</summary>
    public const string OfImage = "/image";

    private readonly Ioc _ioc;
    private readonly Dictionary<string, RunFile> _byPath;

    public RunFileSet(Ioc ioc, IReadOnlyList<RunFile> files)
    {
        _ioc = ioc;
        _byPath = files.ToDictionary(f => $"{ioc.Layout.RunFolder}/{f.Target}", StringComparer.Ordinal);
    }

    /// <summary>What ends in this way, as paths below the run folder.</summary>
    public IEnumerable<string> Targets => _byPath.Values.Select(f => f.Target);

    /// <summary>The file at an absolute path; null where nothing is delivered there.</summary>
    public RunFile? Find(string path) => _byPath.GetValueOrDefault(path);

    /// <summary>True where the file would have to be delivered: in the run folder, and not written at run time.</summary>
    public bool ShouldHold(string path) =>
        Below(path) is { } below && !below.StartsWith("log/", StringComparison.Ordinal) && !below.StartsWith(RunFolder.Requests + "/", StringComparison.Ordinal);

    /// <summary>The path below the run folder; null outside of it.</summary>
    public string? Below(string path) =>
        path.StartsWith(_ioc.Layout.RunFolder + "/", StringComparison.Ordinal) ? path[(_ioc.Layout.RunFolder.Length + 1)..] : null;

    /// <summary>Where a person changes the file, below the workspace.</summary>
    public string Origin(RunFile file) => file.Source.StartsWith("../", StringComparison.Ordinal) ? $"{_ioc.Path}/{file.Source[3..]}" : $"{_ioc.GeneratedPath}/{file.Source[2..]}";

    /// <summary>Its text. Databases may hold bytes that are not UTF-8; they become a replacement character.</summary>
    public static string Text(RunFile file) => Encoding.UTF8.GetString(file.Content.Span);

    /// <summary>An absolute path from a folder and a path, without <c>.</c> and <c>..</c>.</summary>
    public static string Combine(string folder, string path)
    {
        var parts = new List<string>();
        foreach (var part in (path.StartsWith('/') ? path : $"{folder}/{path}").Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == ".." && parts.Count > 0) parts.RemoveAt(parts.Count - 1);
            else if (part is not ("." or "..")) parts.Add(part);
        }

        return "/" + string.Join('/', parts);
    }
}
