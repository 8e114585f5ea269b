using System.Text;
using IocOps.Core;
using IocOps.Core.Checks;
using IocOps.Core.Model;
using IocOps.Core.Planning;
using IocOps.Core.Reviews;
using IocOps.Swarm.Fleets;

namespace IocOps.Swarm.Reviews;

/// <summary>Reads, generates and checks one side of a review. Errors do not stop it: they are part of what comes out.</summary>
public sealed class ReviewSide
{
    private readonly FleetFiles _files;
    private readonly Generation _generation;
    private readonly string? _baseImage;
    private readonly List<Problem> _errors = [];
    private readonly List<OwnedStack> _stacks = [];
    private readonly Dictionary<string, ReadOnlyMemory<byte>> _texts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Owner> _folders = new(StringComparer.Ordinal);

    private ReviewSide(FleetFiles files, Generation generation, string? baseImage) => (_files, _generation, _baseImage) = (files, generation, baseImage);

    /// <summary>Does it.</summary>
    /// <param name="files">The workspace.</param>
    /// <param name="generation">Of the same.</param>
    /// <param name="baseImage">Of the command line; null to take that of <c>site.yaml</c>.</param>
    public static FleetState Of(FleetFiles files, Generation generation, string? baseImage) => new ReviewSide(files, generation, baseImage).Read();

    private FleetState Read()
    {
        Common();
        foreach (var folder in _files.Source.Folders) Ioc(folder);
        foreach (var folder in _files.Source.Services) Services(folder);
        if (_files.Fleet.Site is not null) Generated();
        var checks = FleetChecks.Run(_files, _generation, null);
        _errors.AddRange(checks.Configuration.Where(p => p.Severity == Severity.Error));
        var contents = _generation.Contents([]);
        return new FleetState
        {
            Stack = _files.Fleet.Site?.Stack,
            Stacks = _stacks,
            Folders = _folders,
            Hosts = _files.Fleet.Iocs.Where(i => i.Host != Core.Model.Ioc.SwarmHost).ToDictionary(i => i.Name, i => i.Host, StringComparer.Ordinal),
            Files = _texts,
            Records = [.. contents.SelectMany(c => c.Records)],
            Errors = [.. _errors.Distinct()],
            Findings = [.. checks.All.Where(p => !_errors.Contains(p))],
            Stale = _files.Fleet.Site is null ? [] : [.. _files.Fleet.Members.Where(m => _generation.StateOf(m).Status.State is FolderState.Stale or FolderState.NotGenerated).Select(m => m.Name)],
        };
    }

    private void Common()
    {
        Add(FleetSource.SitePath, _files.Source.SiteYaml);
        foreach (var (name, text) in _files.Source.Templates) Add($"templates/{name}", text);
    }

    private void Ioc(IocFolder folder)
    {
        _folders[folder.Path] = new Owner(OwnerKind.Ioc, folder.Name);
        Add($"{folder.Path}/ioc.yaml", folder.IocYaml);
        foreach (var (name, bytes) in folder.Sources) _texts[$"{folder.Path}/src/{name}"] = bytes;
        foreach (var (name, text) in folder.Templates) Add($"{folder.Path}/templates/{name}", text);
        var generated = _files.Fleet.Iocs.FirstOrDefault(i => i.Name == folder.Name) is { } ioc ? Try(() => _generation.Render([ioc], GeneratedPart.Everything)) : null;
        if (generated is not null) return;
        // What can't be generated is compared as it was left.
        foreach (var (name, text) in folder.Generated) Add($"{folder.Path}/{FleetSource.GeneratedFolder}/{name}", text);
    }

    private void Services(ServiceFolder folder)
    {
        _folders[folder.Path] = Generation.OwnerOf(folder);
        Add($"{folder.Path}/{ServiceFolder.StackFile}", folder.Stack);
        Add($"{folder.Path}/{ServiceFolder.TemplateFile}", folder.Template);
        if (_files.Fleet.Site is not null && !folder.IsGlobal) Try(() => _generation.RenderServices([folder.Name], _baseImage));
    }

    private void Generated()
    {
        if (_generation.HasGlobal(_baseImage))
        {
            _folders[FleetSource.GlobalPath] = Generation.LogServerOwner;
            Try(() => _generation.RenderGlobal(_baseImage));
        }

        // Needs every IOC to be good, and only says again what is said of them.
        if (!_files.Fleet.HasErrors) Try(_generation.RenderHosts);
    }

    private Generated? Try(Func<Generated> render)
    {
        try
        {
            var generated = render();
            foreach (var file in generated.Files) Add(file.Path, file.Text);
            _stacks.AddRange(generated.Stacks);
            return generated;
        }
        catch (ProblemException e)
        {
            _errors.AddRange(e.Problems.Where(p => p.Severity == Severity.Error));
            return null;
        }
    }

    private void Add(string path, string? text)
    {
        if (text is not null) _texts[path] = Encoding.UTF8.GetBytes(text);
    }
}
