using IocOps.Core.Yaml;

namespace IocOps.Core.Model.Reading;

/// <summary>Reads <c>commands</c>: literal iocsh lines, as a list or as a block of text. Nothing in them is changed, '#' lines included.</summary>
internal static class CommandReader
{
    public static Commands Read(Section ioc) => ioc.Below("commands", Keys.Commands) is { } section
        ? new Commands(Lines(section, "before-load"), Lines(section, "at-load"), Lines(section, "after-init"))
        : Commands.None;

    private static List<string> Lines(Section section, string key)
    {
        var lines = new List<string>();
        foreach (var item in section.Items(key, orOne: true))
        {
            if (Values.Scalar(item, key, section.Report) is not { } scalar) continue;
            var text = item == section[key] ? scalar.Value.TrimEnd('\n') : scalar.Value;
            foreach (var line in text.Split('\n'))
            {
                // A tab is harmless white space to iocsh.
                if (line.Any(c => char.IsControl(c) && c != '\t'))
                    section.Report.Add(scalar, Rule.Characters, $"the line {Report.Show(line)} holds a control character");
                else lines.Add(line.TrimEnd());
            }
        }

        return lines;
    }
}
