using System.Text;
using IocOps.Core;
using IocOps.Core.Checks;
using IocOps.Core.Model;
using IocOps.Core.Pipelines;
using IocOps.Core.Planning;
using IocOps.Core.Rendering;
using IocOps.Core.Stacks;
using IocOps.Swarm.Workspaces;

namespace IocOps.Swarm.Fleets;

/// <summary>How much of an IOC is generated.</summary>
public enum GeneratedPart
{
    /// <summary>st.cmd, substitutions and access rules.</summary>
    Startup,

    /// <summary>The stack file too.</summary>
    Everything,
}

/// <summary>Renders the fleet's files, reads every stack file back, and compares or writes them. Nothing is written when there is one error.</summary>
public sealed class Generation(FleetFiles files)
{
    private readonly StackFiles _stacks = new(files);

    private readonly Lazy<FleetRenderer> _renderer = new(() => new FleetRenderer(files.RequireSite(), files.Source.Templates));

    // By name of the IOC: what GenStartup rendered, GenSwarmFile and a deploy of the same run need not render again.
    private readonly Dictionary<string, (IReadOnlyList<RenderedFile> Files, IReadOnlyList<Problem> Problems)> _startups = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RenderedIoc> _iocs = new(StringComparer.Ordinal);

    /// <summary>Renders some IOCs and checks the result as a deploy would.</summary>
    /// <exception cref="ProblemException">A template or what it yields has errors; carries those of all IOCs.</exception>
    public Generated Render(IReadOnlyList<Ioc> iocs, GeneratedPart part)
    {
        var rendered = iocs.Select(i => part == GeneratedPart.Everything ? Everything(i) : StartupOnly(i)).ToList();
        Throw([.. rendered.SelectMany(r => r.Problems)]);
        return new Generated([.. rendered.SelectMany(r => r.Files)], [.. iocs.Select(i => i.GeneratedPath)], [.. rendered.Select(r => r.Stack).OfType<OwnedStack>()]);
    }

    /// <summary>Renders all files of some IOCs; where one is for a plain Docker host, also the compose files, which name what it is made of.</summary>
    /// <exception cref="ProblemException">A template or what it yields has errors.</exception>
    public Generated RenderWithHosts(IReadOnlyList<Ioc> iocs)
    {
        var own = Render(iocs, GeneratedPart.Everything);
        if (iocs.All(i => i.Host == Ioc.SwarmHost)) return own;
        var hosts = RenderHosts();
        return own with { Files = [.. own.Files, .. hosts.Files], Folders = [.. own.Folders, .. hosts.Folders] };
    }

    /// <summary>Renders the stack files of all global services: the log server's, and those of folders below <c>iocs/_global/</c>.</summary>
    /// <param name="baseImage">Null to take that of <c>site.yaml</c>; without any there is no log server.</param>
    /// <exception cref="ProblemException">There is neither an image nor a folder, or a stack file has errors.</exception>
    public Generated RenderGlobal(string? baseImage)
    {
        var problems = new List<Problem>();
        var folders = files.SelectServices(null, isGlobal: true);
        // A site may have its own services only.
        var logServer = folders.Count > 0 && (baseImage ?? files.RequireSite().BaseImage) is null ? [] : _renderer.Value.RenderGlobal(baseImage, problems);
        var rendered = folders.Select(f => Services(f, baseImage, problems)).ToList();
        OwnedStack?[] stacks = [Load(logServer, LogServerOwner, problems), .. rendered.Select(r => r.Stack)];
        Throw(problems);
        return new Generated([.. logServer, .. rendered.SelectMany(r => r.Files)], [FleetSource.GlobalPath, .. folders.Select(f => f.GeneratedPath)], [.. stacks.OfType<OwnedStack>()]);
    }

    /// <summary>Renders the stack files of services that are neither IOCs nor global.</summary>
    /// <param name="names">Of folders below <c>iocs/_services/</c>; null for all of them.</param>
    /// <param name="baseImage">For templates that want an image; null to take that of <c>site.yaml</c>.</param>
    /// <exception cref="SelectionException">There is no such folder.</exception>
    /// <exception cref="ProblemException">A stack file has errors; carries those of all of them.</exception>
    public Generated RenderServices(IReadOnlyCollection<string>? names, string? baseImage)
    {
        var problems = new List<Problem>();
        var folders = files.SelectServices(names, isGlobal: false);
        var rendered = folders.Select(f => Services(f, baseImage, problems)).ToList();
        Throw(problems);
        return new Generated([.. rendered.SelectMany(r => r.Files)], [.. folders.Select(f => f.GeneratedPath)], [.. rendered.Select(r => r.Stack).OfType<OwnedStack>()]);
    }

    /// <summary>Renders the pipelines of <c>iocs/pipelines.yaml</c>; nothing where there is no such file.</summary>
    /// <exception cref="ProblemException">It or a template has errors.</exception>
    public Generated RenderPipelines()
    {
        if (files.Workspace.ReadFile(PipelinePlan.Path) is not { } bytes) return new Generated([], [], []);
        var problems = new List<Problem>();
        var plan = PipelineReader.Read(Encoding.UTF8.GetString(bytes.Span), problems);
        var rendered = plan is null ? [] : new PipelineRenderer(files.Source.Templates).Render(plan, problems);
        Throw(problems);
        return new Generated(rendered, [], []);
    }

    /// <summary>Whether the site says anything of global services.</summary>
    /// <param name="baseImage">As in <see cref="RenderGlobal"/>.</param>
    public bool HasGlobal(string? baseImage) =>
        (baseImage ?? files.RequireSite().BaseImage) is not null || files.Source.Services.Any(s => s.IsGlobal);

    /// <summary>
    /// Renders the compose files of all plain Docker hosts; those of hosts that have no IOC any more are no longer generated.
    /// </summary>
    /// <exception cref="ProblemException">An IOC or the template has errors.</exception>
    public Generated RenderHosts()
    {
        var problems = new List<Problem>();
        var hosts = files.Select(null).Where(i => i.Host != Ioc.SwarmHost).GroupBy(i => i.Host, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).ToList();
        var rendered = new List<RenderedFile>();
        foreach (var host in hosts)
        {
            var iocs = host.OrderBy(i => i.Name, StringComparer.Ordinal).Select(i => (Ioc: i, Startup: Startup(i))).ToList();
            problems.AddRange(iocs.SelectMany(i => i.Startup.Problems));
            if (problems.Count == 0) rendered.AddRange(_renderer.Value.RenderHost(host.Key, [.. iocs.Select(i => (i.Ioc, i.Startup.Files))], problems));
        }

        Throw(problems);
        var folders = hosts.Select(h => $"{FleetSource.HostsPath}/{h.Key}").Concat(files.Workspace.HostFolders()).Distinct(StringComparer.Ordinal);
        return new Generated(rendered, [.. folders.Order(StringComparer.Ordinal)], []);
    }

    /// <summary>Who owns the log server.</summary>
    public static Owner LogServerOwner { get; } = new(OwnerKind.Global, "global");

    /// <summary>Who owns the services of a folder.</summary>
    public static Owner OwnerOf(ServiceFolder folder) => new(folder.IsGlobal ? OwnerKind.Global : OwnerKind.Service, folder.Name);

    /// <summary>What every IOC would read, also those that only lack a PV for their health check; nothing is thrown.</summary>
    /// <param name="problems">Gets what is wrong with templates; such an IOC is left out.</param>
    public IReadOnlyList<IocContents> Contents(ICollection<Problem> problems)
    {
        var contents = new List<IocContents>();
        foreach (var ioc in files.Fleet.Site is null ? [] : files.Fleet.Members.Select(m => m.Draft).OfType<Ioc>())
        {
            var (rendered, faults) = Startup(ioc);
            foreach (var fault in faults) problems.Add(fault);
            if (faults.Count == 0) contents.Add(IocContents.Read(ioc, Folder(ioc), rendered));
        }

        return contents;
    }

    /// <summary>What is on disk and not as it should be; writes nothing.</summary>
    public WriteResult Compare(Generated generated) =>
        new WorkspaceWriter(files.Workspace.Root).Compare(generated.Files, generated.Folders);

    /// <summary>What was reviewed is what is deployed: refuses where the files on disk are not these.</summary>
    /// <exception cref="ProblemException">Some are stale (GEN001).</exception>
    public void RequireFresh(Generated generated)
    {
        var difference = Compare(generated);
        if (!difference.HasChanges) return;
        var stale = difference.Written.Concat(difference.Removed).Order(StringComparer.Ordinal);
        throw new ProblemException([.. stale.Select(f => new Problem(f, 0, 0, "GEN001", "the file is not what would be generated now; run GenSwarmFile (GenGlobalFile for the global services, GenServiceFile for the others)"))]);
    }

    /// <summary>Brings the files to disk, whole or not at all, and removes what is no longer generated.</summary>
    public WriteResult Write(Generated generated) =>
        new WorkspaceWriter(files.Workspace.Root).Write(generated.Files, generated.Folders);

    /// <summary>What the folder of one IOC holds, and its stack where it has a good one; nothing is thrown.</summary>
    public (FolderStatus Status, OwnedStack? Stack) StateOf(FleetMember member)
    {
        if (member.Ioc is not { } ioc)
            return (new FolderStatus(member.Name, FolderState.Invalid, member.Problems.Count == 0 ? "site.yaml has errors" : member.Problems[0].ToString()), null);
        if (ioc.Host != Ioc.SwarmHost) return (new FolderStatus(ioc.Name, FolderState.NotSwarm, ioc.Host), null);
        var rendered = Everything(ioc);
        if (rendered.Problems.FirstOrDefault(p => p.Severity == Severity.Error) is { } error) return (new FolderStatus(ioc.Name, FolderState.Invalid, error.ToString()), null);
        return (new FolderStatus(ioc.Name, FreshnessOf(Folder(ioc).Generated, rendered.Files)), rendered.Stack);
    }

    private static FolderState FreshnessOf(IReadOnlyDictionary<string, string> onDisk, IReadOnlyList<RenderedFile> rendered)
    {
        if (!onDisk.ContainsKey(FleetRenderer.StackFile)) return FolderState.NotGenerated;
        var same = onDisk.Keys.Count(GeneratedName.IsOne) == rendered.Count && rendered.All(f => onDisk.GetValueOrDefault(RunFolder.FileName(f.Path)) == f.Text);
        return same ? FolderState.Ready : FolderState.Stale;
    }

    private (IReadOnlyList<RenderedFile> Files, IReadOnlyList<Problem> Problems) Startup(Ioc ioc)
    {
        if (_startups.TryGetValue(ioc.Name, out var known)) return known;
        var problems = new List<Problem>();
        return _startups[ioc.Name] = (_renderer.Value.RenderStartup(ioc, problems), problems);
    }

    // The stack file stays as it is: it belongs to the folder, and this part does not make it.
    private RenderedIoc StartupOnly(Ioc ioc)
    {
        var (files, problems) = Startup(ioc);
        IEnumerable<RenderedFile> kept = Folder(ioc).Generated.TryGetValue(FleetRenderer.StackFile, out var text)
            ? [new RenderedFile($"{ioc.GeneratedPath}/{FleetRenderer.StackFile}", text)]
            : [];
        return new RenderedIoc([.. files, .. kept], null, problems);
    }

    private RenderedIoc Everything(Ioc ioc) => _iocs.TryGetValue(ioc.Name, out var known) ? known : _iocs[ioc.Name] = RenderEverything(ioc);

    private RenderedIoc RenderEverything(Ioc ioc)
    {
        var startup = Startup(ioc);
        var problems = startup.Problems.ToList();
        if (problems.Count > 0 || ioc.Host != Ioc.SwarmHost) return new RenderedIoc(startup.Files, null, problems);
        IReadOnlyList<RenderedFile> rendered = [.. startup.Files, .. _renderer.Value.RenderStack(ioc, startup.Files, problems)];
        return new RenderedIoc(rendered, Load(rendered, new Owner(OwnerKind.Ioc, ioc.Name), problems), problems);
    }

    // A stack file that a person wrote is loaded from where it lies; one from a template from where it will lie.
    private (IReadOnlyList<RenderedFile> Files, OwnedStack? Stack) Services(ServiceFolder folder, string? baseImage, List<Problem> problems)
    {
        var rendered = _renderer.Value.RenderServices(folder, baseImage, problems);
        var file = folder.Stack is { } text ? new RenderedFile($"{folder.Path}/{ServiceFolder.StackFile}", text) : rendered.Count > 0 ? rendered[0] : null;
        return (rendered, file is null ? null : _stacks.Load(file, OwnerOf(folder), rendered, problems));
    }

    // The stack file among the rendered ones, loaded as a deploy would load it from disk.
    private OwnedStack? Load(IReadOnlyList<RenderedFile> rendered, Owner owner, List<Problem> problems) =>
        rendered.FirstOrDefault(f => RunFolder.FileName(f.Path) == FleetRenderer.StackFile) is { } file ? _stacks.Load(file, owner, rendered, problems) : null;

    private IocFolder Folder(Ioc ioc) => _stacks.Folder(ioc);

    private static void Throw(List<Problem> problems)
    {
        if (problems.Any(p => p.Severity == Severity.Error)) throw new ProblemException([.. problems.Distinct()]);
    }
}

/// <summary>What one IOC's rendering gave.</summary>
internal sealed record RenderedIoc(IReadOnlyList<RenderedFile> Files, OwnedStack? Stack, IReadOnlyList<Problem> Problems);

/// <summary>Files that were rendered and what they ask of the swarm.</summary>
/// <param name="Files">To be brought to disk.</param>
/// <param name="Folders">That hold nothing else.</param>
/// <param name="Stacks">The stack files among them, loaded.</param>
public sealed record Generated(IReadOnlyList<RenderedFile> Files, IReadOnlyList<string> Folders, IReadOnlyList<OwnedStack> Stacks);
