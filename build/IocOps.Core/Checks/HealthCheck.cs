using IocOps.Core.Model;

namespace IocOps.Core.Checks;

/// <summary>Checks what the health check asks for: where it can't answer, no deploy of the IOC ever succeeds.</summary>
internal static class HealthCheck
{
    public static IEnumerable<Problem> Of(IocContents contents)
    {
        if (contents.WrittenHealthPv is { } pv && WrongPv(contents, pv) is { } wrong) yield return At(contents, "pv", wrong);
        if (contents.Ioc.Health?.Command is { } command && WrongProgram(contents, command[0]) is { } fault) yield return At(contents, "command", fault);
    }

    private static Problem At(IocContents contents, string key, string message) => CheckRule.Health.At(contents.Places.File, contents.Places.Of("health", key), message);

    private static string? WrongPv(IocContents contents, string pv)
    {
        var name = pv.Split('.')[0];
        var ioc = contents.Ioc;
        var served = contents.Records.Where(r => !r.IsChange).ToList();
        if (contents.Script.MayLoadMore || served.Exists(r => r.Name == name || !r.IsNameKnown)) return null;
        if (LoadedRecords.IsOfStats(ioc, name)) return null;
        return $"no database of this IOC defines the PV '{Printable.Line(name)}'{Nearest.Hint(name, served.Select(r => r.Name))}; the health check would never pass";
    }

    private static string? WrongProgram(IocContents contents, string program)
    {
        if (!program.StartsWith('/')) return null;
        var path = RunFileSet.Combine("/", program);
        if (contents.Files.Find(path) is { } file)
            return (file.Mode & 0x49) != 0 ? null : $"'{file.Target}' is delivered with mode {Convert.ToString(file.Mode, 8)} and can't be run; give it 'mode: 0555' in 'files'";
        return contents.Files.ShouldHold(path) ? $"'{contents.Files.Below(path)}' is not in the run folder{Nearest.Hint(contents.Files.Below(path)!, contents.Files.Targets)}; deliver it with 'files'" : null;
    }
}
