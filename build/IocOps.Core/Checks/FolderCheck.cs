using IocOps.Core.Model;
using IocOps.Core.Projects;

namespace IocOps.Core.Checks;

/// <summary>Checks what lies in the folder and what ioc.yaml asks of the node.</summary>
internal static class FolderCheck
{
    private static readonly string[] Loadable = [".db", ".vdb", ".template", ".substitutions", ".subs", ".sub"];

    public static IEnumerable<Problem> Of(IocContents contents)
    {
        var ioc = contents.Ioc;
        foreach (var name in SourceSync.Unused(contents.Folder, ioc))
            yield return CheckRule.NeverUsed.At($"{ioc.Path}/src/{name}", default, "nothing in ioc.yaml names this file; load it, deliver it with 'files', or remove it");
        foreach (var (file, index) in ioc.Files.Select((f, i) => (f, i)).Where(f => f.f.Target.StartsWith(RunFolder.Db + "/", StringComparison.Ordinal) && Loadable.Any(l => f.f.Target.EndsWith(l, StringComparison.OrdinalIgnoreCase)) && !contents.Opened.Contains(f.f.Target)))
            yield return CheckRule.NeverUsed.At(contents.Places.File, contents.Places.Of("files", index), $"{file.Target} is delivered and never loaded; load it in 'databases' or with a command in 'at-load'");
        if (ioc.Host != Ioc.SwarmHost || ioc.Deploy.Constraints.Count > 0) yield break;
        foreach (var (port, index) in ioc.Ports.Select((p, i) => (p, i)).Where(p => p.p is SerialPort))
            yield return CheckRule.SerialPlace.At(contents.Places.File, contents.Places.Of("ports", index), $"{((SerialPort)port).Device} is a device of one node, and nothing says of which; add 'constraints' to 'deploy', such as node.hostname == NAME");
    }
}
