using System.Globalization;
using IocOps.Core.Yaml;

namespace IocOps.Core.Model.Reading;

/// <summary>Reads <c>protocols</c> and <c>files</c>, and sees that no two files want the same place.</summary>
internal sealed class FileReader(Section ioc, SourceFiles sources)
{
    private const int DefaultMode = 0x124; // 0444

    // Written at run time, or mounted over.
    private static readonly string[] Kept = ["log", "settings/autosave"];

    private readonly Dictionary<string, string> _targets = new(StringComparer.Ordinal);

    /// <summary>Marks the places that the IOC's own files take.</summary>
    public void Reserve(string target, string by) => _targets.TryAdd(target, by);

    public IReadOnlyList<string> ReadProtocols()
    {
        var protocols = new List<string>();
        foreach (var item in ioc.Items("protocols", orOne: true))
        {
            if (sources.Use(item, "protocols") is { } name && Claim(item, RunFolder.ProtocolTarget(name), name)) protocols.Add(name);
        }

        return protocols;
    }

    public IReadOnlyList<FileCopy> ReadFiles()
    {
        var files = new List<FileCopy>();
        foreach (var item in ioc.Items("files"))
        {
            if (Section.From(item, Keys.File, ioc.Report) is not { } section) continue;
            if (section["source"] is null) section.Add("source", Rule.Missing, "'source' is missing; wanted is " + Shapes.Source.Wanted);
            var source = section["source"] is { } node ? sources.Use(node, "source") : null;
            var target = ReadTarget(section, source);
            var mode = section.Text("mode", Shapes.Mode) is { } text ? Octal(text) : DefaultMode;
            if (source is not null && target is not null && Claim(section["target"] ?? item, target, source)) files.Add(new FileCopy(source, target, mode));
        }

        return files;
    }

    private string? ReadTarget(Section section, string? source)
    {
        if (section["target"] is not { } node) return source is null ? null : $"settings/{RunFolder.FileName(source)}";
        if (Values.Scalar(node, "target", ioc.Report) is not { } scalar) return null;
        var target = scalar.Value.EndsWith('/') && source is not null ? scalar.Value + RunFolder.FileName(source) : scalar.Value;
        var escapes = target.StartsWith('/') || target.Split('/').Any(s => s is ".." or ".");
        if (escapes || !Shapes.Source.Pattern.IsMatch(target))
        {
            ioc.Report.Add(node, escapes ? Rule.Escapes : Rule.Form, $"'target' is {Report.Show(target)}; wanted is a path below the run folder, such as settings/table.csv, of letters, digits and _ + . - /");
            return null;
        }

        if (Kept.FirstOrDefault(k => target == k || target.StartsWith(k + "/", StringComparison.Ordinal)) is not { } kept) return target;
        ioc.Report.Add(node, Rule.NotAllowed, $"'target' lies in {kept}/, where the IOC writes at run time; choose another folder");
        return null;
    }

    private bool Claim(YamlNode at, string target, string source)
    {
        if (_targets.TryAdd(target, $"src/{source}")) return true;
        ioc.Report.Add(at, Rule.Duplicate, $"{target} in the run folder is taken by {_targets[target]} already; choose another target");
        return false;
    }

    private static int Octal(string text) => text.Aggregate(0, (mode, digit) => (mode * 8) + int.Parse(digit.ToString(), CultureInfo.InvariantCulture));
}
