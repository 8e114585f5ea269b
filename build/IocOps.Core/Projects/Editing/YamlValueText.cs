using System.Text;
using IocOps.Core.Yaml;
using YamlDotNet.Core;

namespace IocOps.Core.Projects.Editing;

/// <summary>Values as they are written into a file.</summary>
internal static class YamlValueText
{
    /// <summary>True where the value is a piece of YAML, not text.</summary>
    public static bool IsYaml(string value) => value.Length > 0 && value[0] is '[' or '{' or '"' or '\'';

    /// <summary>The value itself; null and a reason where it is broken YAML.</summary>
    public static (YamlNode? Node, string? Fault) Read(string value)
    {
        if (!IsYaml(value)) return (new YamlScalar(value, false, 1, 1), null);
        var problems = new List<Problem>();
        if (!value.Contains('\n', StringComparison.Ordinal) && YamlText.Parse("", "k: " + value, problems) is YamlMap { Entries: [var only] } && !IsCut(value)) return (only.Value, null);
        var why = problems.Count > 0 ? $" ({problems[0].Message})" : "";
        return (null, $"'{Printable.Line(value)}' begins like YAML and is none{why}; for text that begins with [ {{ \" or ' write it in quotes of YAML, such as '\"[text]\"'");
    }

    /// <summary>A key.</summary>
    public static string Key(string key, bool inFlow) => Scalar(key, ScalarStyle.Plain, inFlow);

    /// <summary>A value in the style of the one that it replaces.</summary>
    /// <param name="value">Text or a piece of YAML.</param>
    /// <param name="old">Style of what stood there; plain where nothing did.</param>
    /// <param name="inFlow">Between brackets or braces, where commas end a value.</param>
    public static string Value(string value, ScalarStyle old, bool inFlow) => IsYaml(value) ? value.Trim() : Scalar(value, old, inFlow);

    private static string Scalar(string text, ScalarStyle old, bool inFlow)
    {
        var isPrintable = !text.Any(c => char.IsControl(c) || c is '\u2028' or '\u2029');
        if (old == ScalarStyle.SingleQuoted && isPrintable) return $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
        return old != ScalarStyle.DoubleQuoted && isPrintable && IsPlain(text, inFlow) ? text : DoubleQuoted(text);
    }

    // What stands there must be read back as this text and as nothing else.
    private static bool IsPlain(string text, bool inFlow)
    {
        var problems = new List<Problem>();
        var node = YamlText.Parse("", inFlow ? $"{{k: {text}, z: 1}}" : $"k: {text}", problems) as YamlMap;
        return node?.Entries.Count == (inFlow ? 2 : 1) && node["k"] is YamlScalar { IsPlain: true, IsNull: false } scalar && scalar.Value == text && !text.Contains('#', StringComparison.Ordinal);
    }

    /// <summary>In double quotes.</summary>
    public static string DoubleQuoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            quoted.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                _ when char.IsControl(c) || c is '\u2028' or '\u2029' => $"\\u{(int)c:x4}",
                _ => c.ToString(),
            });
        }

        return quoted.Append('"').ToString();
    }

    // A comment behind the value would swallow what follows it in the file.
    private static bool IsCut(string value) => YamlText.Parse("", $"[{value}, z]", []) is not YamlList { Items: [_, YamlScalar { Value: "z" }] };
}
