namespace IocOps.Core.Epics;

/// <summary>A place in a text file.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
public readonly record struct TextPlace(int Line, int Column);

/// <summary>A <c>field(NAME, value)</c> or <c>info(name, value)</c>, as written, with macros.</summary>
/// <param name="Name">Without quotes.</param>
/// <param name="Text">Without quotes; escapes as written; JSON with its brackets.</param>
/// <param name="Place">Of the name.</param>
/// <param name="TextPlace">Of the value.</param>
public sealed record DbValue(string Name, string Text, TextPlace Place, TextPlace TextPlace);

/// <summary>Another name of a record.</summary>
/// <param name="Record">As written, with macros.</param>
/// <param name="Name">As written, with macros.</param>
/// <param name="Place">Of the name.</param>
public sealed record DbAlias(string Record, string Name, TextPlace Place);

/// <summary>A record of a database file, as written, with macros.</summary>
/// <param name="Type">Record type; <c>*</c> adds to a record that is there.</param>
/// <param name="Name">Without quotes.</param>
/// <param name="TypePlace">Of the type.</param>
/// <param name="Place">Of the name.</param>
public sealed record DbRecord(string Type, string Name, TextPlace TypePlace, TextPlace Place)
{
    /// <summary>In the order of the file.</summary>
    public required IReadOnlyList<DbValue> Fields { get; init; }

    /// <summary>In the order of the file.</summary>
    public required IReadOnlyList<DbValue> Infos { get; init; }
}

/// <summary>What is wrong in a file.</summary>
/// <param name="Place">Where.</param>
/// <param name="Message">What is wrong and what was expected.</param>
public sealed record TextFault(TextPlace Place, string Message);

/// <summary>A database file, read to its end whatever is wrong with it. The grammar is that of EPICS base 7 (dbStatic).</summary>
/// <param name="Records">In the order of the file.</param>
/// <param name="Aliases">Those inside records and those of their own.</param>
/// <param name="Includes">Files that it reads, as <see cref="DbValue.Text"/>.</param>
/// <param name="Faults">In the order of the file.</param>
public sealed record DbFile(IReadOnlyList<DbRecord> Records, IReadOnlyList<DbAlias> Aliases, IReadOnlyList<DbValue> Includes, IReadOnlyList<TextFault> Faults)
{
    /// <summary>Reads a file; never throws.</summary>
    public static DbFile Parse(string text) => new DbParser(text).Parse();
}
