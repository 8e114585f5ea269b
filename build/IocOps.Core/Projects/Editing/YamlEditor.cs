using System.Text.Json.Nodes;
using IocOps.Core.Yaml;

namespace IocOps.Core.Projects.Editing;

/// <summary>
/// Changes single values in a YAML file and leaves every other character as it is: comments, order, quotes, line ends. What it writes is
/// read again; where that says anything else than what was asked for, nothing is changed and the person is told.
/// </summary>
public static class YamlEditor
{
    /// <summary>The text with the changes made, one after the other.</summary>
    /// <param name="file">For messages.</param>
    /// <param name="text">Of the file.</param>
    /// <param name="changes">What to change; to take away what is not there is no change.</param>
    /// <param name="problems">Gets YML0xx where the file is broken, PRJ001…PRJ003 where it can't be changed so.</param>
    /// <returns>Null where there are problems.</returns>
    public static string? Apply(string file, string text, IReadOnlyList<YamlChange> changes, ICollection<Problem> problems)
    {
        ArgumentNullException.ThrowIfNull(changes);
        foreach (var change in changes)
        {
            if (One(file, text, change, problems) is not { } changed) return null;
            text = changed;
        }

        return text;
    }

    /// <summary>A value that is this text, also where it begins like a piece of YAML.</summary>
    public static string Literal(string text) => YamlValueText.IsYaml(text) ? YamlValueText.DoubleQuoted(text) : text;

    private static string? One(string file, string text, YamlChange change, ICollection<Problem> problems)
    {
        var before = problems.Count;
        var tree = YamlText.Parse(file, text, problems);
        if (tree is null || problems.Count > before) return null;
        var (value, fault) = change.Value is null ? (null, null) : YamlValueText.Read(change.Value);
        if (fault is not null)
        {
            problems.Add(new Problem(file, 0, 0, "PRJ001", $"{change.Path.Text} can't be set: {fault}"));
            return null;
        }

        try
        {
            return Spliced(text, tree, change, value);
        }
        catch (EditException e)
        {
            problems.Add(new Problem(file, e.Line, e.Column, e.Code, $"{change.Path.Text} can't be {(change.Value is null ? "unset" : "set")}: {e.Message}"));
        }

        return null;
    }

    private static string Spliced(string text, YamlNode tree, YamlChange change, YamlNode? value)
    {
        var wanted = YamlTree.Of(tree);
        var splice = new YamlSplice(text, PlacedYaml.Read(text));
        string edited;
        if (change.Value is { } given)
        {
            edited = splice.Set(change.Path.Steps, given);
            wanted = YamlTree.Set(wanted, change.Path.Steps, YamlTree.Of(value));
        }
        else
        {
            if (splice.Unset(change.Path.Steps) is not { } without) return IsThere(wanted, change.Path.Steps) ? throw EditException.Different() : text;
            edited = without;
            YamlTree.Unset(wanted, change.Path.Steps);
        }

        var faults = new List<Problem>();
        var read = YamlTree.Of(YamlText.Parse("", edited, faults));
        return faults.Count == 0 && JsonNode.DeepEquals(read, wanted) ? edited : throw EditException.Different();
    }

    // A key that a merge brings in is there without standing there.
    private static bool IsThere(JsonNode? node, IReadOnlyList<YamlStep> steps)
    {
        foreach (var step in steps)
        {
            node = (node, step.Key) switch
            {
                (JsonObject map, { } key) => map[key],
                (JsonArray list, null) when step.Index >= 0 && step.Index < list.Count => list[step.Index],
                _ => null,
            };
        }

        return node is not null;
    }
}

/// <summary>A change can't be made in this file; says why, at its place.</summary>
public sealed class EditException : Exception
{
    internal EditException(PlacedNode? at, string message, string code = "PRJ002")
        : base(message) => (Line, Column, Code) = (at?.Line ?? 0, at?.Column ?? 0, code);

    /// <summary>From 1; 0 for the file.</summary>
    public int Line { get; }

    /// <summary>From 1; 0 for the file.</summary>
    public int Column { get; }

    /// <summary>PRJ002 where it can't be done, PRJ003 where it would do something else.</summary>
    public string Code { get; }

    internal static EditException Different() =>
        new(null, "something else would change with it, or the file is written in too unusual a way; edit it by hand", "PRJ003");
}
