using System.Globalization;
using IocOps.Core.Epics;
using IocOps.Core.Model;

namespace IocOps.Core.Checks;

/// <summary>A port at which an IOC listens because somebody chose its number.</summary>
internal sealed record ServerPort(IocContents Contents, int Number, string What, string File, TextPlace Place);

/// <summary>
/// Finds IOCs that want the same port of the same host: all use the host's network. A Channel Access server takes another port where
/// its own is taken, and is not meant here unless a number was chosen.
/// </summary>
internal static class ServerPortCheck
{
    private static readonly string[] Variables = ["EPICS_CAS_SERVER_PORT", "EPICS_CA_SERVER_PORT", "EPICS_PVAS_SERVER_PORT", "EPICS_PVA_SERVER_PORT", "EPICS_PVAS_TLS_PORT"];

    public static IEnumerable<Problem> Of(IReadOnlyList<IocContents> fleet)
    {
        foreach (var same in fleet.SelectMany(Ports).GroupBy(p => p.Number).OrderBy(g => g.Key))
        {
            var seen = new List<ServerPort>();
            foreach (var port in same)
            {
                if (seen.FirstOrDefault(s => s.Contents != port.Contents && MayMeet(s.Contents.Ioc, port.Contents.Ioc)) is { } other)
                    yield return CheckRule.SamePort.At(port.File, port.Place, $"{port.What} is {port.Number}, which IOC '{other.Contents.Ioc.Name}' wants too ({other.File}:{other.Place.Line}); choose another, or keep the two apart with 'constraints'");
                seen.Add(port);
            }
        }
    }

    private static IEnumerable<ServerPort> Ports(IocContents contents)
    {
        foreach (var name in Variables)
        {
            if (contents.Script.PlaceOf(name) is not { } set || Number(contents.Script.Variable(name)) is not { } number) continue;
            var isOfYaml = contents.Ioc.Environment.Any(e => e.Name == name);
            yield return isOfYaml ? new ServerPort(contents, number, name, contents.Places.File, contents.Places.Of("environment", name)) : new ServerPort(contents, number, name, set.File, set.Place);
        }

        foreach (var command in contents.Script.Commands.Where(c => c.Name == "drvAsynIPServerPortConfigure" && c.Arguments.Count > 1))
        {
            if (Number(command.Arguments[1].Split(' ')[0].Split(':')[^1]) is { } number)
                yield return new ServerPort(contents, number, $"the port of {command.Name}", command.File, command.Place);
        }
    }

    // EPICS's own defaults are shared by design.
    private static int? Number(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and not (5064 or 5075) ? number : null;

    private static bool MayMeet(Ioc one, Ioc other)
    {
        if (one.Host != other.Host) return false;
        var wanted = Equal(one).ToDictionary(c => c.Key, c => c.Value, StringComparer.Ordinal);
        return !Equal(other).Any(c => wanted.TryGetValue(c.Key, out var value) && value != c.Value);
    }

    private static IEnumerable<(string Key, string Value)> Equal(Ioc ioc) => ioc.Deploy.Constraints
        .Select(c => c.Split("==", 2)).Where(p => p.Length == 2).Select(p => (Key: p[0].Trim(), Value: p[1].Trim())).DistinctBy(p => p.Key);
}
