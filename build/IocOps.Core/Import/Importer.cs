using System.Text;
using IocOps.Core.Model;

namespace IocOps.Core.Import;

/// <summary>
/// Turns the projects of the original tool into folders of this one. Each is judged alone: what is wrong with one keeps back that one only.
/// What comes out has been read back by <see cref="FleetParser"/> without an error.
/// </summary>
/// <param name="siteYaml">Text of site.yaml, without errors.</param>
/// <param name="site">The same, read.</param>
/// <param name="existing">Names of the folders that are there already.</param>
public sealed class Importer(string siteYaml, Site site, IEnumerable<string> existing)
{
    // As DNS limits a name.
    private const int MaxService = 63;

    // As Docker limits a config.
    private const int MaxConfig = 500 * 1024;

    // Told where there are other errors, which may be why.
    private const string NoHealthPv = "IOC040";

    private readonly HashSet<string> _existing = existing.ToHashSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>One result per folder, in the order of the folders.</summary>
    public IReadOnlyList<ImportedIoc> Run(IReadOnlyList<ImportFolder> folders)
    {
        // A name that is good as it is goes before one that was made from another.
        var taken = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var folder in folders.Where(f => ImportName.IsGood(f.Name))) taken[folder.Name] = folder.Name;
        return [.. folders.Select(f => Import(f, taken))];
    }

    private ImportedIoc Import(ImportFolder folder, Dictionary<string, string> taken)
    {
        var notes = new ImportNotes(folder.IniPath);
        foreach (var problem in folder.Unreadable) notes.Decide(0, $"{problem.File} is not taken: {problem.Message}");
        if (Read(folder, notes) is not { } ini) return new ImportedIoc(folder.Name, null, Nothing, notes.All);
        var name = Name(folder, ini, taken, notes);
        if (name is not null && _existing.Contains(name))
        {
            var there = new ImportNotes(folder.IniPath);
            there.Kept($"iocs/{name} is there already and is left as it is; remove it to import it again");
            return new ImportedIoc(folder.Name, name, Nothing, there.All);
        }

        var draft = Draft(folder, ini, name ?? folder.Name, notes);
        var files = notes.IsRefused ? Nothing : Finish(folder, draft, notes);
        return new ImportedIoc(folder.Name, name, notes.IsRefused ? Nothing : files, notes.All);
    }

    private static readonly SortedDictionary<string, ReadOnlyMemory<byte>> Nothing = [];

    private static IocIni? Read(ImportFolder folder, ImportNotes notes)
    {
        if (folder.Ini is null) notes.Refuse(0, "there is no such file; this is no IOC of the original tool");
        else if (IniBytes.Read(folder.Ini.Value.Span, notes) is { } text)
        {
            var file = IniFile.Parse(text, notes);
            if (file.Sections.Count == 0 && !notes.IsRefused) notes.Refuse(0, "the file is empty");
            else if (file.Sections.Any(s => s.Name == "IOC")) return new IocIni(file, notes);
            else notes.Refuse(0, "there is no section [IOC]");
        }

        return null;
    }

    private string? Name(ImportFolder folder, IocIni ini, Dictionary<string, string> taken, ImportNotes notes)
    {
        var written = ini.Single("IOC", "name");
        if (written is not null && written.Text != folder.Name)
            notes.Decide(written.Line, $"the IOC is called '{written.Text}' here and its folder '{folder.Name}'; the folder's name counts");
        if (ImportName.Propose(folder.Name) is not { } name)
        {
            notes.Refuse(0, $"the folder's name '{folder.Name}' has no letter or digit to make an IOC's name of; rename the folder");
            return null;
        }

        if (taken.TryGetValue(name, out var other) && other != folder.Name)
        {
            notes.Refuse(0, $"'{folder.Name}' would be called '{name}', as '{other}' is; rename the folder");
            return null;
        }

        if (Service(name) is { Length: > MaxService } service)
        {
            notes.Refuse(0, $"the service '{service}' would have {service.Length} characters, and Swarm takes {MaxService}; shorten the folder's name by {service.Length - MaxService}");
            return null;
        }

        taken[name] = folder.Name;
        if (name != folder.Name)
        {
            // srv-log is not the old IOC's alone: removing it would take the log server away.
            var why = folder.Name.Equals("log", StringComparison.OrdinalIgnoreCase)
                ? "the log server's service has that name"
                : $"an IOC's name has small letters, digits and '-' only; where a service '{site.Stack}_srv-{folder.Name}' runs, remove it first, or both serve the same PVs";
            notes.Decide(0, $"the IOC is called '{name}' instead of '{folder.Name}': {why}");
        }

        return name;
    }

    private string Service(string name) => $"{site.Stack}_srv-{name}";

    private IocDraft Draft(ImportFolder folder, IocIni ini, string name, ImportNotes notes)
    {
        var draft = new IocDraft { Name = name, OldName = folder.Name };
        var sources = new SourceImport(folder, draft, notes);
        sources.TakeAll();
        new BasicsImport(ini, site, draft, notes).Read();
        var records = new AsynRecordImport(site.Layout.For(name, draft.Bin ?? site.Defaults.Bin), draft, notes);
        new DatabaseImport(ini, draft, sources, notes).Read();
        var ports = new PortImport(ini, draft, sources, records, notes);
        ports.Read();
        new RawImport(ini, draft, records, notes).Read();
        new FileImport(ini, draft, sources, notes).Read();
        new DeployImport(ini, draft, notes).Read();
        ports.CheckPlacement();
        TellRenamed(draft, notes);
        return draft;
    }

    // Records of iocStats carry the IOC's name: a new name is new PVs, which archivers and panels must hear of.
    private void TellRenamed(IocDraft draft, ImportNotes notes)
    {
        if (draft.Name == draft.OldName) return;
        var layout = site.Layout.For(draft.Name, draft.Bin ?? site.Defaults.Bin);
        if (draft.Modules.Contains("status-ioc"))
            notes.Decide(0, $"the PVs of status-ioc are called {draft.Name}:… instead of {draft.OldName}:…; to keep them, take status-ioc out of 'modules', add dbLoadRecords(\"{layout.StatusIocDb}\",\"IOC={draft.OldName}\") to 'commands: at-load', and give 'health: {{pv: \"{draft.OldName}:HEARTBEAT\"}}'");
        if (draft.Modules.Contains("status-os"))
            notes.Decide(0, $"the PVs of status-os are called {draft.Name}:docker:… instead of {draft.OldName}:docker:…; to keep them, take status-os out of 'modules' and add dbLoadRecords(\"{layout.StatusOsDb}\",\"HOST={draft.OldName}:docker\") to 'commands: at-load'");
    }

    private SortedDictionary<string, ReadOnlyMemory<byte>> Finish(ImportFolder folder, IocDraft draft, ImportNotes notes)
    {
        CheckSizes(draft, notes);
        var member = ReadBack(folder, draft, notes);
        if (member.Ioc is null && member.Draft is not null)
        {
            draft.HasNoHealth = true;
            notes.Decide(0, "no PV was found for a health check, so that there is none; switch on status-ioc, or give 'health: {pv: NAME}' with a PV of this IOC");
            member = ReadBack(folder, draft, notes);
        }

        foreach (var problem in member.Problems.Where(p => p.Severity == Severity.Error && !(member.Draft is null && p.Code == NoHealthPv)))
            notes.Refuse(0, $"what would be written is no good ({problem.Code}, line {problem.Line}): {problem.Message}");
        if (member.Ioc is { } ioc) notes.Taken(Summary(ioc, draft));
        var files = new SortedDictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal) { ["ioc.yaml"] = Encoding.UTF8.GetBytes(Text(folder, draft, notes)) };
        foreach (var (path, content) in draft.Sources) files[$"src/{path}"] = content;
        // Places on this machine belong into the report, not into a file that is shared.
        SaveImport.Tell(draft, site, folder.Saves, notes);
        return files;
    }

    private void CheckSizes(IocDraft draft, ImportNotes notes)
    {
        var used = draft.Databases.Select(d => d.File).Concat(draft.Protocols).Concat(draft.Files.Select(f => f.Source));
        if (used.FirstOrDefault(f => draft.Sources[f].Length > MaxConfig) is not { } large || site.Mount is null || site.Defaults.Delivery == Delivery.Mount) return;
        draft.ByMount = true;
        notes.Decide(0, $"src/{large} is larger than a Docker config may be, so that the IOC is delivered by mount ({site.Mount})");
    }

    private static string Text(ImportFolder folder, IocDraft draft, ImportNotes notes) => IocYamlWriter.Write(draft, folder.IniPath, notes.All);

    private FleetMember ReadBack(ImportFolder folder, IocDraft draft, ImportNotes notes)
    {
        var none = new Dictionary<string, string>();
        var written = new IocFolder(draft.Name, Text(folder, draft, notes), draft.Sources, none, none);
        return FleetParser.Parse(new FleetSource(siteYaml, [written], none, none)).Members.Single();
    }

    private static string Summary(Ioc ioc, IocDraft draft)
    {
        var parts = new List<string>();
        void Say(int number, string one, string more)
        {
            if (number > 0) parts.Add($"{number} {(number == 1 ? one : more)}");
        }

        Say(ioc.Databases.Count, "database load", "database loads");
        Say(ioc.Databases.Sum(d => d.Macros.Count), "macro", "macros");
        Say(ioc.Ports.Count, "port", "ports");
        Say(ioc.AsynRecords.Count, "asyn record", "asyn records");
        Say(ioc.Protocols.Count, "protocol", "protocols");
        Say(draft.Environment.Count, "variable", "variables");
        Say(ioc.Commands.BeforeLoad.Count + ioc.Commands.AtLoad.Count + ioc.Commands.AfterInit.Count, "command", "commands");
        Say(ioc.Files.Count, "file to copy", "files to copy");
        Say(draft.Sources.Count, "source file", "source files");
        return $"iocs/{ioc.Name}: {(parts.Count == 0 ? "nothing but the IOC itself" : string.Join(", ", parts))}";
    }
}
