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
public sealed record DbValue(string Name, string Text, TextPlace Place, TextPlace TextPlace)
{
    /// <summary>The file in which it stands, below the workspace, where it is another than that of its record.</summary>
    public string? File { get; init; }
}

/// <summary>What stands in a database file by itself.</summary>
public abstract record DbStatement;

/// <summary>A file that is read here, or folders in which it looks for those behind.</summary>
/// <param name="Value">Named <c>include</c>, <c>path</c> or <c>addpath</c>.</param>
public sealed record DbInclude(DbValue Value) : DbStatement;

/// <summary>Another name of a record.</summary>
/// <param name="Record">As written, with macros.</param>
/// <param name="Name">As written, with macros.</param>
/// <param name="Place">Of the name.</param>
public sealed record DbAlias(string Record, string Name, TextPlace Place) : DbStatement;

/// <summary>What stands in the braces of a record, as written, with macros.</summary>
/// <param name="Fields">In the order of the file.</param>
/// <param name="Infos">In the order of the file.</param>
/// <param name="Includes">Files with more of it, as <see cref="DbValue.Text"/>.</param>
public sealed record DbBody(IReadOnlyList<DbValue> Fields, IReadOnlyList<DbValue> Infos, IReadOnlyList<DbValue> Includes)
{
    /// <summary>Nothing.</summary>
    public static DbBody Empty { get; } = new([], [], []);
}

/// <summary>A record of a database file, as written, with macros.</summary>
/// <param name="Type">Record type; <c>*</c> adds to a record that is there, <c>#</c> takes it away.</param>
/// <param name="Name">Without quotes.</param>
/// <param name="TypePlace">Of the type.</param>
/// <param name="Place">Of the name.</param>
/// <param name="Body">Empty where there are no braces.</param>
public sealed record DbRecord(string Type, string Name, TextPlace TypePlace, TextPlace Place, DbBody Body) : DbStatement;

/// <summary>What is wrong in a file.</summary>
/// <param name="Place">Where.</param>
/// <param name="Message">What is wrong and what was expected.</param>
/// <param name="IsError">False where EPICS goes on as if nothing were wrong.</param>
public sealed record TextFault(TextPlace Place, string Message, bool IsError = true);

/// <summary>A database file, read to its end whatever is wrong with it. The grammar is that of EPICS base 7 (dbStatic).</summary>
/// <param name="Statements">In the order of the file; an alias inside a record comes behind it.</param>
/// <param name="Faults">In the order of the file.</param>
public sealed record DbFile(IReadOnlyList<DbStatement> Statements, IReadOnlyList<TextFault> Faults)
{
    /// <summary>Reads a file; never throws.</summary>
    public static DbFile Parse(string text) => new DbParser(text).Parse();
}
