using IocOps.Core.Epics;

namespace IocOps.Core.Checks;

/// <summary>Checks the info tags from which autosave makes its request files.</summary>
internal static class AutosaveCheck
{
    private static readonly string[] Tags = ["autosaveFields", "autosaveFields_pass0"];

    public static IEnumerable<Problem> Of(IocContents contents)
    {
        var tags = contents.Records.SelectMany(r => r.Infos.Where(i => Tags.Contains(i.Name)).Select(i => (Record: r, Tag: i))).ToList();
        return tags.SelectMany(t => Fields(t.Record, t.Tag))
            .Concat(contents.Records.SelectMany(r => r.Infos.Select(i => Name(r, i)).OfType<Problem>()))
            .Concat(Use(contents, tags))
            .DistinctBy(p => (p.File, p.Line, p.Column, p.Message));
    }

    private static IEnumerable<Problem> Fields(LoadedRecord record, DbValue tag)
    {
        if (RecordTypes.Fields(record.Type) is not { } fields || tag.Text.Contains('$', StringComparison.Ordinal)) yield break;
        var names = tag.Text.Split([' ', '\t', ','], StringSplitOptions.RemoveEmptyEntries);
        if (names.Length == 0) yield return CheckRule.AutosaveField.At(record.FileOf(tag), tag.TextPlace, $"'{tag.Name}' names no field; write the fields to save, such as \"VAL\"");
        foreach (var name in names.Where(n => !fields.ContainsKey(n)))
            yield return CheckRule.AutosaveField.At(record.FileOf(tag), tag.TextPlace, $"'{tag.Name}' names '{Printable.Line(name)}', and a record of type {record.Type} has no such field{Nearest.Hint(name, fields.Keys.Order(StringComparer.Ordinal))}");
    }

    private static Problem? Name(LoadedRecord record, DbValue info) =>
        !Tags.Contains(info.Name) && Nearest.To(info.Name, Tags) is { } near
            ? CheckRule.AutosaveName.At(record.FileOf(info), info.Place, $"autosave does not know the tag '{Printable.Line(info.Name)}'; did you mean '{near}'?")
            : null;

    private static IEnumerable<Problem> Use(IocContents contents, List<(LoadedRecord Record, DbValue Tag)> tags)
    {
        if (!contents.Ioc.Modules.Autosave && tags.Count > 0)
            yield return CheckRule.AutosaveUse.At(tags[0].Record.FileOf(tags[0].Tag), tags[0].Tag.Place, $"{tags.Count} tag{(tags.Count == 1 ? "" : "s")} of autosave, and the module is off: nothing is saved; add 'autosave' to 'modules' in ioc.yaml");
        if (contents.Ioc.Modules.Autosave && tags.Count == 0 && !contents.Files.Targets.Any(t => t.EndsWith(".req", StringComparison.Ordinal)))
            yield return CheckRule.AutosaveUse.At(contents.Places.File, contents.Places.Of("modules"), "the module autosave is on, and no record has a tag info(autosaveFields, \"…\"): nothing is saved");
    }
}
