namespace IocOps.Swarm.Lab;

/// <summary>What a lab can't be, said before anything is made.</summary>
internal static class LabChecks
{
    /// <exception cref="LabException">The options make no lab.</exception>
    public static void Options(LabOptions options)
    {
        if (options.Nodes is < 1 or > LabOptions.MostNodes)
        {
            throw new LabException($"A lab has 1 to {LabOptions.MostNodes} nodes, not {options.Nodes}.") { IsUsage = true };
        }

        if (options.Managers < 1) throw new LabException($"A swarm needs at least one manager, not {options.Managers}.") { IsUsage = true };
        foreach (var path in options.SharedPaths.Where(p => !IsPlain(p)))
        {
            throw new LabException($"'{path}' can't be shared by the nodes: give an absolute path of plain folder names, outside /run, /proc, /sys, /dev and /etc.") { IsUsage = true };
        }
    }

    /// <exception cref="LabException">The lab that is there is another one than the one asked for.</exception>
    public static void Same(LabState state, LabOptions options)
    {
        if (options.Nodes is { } nodes && nodes != state.Nodes.Count)
        {
            throw new LabException($"Lab '{state.Name}' has {state.Nodes.Count} node(s), not {nodes}. Take it down first (LabDown).") { IsUsage = true };
        }

        var missing = options.SharedPaths.Except(state.SharedPaths).ToList();
        if (missing.Count > 0)
        {
            throw new LabException($"Lab '{state.Name}' does not share {string.Join(", ", missing)}. Take it down first (LabDown).") { IsUsage = true };
        }
    }

    private static bool IsPlain(string path)
    {
        string[] taken = ["run", "proc", "sys", "dev", "etc"];
        var levels = path.Split('/');
        return levels.Length > 1 && levels[0].Length == 0 && !taken.Contains(levels[1])
            && levels.Skip(1).All(l => l is not ("" or "." or "..") && !l.Any(char.IsControl));
    }
}
