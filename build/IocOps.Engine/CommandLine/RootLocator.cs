namespace IocOps.Engine.CommandLine;

/// <summary>Finds the root directory before anything else: fields of the build may need it.</summary>
internal static class RootLocator
{
    /// <summary>
    /// <c>--root &lt;directory&gt;</c> (without a directory: the current one), the variable NUKE_ROOT, else the nearest directory upwards
    /// with a <c>.nuke</c> in it. Throws <see cref="UsageException"/> where there is none.
    /// </summary>
    public static AbsolutePath Locate(
        IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment, string workingDirectory)
    {
        if (Option(arguments) is { } option)
            return Existing(option, workingDirectory, "--root");
        if (environment.TryGetValue("NUKE_ROOT", out var variable) && variable.Length > 0)
            return Existing(variable, workingDirectory, "environment variable NUKE_ROOT");
        for (AbsolutePath? directory = workingDirectory; directory is not null; directory = directory.Parent)
        {
            if (Path.Exists(directory / ".nuke"))
                return directory;
        }

        throw new UsageException("There is no .nuke directory here or in a directory above. Go to where the build is, or give --root <directory>.");
    }

    private static string? Option(IReadOnlyList<string> arguments)
    {
        for (var i = 0; i < arguments.Count && arguments[i] != "--"; i++)
        {
            var argument = arguments[i];
            if (!ArgumentTokens.IsOption(argument))
                continue;
            var end = argument.IndexOfAny(['=', ':']);
            if (Names.Key(end < 0 ? argument : argument[..end]) != "root")
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
