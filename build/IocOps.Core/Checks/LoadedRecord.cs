using IocOps.Core.Epics;

namespace IocOps.Core.Checks;

/// <summary>A record as an IOC has it: macros replaced.</summary>
/// <param name="Ioc">Folder name.</param>
/// <param name="Name">Complete; may hold a macro where its value is not known before the IOC runs.</param>
/// <param name="Type">Record type; empty where an alias or a change is of a record that is not known.</param>
/// <param name="File">Where it is defined, below the workspace.</param>
/// <param name="Place">Of its name there.</param>
public sealed record LoadedRecord(string Ioc, string Name, string Type, string File, TextPlace Place)
{
    /// <summary>The record's own name, where this is an alias.</summary>
    public string? AliasOf { get; init; }

    /// <summary>True where this only changes a record of this name that was loaded before.</summary>
    public bool IsChange { get; init; }

    /// <summary>Fields with macros replaced; places are those in the file.</summary>
    public IReadOnlyList<DbValue> Fields { get; init; } = [];

    /// <summary>Info tags with macros replaced.</summary>
    public IReadOnlyList<DbValue> Infos { get; init; } = [];

    /// <summary>The file in which a field or an info tag of this record stands: the record may include it.</summary>
    public string FileOf(DbValue value) => value.File ?? File;

    /// <summary>Of the record type, in the file.</summary>
    public TextPlace TypePlace { get; init; }

    /// <summary>True where every macro of the name has a value.</summary>
    public bool IsNameKnown => !Name.Contains('$', StringComparison.Ordinal) && Name.Length > 0;
}
