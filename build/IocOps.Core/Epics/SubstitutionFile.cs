namespace IocOps.Core.Epics;

/// <summary>A macro of a substitutions file.</summary>
/// <param name="Name">Without quotes.</param>
/// <param name="Value">Without quotes; escapes as written.</param>
/// <param name="Place">Of the value.</param>
public sealed record SubstitutionMacro(string Name, string Value, TextPlace Place);

/// <summary>One load that a substitutions file asks for.</summary>
/// <param name="File">The database, as written, with macros.</param>
/// <param name="Place">Of the set of values.</param>
/// <param name="Macros">Global ones first; a later one of the same name wins.</param>
public sealed record SubstitutionLoad(string File, TextPlace Place, IReadOnlyList<SubstitutionMacro> Macros);

/// <summary>A substitutions file, read to its end whatever is wrong with it. The grammar is that of base's dbLoadTemplate.</summary>
/// <param name="Loads">In the order of the file.</param>
/// <param name="Faults">In the order of the file.</param>
public sealed record SubstitutionFile(IReadOnlyList<SubstitutionLoad> Loads, IReadOnlyList<TextFault> Faults)
{
    /// <summary>Reads a file; never throws.</summary>
    public static SubstitutionFile Parse(string text) => new SubstitutionParser(text).Parse();
}

/// <summary>Reads one substitutions file.</summary>
internal sealed class SubstitutionParser(string text)
{
    private readonly TokenReader _in = new(text, DbText.OfSubstitutions);
    private readonly List<SubstitutionLoad> _loads = [];
    private readonly List<SubstitutionMacro> _global = [];

    public SubstitutionFile Parse()
    {
        while (!_in.IsAtEnd)
        {
            if (Statement()) continue;
            while (!_in.IsAtEnd && !_in.Sees("file") && !_in.Sees("global")) _in.Take();
        }

        return new SubstitutionFile(_loads, _in.Faults);
    }

    // Each of these is false after a fault.
    private bool Statement()
    {
        if (_in.TakeIf("global")) return Block(_global.AddRange);
        if (_in.TakeIf("file")) return File();
        _in.Fault($"'file' or 'global' is expected, {_in.Found}");
        return false;
    }

    private bool File()
    {
        if (!_in.SeesValue)
        {
            _in.Fault($"the name of a database is expected after 'file', {_in.Found}{Quotes}");
            return false;
        }

        var file = _in.Take().Text;
        return _in.Expect("{", "after the file's name") && (_in.TakeIf("pattern") ? Patterns(file) : Blocks(file)) && _in.Expect("}", "at the end of 'file'");
    }

    private bool Blocks(string file)
    {
        while (!_in.IsAtEnd && !_in.Sees("}"))
        {
            var place = _in.Place;
            if (!(_in.TakeIf("global") ? Block(_global.AddRange) : Block(m => Add(file, place, m)))) return false;
        }

        return true;
    }

    // pattern { A, B } { "1", "2" } …
    private bool Patterns(string file)
    {
        if (Values("a macro's name") is not { } names) return false;
        foreach (var name in names.Where(n => n.IsQuoted)) Unquoted(name);
        while (!_in.IsAtEnd && !_in.Sees("}"))
        {
            var place = _in.Place;
            if (_in.TakeIf("global"))
            {
                if (!Block(_global.AddRange)) return false;
                continue;
            }

            if (Values("a value") is not { } values) return false;
            Compare(names.Count, values.Count, place);
            Add(file, place, names.Zip(values, (n, v) => new SubstitutionMacro(n.Text, v.Text, TokenReader.PlaceOf(v))));
        }

        return true;
    }

    // Too many are told by EPICS and left out; too few it takes in silence, and they may have defaults.
    private void Compare(int names, int values, TextPlace place)
    {
        if (values > names) _in.FaultAt(place, $"this set has {values} values, and the pattern has {names} names");
        if (values < names) _in.FaultAt(place, $"this set has {values} values, and the pattern has {names} names; EPICS gives the others none, so that they have their defaults", isError: false);
    }

    private List<DbToken>? Values(string what)
    {
        if (!_in.Expect("{", $"before {what}")) return null;
        var values = new List<DbToken>();
        while (!_in.TakeIf("}"))
        {
            if (_in.TakeIf(",")) continue;
            if (!_in.SeesValue)
            {
                _in.Fault($"{what} or '}}' is expected, {_in.Found}{Quotes}");
                return null;
            }

            values.Add(_in.Take());
        }

        return values;
    }

    // { A=1, B="2" }
    private bool Block(Action<IEnumerable<SubstitutionMacro>> give)
    {
        if (!_in.Expect("{", "before the macros")) return false;
        var macros = new List<SubstitutionMacro>();
        while (!_in.TakeIf("}"))
        {
            if (_in.TakeIf(",")) continue;
            if (!_in.SeesValue)
            {
                _in.Fault($"NAME=value or '}}' is expected, {_in.Found}{Quotes}");
                return false;
            }

            var name = _in.Take();
            if (name.IsQuoted) Unquoted(name);
            if (!_in.Expect("=", "after a macro's name")) return false;
            var place = _in.Place;
            if (!_in.SeesValue)
            {
                _in.Fault($"a value is expected after '{Printable.Line(name.Text)}=', {_in.Found}{(_in.SeesOdd ? Quotes : "; an empty one is written \"\"")}");
                return false;
            }

            macros.Add(new SubstitutionMacro(name.Text, _in.Take().Text, place));
        }

        give(macros);
        return true;
    }

    private void Unquoted(DbToken name) => _in.FaultAt(TokenReader.PlaceOf(name), $"the macro's name \"{Printable.Line(name.Text)}\" must be without quotes");

    // '$' and most punctuation: dbLoadTemplate takes none of it without quotes.
    private string Quotes => _in.SeesOdd ? ", which must be in quotes" : "";

    private void Add(string file, TextPlace place, IEnumerable<SubstitutionMacro> macros) => _loads.Add(new SubstitutionLoad(file, place, [.. _global, .. macros]));
}
