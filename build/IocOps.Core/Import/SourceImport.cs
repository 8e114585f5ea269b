using System.Text.RegularExpressions;
using IocOps.Core.Model.Reading;

namespace IocOps.Core.Import;

/// <summary>Finds the files that an ioc.ini names, and makes them files of <c>src/</c>.</summary>
/// <param name="folder">What there is.</param>
/// <param name="draft">Gets the files.</param>
/// <param name="notes">The report.</param>
internal sealed partial class SourceImport(ImportFolder folder, IocDraft draft, ImportNotes notes)
{
    private const string Source = "src/";

    /// <summary>Takes everything that lies in <c>src/</c>.</summary>
    public void TakeAll()
    {
        foreach (var (path, content) in folder.Files.Where(f => f.Key.StartsWith(Source, StringComparison.Ordinal)))
        {
            if (path.Any(char.IsControl)) notes.Decide(0, $"'{path}' is not taken: its name has control characters");
            else draft.Sources[path[Source.Length..]] = content;
        }
    }

    /// <summary>The name below <c>src/</c> of a file that is needed; null and a refusal where there is none.</summary>
    /// <param name="written">As in the ini file.</param>
    /// <param name="line">Where.</param>
    /// <param name="others">Folders in which the original tool left copies.</param>
    public string? Use(string written, int line, params IReadOnlyList<string> others)
    {
        var name = Plain(written);
        if (name.Length == 0 || name.StartsWith('/') || name.Split('/').Any(p => p is ".." or "."))
        {
            notes.Refuse(line, $"'{written.Trim()}' is no file of src/; put the file there and name it so");
            return null;
        }

        if (!draft.Sources.ContainsKey(name) && !Find(name, line, others)) return null;
        return Shapes.Source.Pattern.IsMatch(name) ? name : Rename(name, line);
    }

    /// <summary>Without quotes, <c>./</c> and <c>src/</c> in front.</summary>
    public static string Plain(string written)
    {
        var name = IniText.Unquote(written.Trim()).Replace('\\', '/');
        while (name.StartsWith("./", StringComparison.Ordinal)) name = name[2..];
        return name.StartsWith(Source, StringComparison.Ordinal) ? name[Source.Length..] : name;
    }

    private bool Find(string name, int line, IReadOnlyList<string> others)
    {
        foreach (var other in others)
        {
            if (!folder.Files.TryGetValue($"{other}/{name}", out var content)) continue;
            notes.Corrected(line, $"'{name}' is missing in src/ and was taken from {other}/, where the original tool had left a copy");
            draft.Sources[name] = content;
            return true;
        }

        notes.Refuse(line, $"'{name}' is not in src/, where the original tool went on with the last st.cmd and called it good{Nearest.Hint(name, draft.Sources.Keys)}");
        return false;
    }

    private string Rename(string name, int line)
    {
        var plain = Odd().Replace(name, "-");
        for (var i = 1; draft.Sources.ContainsKey(plain) || !Letter().IsMatch(plain[..Math.Max(1, plain.LastIndexOf('.'))]); i++)
            plain = $"{Path(name)}file-{i}{Ending().Match(name).Value}";
        notes.Corrected(line, $"the file '{name}' is called '{plain}' now: EPICS and Docker want names of letters, digits and _ + . -");
        draft.Sources[plain] = draft.Sources[name];
        draft.Sources.Remove(name);
        return plain;
    }

    private static string Path(string name) => Odd().Replace(name[..(name.LastIndexOf('/') + 1)], "-");

    [GeneratedRegex("[A-Za-z0-9]")]
    private static partial Regex Letter();

    [GeneratedRegex(@"(?:\.[A-Za-z0-9]+)?\z")]
    private static partial Regex Ending();

    [GeneratedRegex("[^A-Za-z0-9_+./-]+")]
    private static partial Regex Odd();
}
