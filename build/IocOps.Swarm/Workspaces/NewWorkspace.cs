using System.Reflection;
using IocOps.Core;
using IocOps.Core.Model;
using IocOps.Swarm.Fleets;
using IocOps.Swarm.Views;

namespace IocOps.Swarm.Workspaces;

/// <summary>What a folder needs to be a workspace. What is there stays as it is; only the schemas for editors, which are ours, are renewed.</summary>
public sealed class NewWorkspace
{
    private static readonly (string Path, string Resource)[] Layout =
    [
        (".config/dotnet-tools.json", "dotnet-tools.json"),
        (".gitattributes", "gitattributes"),
        (".gitignore", "gitignore"),
        (".nuke/parameters.json", "parameters.json"),
        (FleetSource.SitePath, "site.yaml"),
        (Core.Pipelines.PipelinePlan.Path, "pipelines.yaml"),
    ];

    private readonly WorkspaceWriter _writer;
    private readonly List<RenderedFile> _files;
    private readonly List<string> _kept;

    /// <summary>Looks at what is there.</summary>
    /// <param name="root">The folder; may be empty.</param>
    /// <param name="stack">Name of the stack; null to take the folder's name.</param>
    /// <exception cref="SelectionException">No stack can have that name, or the folder is the workspace of another stack.</exception>
    public NewWorkspace(string root, string? stack)
    {
        var name = stack ?? NameOf(root);
        _writer = new WorkspaceWriter(root);
        var wanted = Layout.Select(l => new RenderedFile(l.Path, Text(l.Resource, name))).ToList();
        _kept = [.. wanted.Where(f => Path.Exists(Path.Combine(root, f.Path))).Select(f => f.Path)];
        _files = [.. wanted.Where(f => !_kept.Contains(f.Path)), .. OwnTemplates.Schemas.Select(s => new RenderedFile($"templates/{s.Name}", s.Text))];
        var files = new FleetFiles(root);
        if (_files.Find(f => f.Path == FleetSource.SitePath) is not { } site)
        {
            if (stack is not null && files.Fleet.Site?.Stack is { } other && other != stack)
                throw new SelectionException($"This is the workspace of the stack '{other}' already, and nothing is overwritten. Leave --name out, or change 'stack' in {FleetSource.SitePath}: its services would then be new ones.");
            return;
        }

        if (files.WithSite(site.Text).Fleet.Problems.FirstOrDefault(p => p.File == FleetSource.SitePath) is { } problem)
            throw new SelectionException($"No stack can be called '{Printable.Line(name)}'{(stack is null ? ", which is the name of the folder" : "")}: {problem.Message}. {(stack is null ? "Say another with --name." : "")}".TrimEnd());
    }

    /// <summary>Version of IocOps, as packages are named.</summary>
    public static string Version { get; } =
        typeof(NewWorkspace).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>Writes what is missing.</summary>
    /// <returns>Whether something was.</returns>
    public bool Write() => _writer.Write(_files, []).HasChanges;

    /// <summary>Names the files on standard output, and says what comes next.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="written">What <see cref="Missing"/> was before.</param>
    /// <param name="dryRun">Nothing was written.</param>
    public void Tell(Output output, IReadOnlyList<string> written, bool dryRun)
    {
        output.Lines(written);
        if (_kept.Count > 0) output.Note($"Left as they are: {string.Join(", ", _kept)}.");
        output.Note(written.Count == 0 ? "This is a workspace already: nothing is missing." : dryRun ? $"{written.Count} files would be written." : $"{written.Count} files written.");
        if (!dryRun && written.Contains(FleetSource.SitePath))
            output.Note($"Next: say in {FleetSource.SitePath} what holds for all IOCs, make the first with NewIoc --name NAME, and write the pipelines with GenPipelines.");
    }

    /// <summary>Files that are missing, and schemas that are another version's.</summary>
    public IReadOnlyList<string> Missing => _writer.Compare(_files, []).Written;

    // Docker's rule for the names of stacks, as far as a folder's name can be bent to it; the site's parser has the last word.
    private static string NameOf(string root)
    {
        var letters = Path.GetFileName(Path.TrimEndingDirectorySeparator(root)).ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-');
        var name = string.Concat(letters).Trim('-');
        return name.Length == 0 ? "iocs" : name;
    }

    private static string Text(string resource, string stack)
    {
        using var stream = typeof(NewWorkspace).Assembly.GetManifestResourceStream($"new/{resource}")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n").Replace("@STACK@", stack, StringComparison.Ordinal).Replace("@VERSION@", Version, StringComparison.Ordinal);
    }
}
