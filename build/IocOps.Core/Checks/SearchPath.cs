namespace IocOps.Core.Checks;

/// <summary>
/// Where EPICS looks for a database that is named without a folder, and for the files that databases include (dbOpenFile of base): in the
/// folders of a list. A name with a folder in it is seen from the folder of the script.
/// </summary>
/// <param name="Folder">Of the script; absolute, in the container.</param>
/// <param name="Folders">Absolute, in the container.</param>
internal sealed record SearchPath(string Folder, IReadOnlyList<string> Folders)
{
    /// <summary>The variable with the list.</summary>
    public const string Variable = "EPICS_DB_INCLUDE_PATH";

    /// <summary>The list of a load.</summary>
    /// <param name="folder">Of the script.</param>
    /// <param name="variable">Value of <see cref="Variable"/>; null where it is not set.</param>
    public static SearchPath Of(string folder, string? variable) => new SearchPath(folder, []).Set(variable ?? ".");

    /// <summary>Another list, divided by ':'; an empty part is the folder of the script.</summary>
    public SearchPath Set(string folders) => this with { Folders = [.. folders.Split(':').Select(Seen)] };

    /// <summary>More folders behind those that are there.</summary>
    public SearchPath Add(string folders) => Set(folders) is var more ? this with { Folders = [.. Folders, .. more.Folders] } : this;

    /// <summary>
    /// The path at which EPICS opens <paramref name="name"/>: where a file is delivered, else where the image may have it, else the first.
    /// </summary>
    public string Find(string name, RunFileSet files)
    {
        List<string> paths = name.IndexOfAny(['/', '\\']) >= 0 ? [Seen(name)] : [.. Folders.Select(f => RunFileSet.Combine(f, name))];
        return paths.Find(p => files.Find(p) is not null) ?? paths.Find(p => !files.ShouldHold(p)) ?? paths[0];
    }

    private string Seen(string path) => path.Contains('$', StringComparison.Ordinal) ? RunFileSet.OfImage : RunFileSet.Combine(Folder, path);
}
