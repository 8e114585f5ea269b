using System.Diagnostics;
using System.Text;

namespace IocOps.Swarm.Lab.Nodes;

/// <summary>
/// Finds a lab's processes by what only they carry in their command lines: the path of the lab's own script and of a node's own engine
/// configuration. Nothing has to be remembered, so a lab whose maker was killed is found too.
/// </summary>
internal static class LabProcesses
{
    /// <summary>The first process of a node's (or the switch's) namespaces, or null where it does not run.</summary>
    public static int? Init(LabPaths paths, string node) => Find(a =>
        a is ["/bin/sh", var script, "init" or "hold", var name, ..] && script == paths.Script && name == node);

    /// <summary>A node's dockerd, or null where it does not run.</summary>
    public static int? Engine(LabPaths paths, string node) => Find(a =>
        a is [var program, "--config-file", var config, ..] && program.EndsWith("dockerd", StringComparison.Ordinal)
        && config == paths.EngineConfig(node));

    /// <summary>Everything that holds namespaces of this lab: killing it ends all that runs in them.</summary>
    public static IReadOnlyList<int> Holders(LabPaths paths) =>
        [.. All().Where(p => Holds(p.Arguments, paths.Script)).Select(p => p.Id)];

    /// <summary>Kills with SIGKILL; a process that is gone already is no error.</summary>
    public static void Kill(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException)
        {
            // Ended by itself in between.
        }
    }

    /// <summary>The first process itself, or `unshare` which started it; not an editor that somebody has the script open in.</summary>
    private static bool Holds(string[] arguments, string script)
    {
        var place = Array.IndexOf(arguments, script);
        return arguments[0] is "/bin/sh" or "unshare" or "setsid"
            && place > 0 && place + 1 < arguments.Length && arguments[place + 1] is ("init" or "hold");
    }

    private static int? Find(Func<string[], bool> match)
    {
        foreach (var (id, arguments) in All())
        {
            if (match(arguments)) return id;
        }

        return null;
    }

    /// <summary>Zombies have no command line and so do not appear.</summary>
    private static IEnumerable<(int Id, string[] Arguments)> All()
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), out var id)) continue;
            var line = Read($"{folder}/cmdline");
            if (line.Length > 0) yield return (id, Encoding.UTF8.GetString(line).TrimEnd('\0').Split('\0'));
        }
    }

    private static byte[] Read(string file)
    {
        try
        {
            return File.ReadAllBytes(file);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
