using System.Text;
using IocOps.Core.Model;

namespace IocOps.Core.Tests.Model;

/// <summary>Small fleets in memory.</summary>
internal static class Sample
{
    public const string Site = """
        stack: dals
        mount: /srv/run
        defaults:
          image: iocops/lab-ioc:1
        """;

    public const string Db = """
        record(ai, "$(P=TEST):Value") {
            field(DESC, "$(DESC=none)")
            field(INP, $(JSON=0))
        }
        """;

    public static IocFolder Folder(string name, string? yaml, params (string Name, string Text)[] sources) => new(
        name,
        yaml,
        sources.ToDictionary(s => s.Name, s => new ReadOnlyMemory<byte>(Encoding.UTF8.GetBytes(s.Text))),
        new Dictionary<string, string>(),
        new Dictionary<string, string>());

    public static Fleet Parse(string? site, params IocFolder[] folders) =>
        FleetParser.Parse(new FleetSource(site, folders, new Dictionary<string, string>(), new Dictionary<string, string>()));

    /// <summary>The problems of one IOC that has src/a.db, src/b.db and src/a.proto.</summary>
    public static IReadOnlyList<string> Problems(string yaml, string name = "ramper") => [.. ParseOne(yaml, name).Problems.Select(p => p.ToString())];

    /// <summary>One IOC that has no problems.</summary>
    public static Ioc Good(string yaml, string name = "ramper")
    {
        var fleet = ParseOne(yaml, name);
        Assert.Empty(fleet.Problems.Select(p => p.ToString()));
        return fleet.Members.Single().Ioc!;
    }

    public static Fleet ParseOne(string yaml, string name = "ramper", string site = Site) =>
        Parse(site, Folder(name, yaml, ("a.db", Db), ("b.db", Db), ("a.proto", "get { out \"X\"; }")));
}
