using System.Text.RegularExpressions;

namespace IocOps.Core.Import;

/// <summary>An ini file as what it is: the settings of an IOC, in any version of the original tool.</summary>
internal sealed partial class IocIni
{
    private static readonly Dictionary<string, string[]> Known = new(StringComparer.Ordinal)
    {
        ["IOC"] = ["name", "host", "image", "bin", "module", "description", "status", "snapshot", "state", "state_info", "is_exported"],
        ["DB"] = ["file", "load"],
        ["SRC"] = ["db_file", "protocol_file", "others_file", "other_file"],
        ["SETTING"] = ["report_info", "caputlog_json", "epics_env"],
        ["ASYN"] = ["port_type", "port_config", "asyn_option", "load"],
        ["STREAM"] = ["port_type", "port_config", "asyn_option", "protocol_file"],
        ["RAW"] = ["cmd_before_dbload", "cmd_at_dbload", "cmd_after_iocinit", "file_copy"],
        ["DEPLOY"] = ["labels", "cpu-limit", "memory-limit", "cpu-reserve", "memory-reserve", "constraints"],
        ["STATE"] = ["status", "snapshot", "state", "state_info", "is_exported"],
    };

    // Older versions gave each item a key of its own: load_a, load_b.
    private static readonly string[] Lists =
        ["load", "epics_env", "port_config", "asyn_option", "cmd_before_dbload", "cmd_at_dbload", "cmd_after_iocinit", "file_copy", "labels", "constraints"];

    // Of configparser: its keys are those of every section.
    private const string Default = "DEFAULT";

    // As configparser: one value may name another, but not without end.
    private const int MaxDepth = 10;

    private readonly Dictionary<string, List<IniOption>> _options = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private readonly HashSet<string> _named = new(StringComparer.Ordinal);
    private readonly ImportNotes _notes;

    /// <summary>Sorts the file's keys; what nobody reads is told.</summary>
    public IocIni(IniFile file, ImportNotes notes)
    {
        _notes = notes;
        var defaults = file.Sections.FirstOrDefault(s => s.Name == Default)?.Options ?? [];
        foreach (var section in file.Sections)
        {
            foreach (var option in defaults.Concat(section.Options)) _values[$"{section.Name}\n{option.Key}"] = option.Lines.FirstOrDefault()?.Text ?? "";
            foreach (var line in defaults.Concat(section.Options).SelectMany(o => o.Lines)) _named.UnionWith(Interpolation().Matches(line.Text).Select(m => m.Groups[1].Value.ToLowerInvariant()));
        }

        foreach (var section in file.Sections.Where(s => s.Name != Default))
        {
            if (!Known.TryGetValue(section.Name, out var keys))
                notes.Decide(section.Line, $"nobody reads the section [{section.Name}]{Nearest.Hint(section.Name, Known.Keys)}; nothing of it is taken");
            else foreach (var option in defaults.Where(d => keys.Contains(d.Key) && !section.Options.Exists(o => o.Key == d.Key)).Concat(section.Options)) Sort(section.Name, keys, option);
        }

        foreach (var option in defaults.Where(d => !_named.Contains(d.Key) && !Known.Values.Any(k => k.Contains(d.Key)))) _notes.Decide(option.Line, $"nobody reads '{option.Key}' of [DEFAULT]; nothing of it is taken");
    }

    /// <summary>The one value of a key; null where it is missing or empty.</summary>
    public IniItem? Single(string section, string key)
    {
        var values = Options(section, key).Where(o => o.Lines.Count > 0).Select(o => new IniItem(string.Join(' ', o.Lines.Select(l => Percent(section, l))), o.Line)).ToList();
        if (values.Count > 1)
        {
            var same = values.All(v => v.Text == values[0].Text);
            if (same) _notes.Corrected(values[1].Line, $"'{key}' is given twice with the same value; the original tool stopped at that, for all IOCs");
            else _notes.Refuse(values[1].Line, $"'{key}' is '{values[1].Text}' here and '{values[0].Text}' in line {values[0].Line}; leave one");
        }

        return values.Count == 0 ? null : key == "description" ? values[0] : Bare(key, values[0]);
    }

    // configparser knows comments on lines of their own only, and people do not.
    private IniItem? Bare(string key, IniItem value)
    {
        if (Comment().Match(value.Text) is not { Success: true } comment) return value;
        _notes.Corrected(value.Line, $"'{comment.Value.Trim()}' is taken for a comment; the original tool took it for a part of '{key}'");
        return comment.Index == 0 ? null : value with { Text = value.Text[..comment.Index] };
    }

    /// <summary>The items of a key, divided by ';' and by lines.</summary>
    /// <param name="section">In capitals.</param>
    /// <param name="key">In small letters.</param>
    /// <param name="quotes">What may hold a ';' that divides nothing.</param>
    /// <param name="comments">Whether lines that begin with '#' count.</param>
    public IReadOnlyList<IniItem> Items(string section, string key, string quotes = "\"", bool comments = false)
    {
        var options = Options(section, key);
        if (options.Count > 1 && options.Skip(1).FirstOrDefault(o => o.Key == options[0].Key) is { } repeated)
            _notes.Corrected(repeated.Line, $"'{repeated.Key}' is given twice; the items of both are taken, where the original tool stopped for all IOCs");
        return [.. options.SelectMany(o => o.Lines).Where(l => comments || l.Text[0] != '#').SelectMany(l => Divide(section, l, quotes))];
    }

    /// <summary>True where the section is there.</summary>
    public bool Has(string section) => _options.Keys.Any(k => k.StartsWith(section + "\n", StringComparison.Ordinal));

    private IEnumerable<IniItem> Divide(string section, IniItem line, string quotes)
    {
        var text = Percent(section, line);
        if (text[0] == '#')
        {
            _notes.Corrected(line.Line, "the comment is kept; the original tool dropped lines that begin with '#'");
            return [new IniItem(text, line.Line)];
        }

        if (IniText.HidesSeparator(text, ';', quotes)) _notes.Corrected(line.Line, "the ';' inside quotes is part of the value; the original tool split it there");
        return IniText.Split(text, ';', quotes).Select(p => p.Trim()).Where(p => p.Length > 0).Select(p => new IniItem(p, line.Line));
    }

    // configparser's interpolation: %% is one, %(key)s the value of another key, and % alone an error.
    private string Percent(string section, IniItem line)
    {
        if (!line.Text.Contains('%', StringComparison.Ordinal)) return line.Text;
        var text = Interpolate(section, line.Text, 0);
        _notes.Corrected(line.Line, text.Contains('%', StringComparison.Ordinal) && text == line.Text ? "the '%' is kept; the original tool stopped at it" : $"the '%' in the ini file stand for: {text}");
        return text;
    }

    private string Interpolate(string section, string text, int depth) => depth > MaxDepth ? text : Interpolation().Replace(text, m =>
        m.Value == "%%" ? "%"
        : _values.TryGetValue($"{section}\n{m.Groups[1].Value.ToLowerInvariant()}", out var other) ? Interpolate(section, other, depth + 1)
        : m.Value);

    private List<IniOption> Options(string section, string key) => _options.GetValueOrDefault($"{section}\n{key}") ?? [];

    private void Sort(string section, string[] keys, IniOption option)
    {
        var name = section == "DEPLOY" ? option.Key.Replace('_', '-') : option.Key;
        var key = keys.Contains(name) ? name : Array.Find(keys, k => Lists.Contains(k) && name.StartsWith(k, StringComparison.Ordinal) && Suffix().IsMatch(name[k.Length..]));
        if (key is null)
        {
            if (_named.Contains(option.Key)) return;
            _notes.Decide(option.Line, $"nobody reads '{option.Key}' in [{section}]{Hint(keys, option.Key)}; nothing of it is taken");
            return;
        }

        var place = $"{section}\n{key}";
        if (!_options.TryGetValue(place, out var options)) _options.Add(place, options = []);
        options.Add(option);
    }

    private static string Hint(string[] keys, string key) =>
        key.Any(c => c is '(' or ',' or '"' or '/' or ' ') ? ", which looks like an item of the key above: indent it, and import again" : Nearest.Hint(key, keys);

    [GeneratedRegex(@"%%|%\(([A-Za-z0-9_-]+)\)s")]
    private static partial Regex Interpolation();

    [GeneratedRegex(@"\A(?:_[a-z0-9]{1,3}|[0-9]{1,3})\z")]
    private static partial Regex Suffix();

    [GeneratedRegex(@"(?:^|\s+)[#;](?:\s.*)?$")]
    private static partial Regex Comment();
}
