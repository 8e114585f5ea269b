using System.Text;

namespace IocOps.IocShell;

/// <summary>
/// What dbLoadTemplate hands to dbLoadRecords, by the rules of its own scanner and grammar (dbLoadTemplate_lex.l, dbLoadTemplate.y), as
/// far as they are used: 'file' with 'pattern'. Anything else is a fault.
/// </summary>
internal sealed class Substitutions(string text)
{
    private int _at;

    /// <summary>Files and their macros, in the order of the text.</summary>
    public IReadOnlyList<(string File, string Macros)> Loads()
    {
        var loads = new List<(string, string)>();
        var buffer = "";
        while (Next() is { } word)
        {
            if (word != ("file", false)) throw Fault("'file'");
            var file = Value();
            Expect("{");
            Expect("pattern");
            var names = Values();
            do
            {
                // The grammar's action for '{ }' leaves the buffer as the set before has filled it.
                var values = Values();
                if (values.Count > 0) buffer = Join(names, values);
                loads.Add((file, buffer));
            }
            while (!Sees("}"));
            Expect("}");
        }

        return loads;
    }

    // A quoted value keeps its quotes, as the grammar's action writes it: NAME="value",
    private string Join(List<(string Text, bool IsQuoted)> names, List<(string Text, bool IsQuoted)> values)
    {
        if (values.Count != names.Count) throw Fault($"{names.Count} values");
        return string.Concat(names.Zip(values, (n, v) => v.IsQuoted ? $"{n.Text}=\"{v.Text}\"," : $"{n.Text}={v.Text},"));
    }

    private List<(string Text, bool IsQuoted)> Values()
    {
        var values = new List<(string, bool)>();
        Expect("{");
        while (Next() is { } word && word != ("}", false))
        {
            if (word == (",", false)) continue;
            if (!word.IsQuoted && word.Text is "{" or "=") throw Fault("a value");
            values.Add(word);
        }

        return values;
    }

    private string Value() => Next()?.Text ?? throw Fault("a value");

    private void Expect(string wanted)
    {
        if (Next() != (wanted, false)) throw Fault($"'{wanted}'");
    }

    private bool Sees(string wanted)
    {
        var before = _at;
        var sees = Next() == (wanted, false);
        _at = before;
        return sees;
    }

    private (string Text, bool IsQuoted)? Next()
    {
        while (_at < text.Length && (char.IsWhiteSpace(text[_at]) || text[_at] == '#'))
            _at = text[_at] == '#' ? (text.IndexOf('\n', _at) is var end and >= 0 ? end : text.Length) : _at + 1;
        if (_at >= text.Length) return null;
        var c = text[_at];
        if (c is '{' or '}' or ',' or '=')
        {
            _at++;
            return (c.ToString(), false);
        }

        return c is '"' or '\'' ? (Quoted(c), true) : (Bare(), false);
    }

    // Escapes stay as they are; a string ends in its line.
    private string Quoted(char quote)
    {
        var result = new StringBuilder();
        for (_at++; _at < text.Length && text[_at] != quote; _at++)
        {
            if (text[_at] == '\n') throw Fault("the end of the string");
            if (text[_at] == '\\') result.Append(text[_at++]);
            result.Append(text[_at]);
        }

        _at++;
        return result.ToString();
    }

    private string Bare()
    {
        var start = _at;
        while (_at < text.Length && (char.IsAsciiLetterOrDigit(text[_at]) || "_-+:./\\[]<>;".Contains(text[_at], StringComparison.Ordinal))) _at++;
        return _at > start ? text[start.._at] : throw Fault("a letter that needs no quotes");
    }

    private InvalidDataException Fault(string wanted) =>
        new($"line {text.AsSpan(0, Math.Min(_at, text.Length)).Count('\n') + 1}: {wanted} is expected");
}
