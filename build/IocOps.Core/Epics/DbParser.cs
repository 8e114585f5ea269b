using System.Buffers;

namespace IocOps.Core.Epics;

/// <summary>Reads one database file. After a fault it goes on at the next thing that it knows.</summary>
internal sealed class DbParser(string text)
{
    private const char ByteOrderMark = '\uFEFF';

    // Good in names without quotes, and not in values: there they are punctuation of JSON, or nothing.
    private static readonly SearchValues<char> OfNames = SearchValues.Create(":[]<>;");

    private readonly TokenReader _in = new(text, DbText.OfDatabases);
    private readonly List<DbStatement> _statements = [];

    public DbFile Parse()
    {
        while (!_in.IsAtEnd) Statement();
        return new DbFile(_statements, _in.Faults);
    }

    /// <summary>Reads what stands in the braces of a record, without them: a file that a record includes.</summary>
    public DbBody ParseBody()
    {
        var parts = new Parts();
        while (!_in.IsAtEnd)
        {
            if (_in.Sees("}")) Fault(_in.Take(), "there is a '}' too many");
            else Item(null, parts);
        }

        return parts.Body;
    }

    public IReadOnlyList<TextFault> Faults => _in.Faults;

    private void Statement()
    {
        var word = _in.Take();
        switch (word.IsQuoted ? "" : word.Text)
        {
            case "record" or "grecord":
                Record();
                break;
            case "alias":
                Alias(null);
                break;
            case "include" or "path" or "addpath":
                if (Include(word) is { } file) _statements.Add(new DbInclude(file));
                break;
            case "menu" or "recordtype" or "device" or "driver" or "link" or "registrar" or "function" or "variable" or "breaktable" or "template" or "expand" or "port":
                Skip();
                break;
            default:
                Unknown(word);
                break;
        }
    }

    // path and addpath say where the includes behind them are looked for.
    private DbValue? Include(DbToken word) =>
        Value(word.Text == "include" ? "the name of a file" : "a list of folders") is { } file ? new DbValue(word.Text, file.Text, TokenReader.PlaceOf(word), TokenReader.PlaceOf(file)) : null;

    private void Unknown(DbToken word)
    {
        var hint = word.IsQuoted ? "" : Nearest.Hint(word.Text, ["record", "alias", "include", "breaktable"]);
        Fault(word, word.Text is "}" or ")" ? $"there is a '{word.Text}' too many"
            : word.Text is [ByteOrderMark] ? "the file begins with a byte-order mark, which EPICS refuses; save it as UTF-8 without one"
            : $"'record', 'alias', 'include' or 'breaktable' is expected, found '{Printable.Line(word.Text)}'{hint}");
        while (!_in.IsAtEnd && !IsStart) _in.Take();
    }

    private void Record()
    {
        var start = _in.Place;
        if (!_in.Expect("(", "after 'record'")) return;
        if (Value("a record type") is not { } type || !_in.Expect(",", "after the record type") || Value("a record name") is not { } name)
        {
            Recover();
            return;
        }

        _in.Expect(")", "after the record's name");
        var at = _statements.Count;
        var body = _in.TakeIf("{") ? Body(name, start) : DbBody.Empty;
        _statements.Insert(at, new DbRecord(type.Text, name.Text, TokenReader.PlaceOf(type), TokenReader.PlaceOf(name), body));
    }

    private DbBody Body(DbToken name, TextPlace start)
    {
        var parts = new Parts();
        while (!_in.TakeIf("}"))
        {
            if (_in.IsAtEnd || IsRecordStart)
            {
                _in.Fault($"'}}' is expected: the record '{Printable.Line(name.Text)}' of line {start.Line} is not closed");
                break;
            }

            Item(name.Text, parts);
        }

        return parts.Body;
    }

    private void Item(string? record, Parts parts)
    {
        var word = _in.Take();
        if (word is { IsQuoted: false, Text: "field" }) Pair(word, "a field name", parts.Fields);
        else if (word is { IsQuoted: false, Text: "info" }) Pair(word, "an info name", parts.Infos);
        else if (word is { IsQuoted: false, Text: "alias" } && record is not null) Alias(record);
        else if (word is { IsQuoted: false, Text: "include" })
        {
            if (Include(word) is { } file) parts.Includes.Add(file);
        }
        else
        {
            Fault(word, $"'field', 'info', 'alias' or '}}' is expected, found '{Printable.Line(word.Text)}'{Nearest.Hint(word.Text, ["field", "info", "alias"])}");
            Recover();
        }
    }

    private void Pair(DbToken word, string what, List<DbValue> into)
    {
        if (!_in.Expect("(", $"after '{word.Text}'"))
        {
            Recover();
            return;
        }

        if (Value(what) is { } name && _in.Expect(",", "after the name") && TakeText() is var (value, place))
        {
            into.Add(new DbValue(name.Text, value, TokenReader.PlaceOf(name), place));
            if (_in.Expect(")", "after the value (quote a value that has spaces)")) return;
        }

        Recover();
    }

    // alias("name") inside a record; alias("record", "name") on its own.
    private void Alias(string? record)
    {
        if (!_in.Expect("(", "after 'alias'")) return;
        var target = record ?? (Value("a record name") is { } of && _in.Expect(",", "after the record's name") ? of.Text : null);
        if (target is not null && Value("another name of the record") is { } name)
        {
            _statements.Add(new DbAlias(target, name.Text, TokenReader.PlaceOf(name)));
            if (_in.Expect(")", "after the alias")) return;
        }

        Recover();
    }

    private DbToken? Value(string what)
    {
        if (_in.SeesValue) return _in.Take();
        _in.Fault($"{what} is expected, {_in.Found}{(_in.SeesOdd ? ", which must be in quotes" : "")}");
        return null;
    }

    // A string, a bare word, or JSON (base 7), as whose words the parser of base 7 reads all three.
    private (string Text, TextPlace Place)? TakeText()
    {
        var place = _in.Place;
        if (!_in.Next.IsQuoted && _in.Next.Text is ['{' or '[', ..]) return _in.TakeJson() is { } json ? (json, place) : null;
        if (Value("a value") is not { } word) return null;
        if (word.IsQuoted && word.Text.Contains('\t', StringComparison.Ordinal)) _in.FaultAt(place, "the value holds a tab, which EPICS 7 refuses; write \\t or a space");
        if (!word.IsQuoted && MacroText.Expand(word.Text, _ => "").AsSpan().IndexOfAny(OfNames) >= 0)
            _in.FaultAt(place, $"'{Printable.Line(word.Text)}' must be in quotes: without them EPICS 7 takes letters, digits and _ - + . only");
        return (word.Text, place);
    }

    // What a database may hold and IOC checks have no use for: arguments in brackets, then a block.
    private void Skip()
    {
        if (_in.TakeIf("("))
        {
            while (!_in.IsAtEnd && !_in.Sees(")") && !IsRecordStart) _in.Take();
            _in.Expect(")", "here");
        }

        if (!_in.TakeIf("{")) return;
        for (var depth = 1; depth > 0 && !_in.IsAtEnd;)
        {
            var token = _in.Take();
            if (!token.IsQuoted) depth += token.Text switch { "{" => 1, "}" => -1, _ => 0 };
        }
    }

    private void Recover()
    {
        while (!_in.IsAtEnd && !IsStart && !_in.Sees("}") && !IsWordWithBracket("field", "info")) _in.Take();
    }

    // The word was taken already; the fault is there, not behind it.
    private void Fault(DbToken at, string message) => _in.FaultAt(TokenReader.PlaceOf(at), message);

    private bool IsStart => IsRecordStart || IsWordWithBracket("alias", "breaktable", "menu", "device") || _in.Sees("include");

    private bool IsRecordStart => IsWordWithBracket("record", "grecord");

    private bool IsWordWithBracket(params ReadOnlySpan<string> words) =>
        !_in.Next.IsQuoted && words.Contains(_in.Next.Text) && _in.Ahead(1) is { IsQuoted: false, Text: "(" };

    // A body that is being read.
    private sealed class Parts
    {
        public List<DbValue> Fields { get; } = [];

        public List<DbValue> Infos { get; } = [];

        public List<DbValue> Includes { get; } = [];

        public DbBody Body => new(Fields, Infos, Includes);
    }
}
