namespace IocOps.Core.Import;

/// <summary>One folder of an ioc-repository as it lies on disk, read once.</summary>
/// <param name="Name">Of the folder.</param>
/// <param name="Ini">Bytes of <c>ioc.ini</c>; null where it is missing.</param>
/// <param name="Files">Plain files that an import may want, by their path in the folder: those of <c>src/</c>, and of what was generated.</param>
/// <param name="Saves">autosave's save files of this IOC, wherever they were found.</param>
public sealed record ImportFolder(
    string Name,
    ReadOnlyMemory<byte>? Ini,
    IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Files,
    IReadOnlyList<SaveFile> Saves)
{
    /// <summary>The file's name in all versions of the original tool.</summary>
    public const string IniFile = "ioc.ini";

    /// <summary>What could not be read, for the report.</summary>
    public IReadOnlyList<Problem> Unreadable { get; init; } = [];

    /// <summary>For messages.</summary>
    public string IniPath => $"{Name}/{IniFile}";
}

/// <summary>A save file that an IOC of the original tool left.</summary>
/// <param name="Path">Absolute.</param>
/// <param name="Name">Of the file.</param>
public sealed record SaveFile(string Path, string Name)
{
    /// <summary>True for a save file of the IOC, under any name that a version of the original tool gave it.</summary>
    /// <param name="file">Name of the file.</param>
    /// <param name="ioc">Name of the IOC there.</param>
    public static bool Belongs(string file, string ioc) => SaveImport.NewName(file, ioc, "") is not null;
}

/// <summary>What came of one folder.</summary>
/// <param name="Source">Name of the folder in the repository.</param>
/// <param name="Name">Of the IOC; null where none could be found.</param>
/// <param name="Files">What is to be written below <c>iocs/Name/</c>, by path there; empty where nothing is.</param>
/// <param name="Notes">The report.</param>
public sealed record ImportedIoc(string Source, string? Name, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Files, IReadOnlyList<ImportNote> Notes)
{
    /// <summary>True where there is a folder of that name already, which is left as it is.</summary>
    public bool IsKept => Notes.Any(n => n.Kind == ImportKind.Kept);

    /// <summary>True where a folder is to be written.</summary>
    public bool IsTaken => Files.Count > 0;

    /// <summary>True where something keeps it from being taken.</summary>
    public bool IsRefused => Notes.Any(n => n.Kind == ImportKind.Refused);

    /// <summary><c>taken</c>, <c>kept</c> or <c>refused</c>.</summary>
    public string Outcome => IsRefused ? "refused" : IsKept ? "kept" : "taken";

    /// <summary>How many notes of a kind.</summary>
    public int Count(ImportKind kind) => Notes.Count(n => n.Kind == kind);
}
