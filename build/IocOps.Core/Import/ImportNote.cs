namespace IocOps.Core.Import;

/// <summary>What became of something in an <c>ioc.ini</c>.</summary>
public enum ImportKind
{
    /// <summary>It is in ioc.yaml, and means the same.</summary>
    Taken,

    /// <summary>It is in ioc.yaml as it was meant; the original tool did something else with it, or nothing.</summary>
    Corrected,

    /// <summary>A person must look at it: ioc.yaml holds the careful choice, or nothing.</summary>
    Decide,

    /// <summary>The IOC has a folder already, which stays as it is.</summary>
    Kept,

    /// <summary>The IOC can't be taken because of it; nothing is written for that IOC.</summary>
    Refused,
}

/// <summary>One line of the report.</summary>
/// <param name="File">Below the repository, with '/'.</param>
/// <param name="Line">From 1; 0 where it is about the file or the folder as a whole.</param>
/// <param name="Kind">What became of it.</param>
/// <param name="Message">What and why, and for a decision what to do. No full stop at the end.</param>
public sealed record ImportNote(string File, int Line, ImportKind Kind, string Message)
{
    /// <summary><c>file:line: corrected: message</c>, as compilers print theirs.</summary>
    public override string ToString() => $"{File}{(Line == 0 ? "" : $":{Line}")}: {Word(Kind)}: {Message}";

    /// <summary>The word for people and for programs.</summary>
    public static string Word(ImportKind kind) => kind.ToString().ToLowerInvariant();
}

/// <summary>Collects what there is to say about one IOC.</summary>
/// <param name="file">Its ioc.ini, below the repository.</param>
internal sealed class ImportNotes(string file)
{
    private readonly List<ImportNote> _notes = [];

    /// <summary>True where the IOC can't be taken.</summary>
    public bool IsRefused => _notes.Exists(n => n.Kind == ImportKind.Refused);

    /// <summary>In the order of lines; what is about the whole file comes first.</summary>
    public IReadOnlyList<ImportNote> All => [.. _notes.Distinct().OrderBy(n => n.Kind == ImportKind.Taken ? -1 : n.Line)];

    public void Taken(string message) => Add(0, ImportKind.Taken, message);

    public void Corrected(int line, string message) => Add(line, ImportKind.Corrected, message);

    public void Decide(int line, string message) => Add(line, ImportKind.Decide, message);

    public void Kept(string message) => Add(0, ImportKind.Kept, message);

    public void Refuse(int line, string message) => Add(line, ImportKind.Refused, message);

    private void Add(int line, ImportKind kind, string message) => _notes.Add(new ImportNote(file, line, kind, Printable.Line(message)));
}
