using IocOps.Core.Checks;
using IocOps.Core.Model;
using IocOps.Core.Rendering;
using IocOps.Core.Tests.Model;

namespace IocOps.Core.Tests.Checks;

/// <summary>A fleet in memory, checked as CheckIocs checks it.</summary>
internal sealed class CheckedFleet
{
    private readonly List<IocFolder> _folders = [];

    /// <summary>One IOC, called <c>a</c>.</summary>
    public static IReadOnlyList<string> Findings(string yaml, params (string Name, string Text)[] sources) => new CheckedFleet().With("a", yaml, sources).Run();

    /// <summary>One IOC that loads one database with the macro P.</summary>
    public static IReadOnlyList<string> OfDb(string db) => Findings("databases: [{file: x.db, macros: {P: A}}]", ("x.db", db));

    public CheckedFleet With(string name, string yaml, params (string Name, string Text)[] sources)
    {
        _folders.Add(Sample.Folder(name, yaml, sources));
        return this;
    }

    public IReadOnlyList<string> Run() => [.. FleetCheck.Run(Contents()).Findings.Select(f => f.ToString().Replace("iocs/", "", StringComparison.Ordinal))];

    public IReadOnlyList<IocContents> Contents() => Read(FleetParser.Parse(new FleetSource(Sample.Site, _folders, Workspace.Templates(), new Dictionary<string, string>())), _folders);

    public static IReadOnlyList<IocContents> Read(Fleet fleet, IReadOnlyList<IocFolder> folders)
    {
        Assert.All(fleet.Members, m => Assert.True(m.Draft is not null, string.Join('\n', m.Problems)));
        var renderer = new FleetRenderer(fleet.Site!, Workspace.Templates());
        var problems = new List<Problem>();
        List<IocContents> contents = [.. fleet.Members.Select(m => m.Draft!).Select(i => IocContents.Read(i, folders.Single(f => f.Name == i.Name), renderer.RenderStartup(i, problems)))];
        Assert.Empty(problems);
        return contents;
    }
}
