namespace IocOps.Core.Epics;

/// <summary>A protocol of a StreamDevice file.</summary>
/// <param name="Name">As written.</param>
/// <param name="Place">Of the name.</param>
public sealed record StreamProtocol(string Name, TextPlace Place);

/// <summary>A StreamDevice protocol file, read to its end whatever is wrong with it: what it defines, and where its brackets or strings are broken.</summary>
/// <param name="Protocols">In the order of the file.</param>
/// <param name="Faults">In the order of the file.</param>
public sealed record ProtocolFile(IReadOnlyList<StreamProtocol> Protocols, IReadOnlyList<TextFault> Faults)
{
    /// <summary>Reads a file; never throws.</summary>
    public static ProtocolFile Parse(string text) => new ProtocolParser(text).Parse();

    /// <summary>True where <paramref name="name"/> is defined; StreamDevice does not tell case apart.</summary>
    public bool Defines(string name) => Protocols.Any(p => p.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}

/// <summary>
/// Reads one protocol file: <c>name { command; @handler { … } }</c>, <c>Variable = value;</c>, strings in either quote, comments from
/// <c>#</c>. What commands mean is StreamDevice's.
/// </summary>
internal sealed class ProtocolParser(string text)
{
    private readonly List<StreamProtocol> _protocols = [];
    private readonly List<TextFault> _faults = [];
    private readonly Stack<TextPlace> _open = new();
    private readonly List<(string Text, TextPlace Place)> _statement = [];
    private int _line = 1;
    private int _lineStart;

    public ProtocolFile Parse()
    {
        for (var i = 0; i < text.Length;) i = Step(i);
        foreach (var place in _open.Reverse()) _faults.Add(new TextFault(place, "this '{' has no '}'"));
        if (_open.Count == 0 && _statement.Count > 0) _faults.Add(new TextFault(_statement[0].Place, $"'{Printable.Line(_statement[0].Text)}' is not ended: ';' or '{{' is expected"));
        return new ProtocolFile(_protocols, _faults);
    }

    private int Step(int i)
    {
        switch (text[i])
        {
            case '\n':
                _line++;
                _lineStart = i + 1;
                return i + 1;
            case '#':
                return text.IndexOf('\n', i) is var end and >= 0 ? end : text.Length;
            case '"' or '\'':
                return String(i);
            case '{':
                Open(i);
                return i + 1;
            case '}':
                if (!_open.TryPop(out _)) _faults.Add(new TextFault(Place(i), "there is a '}' too many"));
                _statement.Clear();
                return i + 1;
            case ';':
                _statement.Clear();
                return i + 1;
            case var c when char.IsWhiteSpace(c):
                return i + 1;
            default:
                return Word(i);
        }
    }

    private void Open(int i)
    {
        if (_open.Count == 0)
        {
            if (_statement is [var (name, place)]) _protocols.Add(new StreamProtocol(name, place));
            else _faults.Add(new TextFault(Place(i), _statement.Count == 0 ? "a protocol's name is expected before '{'" : $"one name is expected before '{{', found '{Printable.Line(string.Join(' ', _statement.Select(s => s.Text)))}'; is a ';' missing?"));
        }

        _open.Push(Place(i));
        _statement.Clear();
    }

    private int String(int start)
    {
        var i = start + 1;
        while (i < text.Length && text[i] != text[start] && text[i] != '\n') i += text[i] == '\\' && i + 1 < text.Length && text[i + 1] != '\n' ? 2 : 1;
        if (i >= text.Length || text[i] == '\n') _faults.Add(new TextFault(Place(start), "this string has no closing quote in its line"));
        _statement.Add(("string", Place(start)));
        return i < text.Length && text[i] != '\n' ? i + 1 : i;
    }

    private int Word(int start)
    {
        var i = start;
        while (i < text.Length && !char.IsWhiteSpace(text[i]) && text[i] is not ('{' or '}' or ';' or '#' or '"' or '\'')) i++;
        _statement.Add((text[start..i], Place(start)));
        return i;
    }

    private TextPlace Place(int i) => new(_line, i - _lineStart + 1);
}
