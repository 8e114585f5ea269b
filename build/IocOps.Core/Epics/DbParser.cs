namespace IocOps.Core.Epics;

/// <summary>Reads one database file. After a fault it goes on at the next thing that it knows.</summary>
internal sealed class DbParser(string text)
{
    private readonly TokenReader _in = new(text);
    private readonly List<DbRecord> _records = [];
    private readonly List<DbAlias> _aliases = [];
    private readonly List<DbValue> _includes = [];

    public DbFile Parse()
    {
        while (!_in.IsAtEnd) Statement();
        return new DbFile(_records, _aliases, _includes, _in.Faults);
    }

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
            case "include":
                if (_in.SeesValue && _in.Take() is var file) _includes.Add(new DbValue("include", file.Text, TokenReader.PlaceOf(word), TokenReader.PlaceOf(file)));
                break;
            case "path" or "addpath":
                _in.Take();
                break;
            case "menu" or "recordtype" or "device" or "driver" or "link" or "registrar" or "function" or "variable" or "breaktable" or "template" or "expand" or "port":
                Skip();
                break;
            default:
                Unknown(word);
                break;
        }
    }

    private void Unknown(DbToken word)
    {
        var hint = word.IsQuoted ? "" : Nearest.Hint(word.Text, ["record", "alias", "include", "breaktable"]);
        Fault(word, word.Text is "}" or ")" ? $"there is a '{word.Text}' too many" : $"'record', 'alias', 'include' or 'breaktable' is expected, found '{Printable.Line(word.Text)}'{hint}");
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
        var (fields, infos) = (new List<DbValue>(), new List<DbValue>());
        if (_in.TakeIf("{")) Body((name, start), fields, infos);
        _records.Add(new DbRecord(type.Text, name.Text, TokenReader.PlaceOf(type), TokenReader.PlaceOf(name)) { Fields = fields, Infos = infos });
    }

    private void Body((DbToken Name, TextPlace Start) record, List<DbValue> fields, List<DbValue> infos)
    {
        while (!_in.TakeIf("}"))
        {
            if (_in.IsAtEnd || IsRecordStart)
            {
                _in.Fault($"'}}' is expected: the record '{Printable.Line(record.Name.Text)}' of line {record.Start.Line} is not closed");
                return;
            }

            var word = _in.Take();
            if (word is { IsQuoted: false, Text: "field" }) Pair(word, "a field name", fields);
            else if (word is { IsQuoted: false, Text: "info" }) Pair(word, "an info name", infos);
            else if (word is { IsQuoted: false, Text: "alias" }) Alias(record.Name.Text);
            else if (word is { IsQuoted: false, Text: "include" }) _in.Take();
            else
            {
                Fault(word, $"'field', 'info', 'alias' or '}}' is expected, found '{Printable.Line(word.Text)}'{Nearest.Hint(word.Text, ["field", "info", "alias"])}");
                Recover();
            }
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
            _aliases.Add(new DbAlias(target, name.Text, TokenReader.PlaceOf(name)));
            if (_in.Expect(")", "after the alias")) return;
        }

        Recover();
    }

    private DbToken? Value(string what)
    {
        if (_in.SeesValue) return _in.Take();
        _in.Fault($"{what} is expected, {_in.Found}");
        return null;
    }

    // A string, a bare word, or JSON (base 7).
    private (string Text, TextPlace Place)? TakeText()
    {
        var place = _in.Place;
        if (_in.Sees("{")) return (Json(), place);
        if (_in.SeesValue) return (_in.Take().Text, place);
        _in.Fault($"a value is expected, {_in.Found}");
        return null;
    }

    private string Json()
    {
        var text = new System.Text.StringBuilder();
        var depth = 0;
        do
        {
            var token = _in.Take();
            if (!token.IsQuoted) depth += token.Text switch { "{" => 1, "}" => -1, _ => 0 };
            text.Append(token.IsQuoted ? $"\"{token.Text}\"" : token.Text);
        }
        while (depth > 0 && !_in.IsAtEnd && !IsRecordStart);
        return text.ToString();
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
}
