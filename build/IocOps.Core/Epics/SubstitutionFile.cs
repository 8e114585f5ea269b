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
    private readonly TokenReader _in = new(text);
    private readonly List<SubstitutionLoad> _loads = [];
    private readonly List<SubstitutionMacro> _global = [];

    public SubstitutionFile Parse()
    {
        while (!_in.IsAtEnd)
        {
            if (_in.TakeIf("global")) Block(_global.AddRange);
            else if (_in.TakeIf("file")) File();
            else
            {
                _in.Fault($"'file' or 'global' is expected, {_in.Found}");
                while (!_in.IsAtEnd && !_in.Sees("file") && !_in.Sees("global")) _in.Take();
            }
        }

        return new SubstitutionFile(_loads, _in.Faults);
    }

    private void File()
    {
        if (!_in.SeesValue)
        {
            _in.Fault($"the name of a database is expected after 'file', {_in.Found}");
            return;
        }

        var file = _in.Take().Text;
        if (!_in.Expect("{", "after the file's name")) return;
        if (_in.TakeIf("pattern")) Patterns(file);
        else
        {
            while (!_in.IsAtEnd && !_in.Sees("}"))
            {
                if (_in.TakeIf("global")) Block(_global.AddRange);
                else if (_in.Place is var place && !Block(m => Add(file, place, m))) break;
            }
        }

        _in.Expect("}", "at the end of 'file'");
    }

    // pattern { A, B } { "1", "2" } …
    private void Patterns(string file)
    {
        var names = Values("a macro's name");
        while (!_in.IsAtEnd && !_in.Sees("}"))
        {
            var place = _in.Place;
            if (_in.TakeIf("global"))
            {
                Block(_global.AddRange);
                continue;
            }

            if (Values("a value") is not { } values || names is null) return;
            if (values.Count != names.Count)
                _in.FaultAt(place, $"this set has {values.Count} values, and the pattern has {names.Count} names");
            Add(file, place, names.Zip(values, (n, v) => new SubstitutionMacro(n.Text, v.Text, TokenReader.PlaceOf(v))));
        }
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
                _in.Fault($"{what} or '}}' is expected, {_in.Found}");
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
                _in.Fault($"NAME=value or '}}' is expected, {_in.Found}");
                return false;
            }

            var name = _in.Take().Text;
            if (!_in.Expect("=", "after a macro's name")) return false;
            var place = _in.Place;
            macros.Add(new SubstitutionMacro(name, _in.SeesValue ? _in.Take().Text : "", place));
        }

        give(macros);
        return true;
    }

    private void Add(string file, TextPlace place, IEnumerable<SubstitutionMacro> macros) => _loads.Add(new SubstitutionLoad(file, place, [.. _global, .. macros]));
}
