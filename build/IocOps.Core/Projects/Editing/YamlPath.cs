using System.Globalization;
using System.Text;

namespace IocOps.Core.Projects.Editing;

/// <summary>One step into a YAML file.</summary>
/// <param name="Key">Of a mapping; null for an item of a list.</param>
/// <param name="Index">Of the item, from 0; <see cref="Append"/> for one behind the last.</param>
public sealed record YamlStep(string? Key, int Index)
{
    /// <summary>Behind the last item.</summary>
    public const int Append = -1;
}

/// <summary>A place in a YAML file: <c>deploy.limits.memory</c>, <c>databases[0].macros.P</c>, <c>deploy.labels."a.b"</c>.</summary>
/// <param name="Text">As written.</param>
/// <param name="Steps">At least one; the first is a key.</param>
public sealed record YamlPath(string Text, IReadOnlyList<YamlStep> Steps)
{
    /// <summary>Reads a path.</summary>
    /// <exception cref="FormatException">It is none; says why.</exception>
    public static YamlPath Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var steps = new List<YamlStep>();
        for (var at = 0; at < text.Length;)
        {
            if (text[at] == '[' && steps.Count > 0) steps.Add(Item(text, ref at));
            else if (steps.Count == 0 || text[at] == '.') steps.Add(Key(text, ref at, steps.Count > 0 ? at + 1 : at));
            else throw Wrong(text, "a '.' is missing before a key");
        }

        return steps.Count > 0 ? new YamlPath(text, steps) : throw Wrong(text, "it is empty");
    }

    private static YamlStep Item(string text, ref int at)
    {
        var end = text.IndexOf(']', at);
        var number = end < 0 ? "" : text[(at + 1)..end];
        at = end + 1;
        if (number == "+") return new YamlStep(null, YamlStep.Append);
        return int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? new YamlStep(null, index) : throw Wrong(text, "between '[' and ']' stands the number of an item, from 0, or + for a new one");
    }

    private static YamlStep Key(string text, ref int at, int start)
    {
        at = start;
        var key = new StringBuilder();
        if (at < text.Length && text[at] == '"')
        {
            var end = text.IndexOf('"', at + 1);
            if (end < 0) throw Wrong(text, "a '\"' is not closed");
            key.Append(text, at + 1, end - at - 1);
            at = end + 1;
        }
        else
        {
            while (at < text.Length && text[at] is not ('.' or '[')) key.Append(text[at++]);
        }

        return key.Length > 0 ? new YamlStep(key.ToString(), 0) : throw Wrong(text, "a key is empty");
    }

    private static FormatException Wrong(string text, string why) =>
        new($"'{Printable.Line(text)}' is no place in ioc.yaml: {why}; write it like image, deploy.limits.memory, databases[0].macros.P or deploy.labels.\"a.b\"");
}
