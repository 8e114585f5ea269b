namespace IocOps.Core.Import;

/// <summary>A piece of a value and where it stands.</summary>
/// <param name="Text">Trimmed, not empty.</param>
/// <param name="Line">From 1.</param>
internal sealed record IniItem(string Text, int Line);

/// <summary>A key and the lines of its value.</summary>
/// <param name="Key">In small letters.</param>
/// <param name="Line">Of the key.</param>
/// <param name="Lines">Not empty ones; those that begin with '#' only where they are indented below the key.</param>
internal sealed record IniOption(string Key, int Line, List<IniItem> Lines);

/// <summary>A section; the same name twice is one section.</summary>
/// <param name="Name">In capitals.</param>
/// <param name="Line">Of its first header.</param>
/// <param name="Options">In the order of the file, repeated ones too.</param>
internal sealed record IniSection(string Name, int Line, List<IniOption> Options);

/// <summary>
/// An ini file as Python's configparser takes it, which is what wrote it: '=' or ':' after a key, lines that are indented deeper go on with
/// the value. Where that stops, this goes on and tells.
/// </summary>
internal sealed class IniFile
{
    private readonly List<IniSection> _sections = [];
    private readonly ImportNotes _notes;
    private IniSection? _section;
    private IniOption? _option;
    private int _indent;

    private IniFile(ImportNotes notes) => _notes = notes;

    public IReadOnlyList<IniSection> Sections => _sections;

    public static IniFile Parse(string text, ImportNotes notes)
    {
        var file = new IniFile(notes);
        var lines = text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Split('\n');
        for (var i = 0; i < lines.Length; i++) file.Read(lines[i], i + 1);
        return file;
    }

    private void Read(string line, int number)
    {
        var text = line.Trim();
        if (text.Length == 0) return;
        var indent = line.Length - line.TrimStart().Length;
        var isComment = text[0] is '#' or ';';
        if (_option is not null && indent > _indent)
        {
            // configparser drops both kinds; '#' is also how iocsh marks a comment, which people want to keep.
            if (text[0] != ';') _option.Lines.Add(new IniItem(text, number));
        }
        else if (!isComment)
        {
            if (text[0] == '[') ReadHeader(text, number);
            else ReadOption(text, number, indent);
        }
    }

    private void ReadHeader(string text, int number)
    {
        _option = null;
        var end = text.IndexOf(']', StringComparison.Ordinal);
        if (end < 0)
        {
            _notes.Refuse(number, $"the header '{text}' has no ']'");
            return;
        }

        var name = text[1..end].Trim().ToUpperInvariant();
        _section = _sections.Find(s => s.Name == name);
        if (_section is not null)
        {
            _notes.Corrected(number, $"the section [{name}] was begun in line {_section.Line} already; both parts are read as one, where the original tool stopped for all IOCs");
            return;
        }

        _section = new IniSection(name, number, []);
        _sections.Add(_section);
    }

    private void ReadOption(string text, int number, int indent)
    {
        var end = text.IndexOfAny(['=', ':']);
        if (end <= 0) _notes.Refuse(number, $"'{text}' is neither a [section] nor KEY = VALUE; indent it where it goes on with the line above");
        else if (_section is null) _notes.Refuse(number, $"'{text}' stands before the first [section]");
        if (end <= 0 || _section is null) return;
        _option = new IniOption(text[..end].Trim().ToLowerInvariant(), number, []);
        _indent = indent;
        if (text[(end + 1)..].Trim() is { Length: > 0 } value) _option.Lines.Add(new IniItem(value, number));
        _section.Options.Add(_option);
    }
}
