using System.Text;
using IocOps.Core.Import;
using IocOps.Core.Model;

namespace IocOps.Core.Tests.Import;

/// <summary>The sample repository, and single projects in memory.</summary>
internal static class ImportCorpus
{
    public const string Site = "stack: dals\ndefaults:\n  image: beamline/st-ioc:2.0\n  modules: [autosave, caputlog, status-ioc]\n";

    public const string Db = "record(ai, \"$(P):Value\") {\n    field(DESC, \"$(DESC=none)\")\n}\n";

    private static readonly string[] Folder = ["tests", "samples", "import"];

    public static string SampleSite { get; } = Workspace.Read([.. Folder, "site.yaml"]);

    public static IReadOnlyList<ImportFolder> Folders { get; } =
        [.. Directory.GetDirectories(Workspace.PathOf([.. Folder, "ioc-repository"])).Order(StringComparer.Ordinal).Select(FromDisk)];

    public static IReadOnlyList<ImportedIoc> Samples() => Import(SampleSite, [], [.. Folders]);

    /// <summary>The IOC of a sample, read back.</summary>
    public static Ioc Sample(string name)
    {
        var fleet = Parse(SampleSite, Samples().Single(i => i.Source == name));
        Assert.Empty(fleet.Problems.Select(p => p.ToString()));
        return fleet.Iocs.Single();
    }

    /// <summary>One project with <c>src/x.db</c> (macros P and DESC) and <c>src/a.proto</c>.</summary>
    public static ImportedIoc One(string ini, string name = "ramper", string site = Site, params string[] existing) =>
        Import(site, existing, Project(name, ini)).Single();

    /// <summary>The basic settings of a project and <paramref name="rest"/>.</summary>
    public static string Ini(string rest = "[DB]\nload = x.db, P=R\n") =>
        $"[IOC]\nname = ramper\nhost = swarm\nimage = beamline/st-ioc:2.1\nmodule = autosave, caputlog, status-ioc\n{rest}";

    public static ImportFolder Project(string name, string ini, params (string Path, string Text)[] more)
    {
        var files = new Dictionary<string, ReadOnlyMemory<byte>> { ["src/x.db"] = Encoding.UTF8.GetBytes(Db), ["src/a.proto"] = "get { out \"X\"; }"u8.ToArray() };
        foreach (var (path, text) in more) files[path] = Encoding.UTF8.GetBytes(text);
        return new ImportFolder(name, Encoding.UTF8.GetBytes(ini), files, []);
    }

    public static IReadOnlyList<ImportedIoc> Import(string site, IEnumerable<string> existing, params ImportFolder[] folders)
    {
        var parsed = Parse(site).Site;
        Assert.NotNull(parsed);
        return new Importer(site, parsed, existing).Run(folders);
    }

    /// <summary>The fleet of the IOCs that were taken.</summary>
    public static Fleet Parse(string site, params IEnumerable<ImportedIoc> iocs) => FleetParser.Parse(Source(site, iocs));

    public static string Yaml(ImportedIoc ioc) => Encoding.UTF8.GetString(ioc.Files["ioc.yaml"].Span);

    /// <summary>Notes without the file's name.</summary>
    public static IReadOnlyList<string> Notes(ImportedIoc ioc, ImportKind kind) =>
        [.. ioc.Notes.Where(n => n.Kind == kind).Select(n => $"{n.Line}: {n.Message}")];

    private static FleetSource Source(string site, IEnumerable<ImportedIoc> iocs)
    {
        var none = new Dictionary<string, string>();
        var folders = iocs.Where(i => i.IsTaken).Select(i => new IocFolder(
            i.Name!,
            Yaml(i),
            i.Files.Where(f => f.Key.StartsWith("src/", StringComparison.Ordinal)).ToDictionary(f => f.Key[4..], f => f.Value),
            none,
            none));
        return new FleetSource(site, [.. folders], none, none);
    }

    private static ImportFolder FromDisk(string path)
    {
        var files = Directory.GetFiles(path, "*", SearchOption.AllDirectories).ToDictionary(
            f => Path.GetRelativePath(path, f).Replace('\\', '/'), f => new ReadOnlyMemory<byte>(File.ReadAllBytes(f)));
        return new ImportFolder(Path.GetFileName(path), files[ImportFolder.IniFile], files.Where(f => f.Key != ImportFolder.IniFile).ToDictionary(), []);
    }
}
