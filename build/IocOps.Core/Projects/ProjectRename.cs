using System.Text;
using System.Text.RegularExpressions;
using IocOps.Core.Checks;
using IocOps.Core.Model;
using IocOps.Core.Projects.Editing;

namespace IocOps.Core.Projects;

/// <summary>The folder of an IOC under another name.</summary>
/// <param name="Folder">As it would be; without generated files.</param>
/// <param name="Changed">What was changed in its files, a line each.</param>
/// <param name="Told">What a person must know or decide: PVs whose names change, places where the old name still stands.</param>
public sealed record RenamedProject(IocFolder Folder, IReadOnlyList<string> Changed, IReadOnlyList<string> Told);

/// <summary>
/// Gives an IOC another name: what surely means the IOC is changed (its run folder, its generated and save files, a PV of it that the image
/// names after it); what may mean something else, above all prefixes of PVs, is told and left alone.
/// </summary>
public static class ProjectRename
{
    private const int MostMentions = 20;

    private static readonly string[] OwnEndings = [".substitutions", ".acf", ".info"];

    /// <summary>The folder as it would be.</summary>
    /// <param name="old">What it holds now.</param>
    /// <param name="contents">What the IOC reads now.</param>
    /// <param name="to">The new name.</param>
    public static RenamedProject Of(IocFolder old, IocContents contents, string to)
    {
        ArgumentNullException.ThrowIfNull(old);
        ArgumentNullException.ThrowIfNull(contents);
        var changed = new List<string>();
        var own = OwnNames(old, contents.Ioc);
        var yaml = HealthPv(old, contents, to, changed, Replace(own, to, "ioc.yaml", old.IocYaml ?? "", changed));
        var templates = old.Templates.ToDictionary(t => t.Key, t => Replace(own, to, $"templates/{t.Key}", t.Value, changed), StringComparer.Ordinal);
        var folder = old with { Name = to, IocYaml = yaml, Templates = templates, Generated = new Dictionary<string, string>() };
        return new RenamedProject(folder, changed, [.. Pvs(contents, to), .. Mentions(folder, old.Name)]);
    }

    // The run folder, and files that IocOps names after the IOC; not where a file of src/ has that very name.
    private static Regex OwnNames(IocFolder old, Ioc ioc)
    {
        var name = Regex.Escape(old.Name);
        var endings = OwnEndings.Where(e => !old.Sources.Keys.Any(s => RunFolder.FileName(s) == old.Name + e)).Select(Regex.Escape);
        var run = ioc.Layout.RunFolder.EndsWith($"/{old.Name}", StringComparison.Ordinal) ? $"(?<={Regex.Escape(ioc.Layout.RunFolder[..^old.Name.Length])}){name}(?![A-Za-z0-9_.-])|" : "";
        return new Regex($"{run}(?<![A-Za-z0-9_.-]){name}(?={string.Join('|', endings.Append("-automake-pass[01]"))})", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(5));
    }

    private static string Replace(Regex own, string to, string file, string text, List<string> changed)
    {
        var lines = text.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var replaced = own.Replace(lines[i], to);
            if (replaced != lines[i]) changed.Add($"{file}:{i + 1}: {replaced.Trim()}");
            lines[i] = replaced;
        }

        return string.Join('\n', lines);
    }

    // A PV that the IOC's files define keeps its name, whatever that is; others that begin with the IOC's name are named after it.
    private static string HealthPv(IocFolder old, IocContents contents, string to, List<string> changed, string yaml)
    {
        var pv = contents.Ioc.Health?.Pv ?? "";
        var isWritten = contents.WrittenHealthPv is not null;
        var isOwn = contents.Records.Any(r => r.Name == pv.Split('.')[0] && r.Type != "asyn");
        if (!isWritten || isOwn || !pv.StartsWith($"{old.Name}:", StringComparison.Ordinal)) return yaml;
        var change = new YamlChange(YamlPath.Parse("health.pv"), to + pv[old.Name.Length..]);
        if (YamlEditor.Apply("ioc.yaml", yaml, [change], []) is not { } edited) return yaml;
        changed.Add($"ioc.yaml: health.pv: {change.Value}");
        return edited;
    }

    private static IEnumerable<string> Pvs(IocContents contents, string to)
    {
        var (ioc, from) = (contents.Ioc, contents.Ioc.Name);
        if (ioc.Modules.StatusIoc) yield return $"PVs of status-ioc get other names: {from}:HEARTBEAT becomes {to}:HEARTBEAT, and so on";
        if (ioc.Modules.StatusOs) yield return $"PVs of status-os get other names: {from}:docker:… becomes {to}:docker:…";
        foreach (var record in contents.Records.Where(r => r.Type == "asyn" && r.Name.StartsWith($"{from}:", StringComparison.Ordinal)))
            yield return $"the PV {record.Name} of asyn-records gets the name {to}{record.Name[from.Length..]}, unless its 'p' is given";
    }

    private static List<string> Mentions(IocFolder folder, string from)
    {
        var word = new Regex($"(?<![A-Za-z0-9_-]){Regex.Escape(from)}(?![A-Za-z0-9_-])", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(5));
        var found = ProjectFolder.FilesOf(folder)
            .SelectMany(f => Encoding.UTF8.GetString(f.Value.Span).Split('\n').Select((line, i) => (File: f.Key, Number: i + 1, Line: line)))
            .Where(l => word.IsMatch(l.Line)).Select(l => $"'{from}' still stands in {l.File}:{l.Number}: {Printable.Line(l.Line.Trim())}").ToList();
        return found.Count <= MostMentions ? found : [.. found.Take(MostMentions), $"… and in {found.Count - MostMentions} more lines"];
    }
}
