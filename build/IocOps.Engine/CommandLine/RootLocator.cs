namespace IocOps.Engine.CommandLine;

/// <summary>Finds the root directory before anything else: fields of the build may need it.</summary>
internal static class RootLocator
{
    /// <summary>
    /// <c>--workspace &lt;directory&gt;</c> (without a directory: the current one), the variable NUKE_WORKSPACE, else the nearest directory
    /// upwards that has one of the markers. Throws <see cref="UsageException"/> where there is none.
    /// </summary>
    public static AbsolutePath Locate(BuildSession session)
    {
        if (Option(session.Arguments) is { } option)
            return Existing(option, session.WorkingDirectory, "--workspace");
        if (session.Environment.TryGetValue("NUKE_WORKSPACE", out var variable) && variable.Length > 0)
            return Existing(variable, session.WorkingDirectory, "environment variable NUKE_WORKSPACE");
        for (AbsolutePath? directory = session.WorkingDirectory; directory is not null; directory = directory.Parent)
        {
            if (session.Markers.Any(m => Path.Exists(directory / m)))
                return directory;
        }

        throw new UsageException($"There is no workspace here: neither this directory nor one above it has {string.Join(" or ", session.Markers)}. "
            + $"Go to where it is, or give --workspace <directory>.{(session.NewWorkspace is { } advice ? $" {advice}" : "")}");
    }

    private static string? Option(IReadOnlyList<string> arguments)
    {
        for (var i = 0; i < arguments.Count && arguments[i] != "--"; i++)
        {
            var argument = arguments[i];
            if (!ArgumentTokens.IsOption(argument))
                continue;
            var end = argument.IndexOfAny(['=', ':']);
            if (Names.Key(end < 0 ? argument : argument[..end]) != "workspace")
                continue;
            if (end >= 0)
                return argument[(end + 1)..];
            return i + 1 < arguments.Count && !ArgumentTokens.IsOption(arguments[i + 1]) ? arguments[i + 1] : ".";
        }

        return null;
    }

    private static AbsolutePath Existing(string path, string workingDirectory, string origin)
    {
        var full = Path.GetFullPath(path.Length == 0 ? "." : path, workingDirectory);
        return Directory.Exists(full) ? full : throw new UsageException($"{origin}: there is no directory '{path}'");
    }
}
