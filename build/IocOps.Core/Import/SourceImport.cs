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

        notes.Refuse(line, $"'{name}' is not in src/{Nearest.Hint(name, draft.Sources.Keys)}; the original tool went on with the last st.cmd and called it good");
        return false;
    }

    private string? Rename(string name, int line)
    {
        var plain = Odd().Replace(name, "-");
        if (draft.Sources.ContainsKey(plain))
        {
            notes.Refuse(line, $"the file '{name}' would have to be called '{plain}', which is there too; give it another name");
            return null;
        }

        notes.Corrected(line, $"the file '{name}' is called '{plain}' now: EPICS and Docker want names of letters, digits and _ + . -");
        draft.Sources[plain] = draft.Sources[name];
        draft.Sources.Remove(name);
        return plain;
    }

    [GeneratedRegex("[^A-Za-z0-9_+./-]+")]
    private static partial Regex Odd();
}
