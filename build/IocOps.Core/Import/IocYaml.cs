using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace IocOps.Core.Import;

/// <summary>Writes YAML as a person would: plain where that is safe, on one line where that is short.</summary>
internal sealed partial class IocYaml
{
    private const int Width = 110;
    private static readonly string[] Words = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"];

    private readonly StringBuilder _text = new();

    /// <summary>What was written; LF line ends.</summary>
    public override string ToString() => _text.ToString();

    /// <summary>True where there is no key yet.</summary>
    public bool HasOnlyComments { get; private set; } = true;

    /// <summary>One line; empty for a blank one.</summary>
    public void Line(string line)
    {
        HasOnlyComments &= line.StartsWith('#');
        _text.Append(line).Append('\n');
    }

    /// <summary>A comment, folded.</summary>
    /// <param name="text">One paragraph.</param>
    /// <param name="first">Before its first line, such as <c>"- "</c>; the others are indented as far.</param>
    public void Comment(string text, string first = "")
    {
        var line = $"# {first}";
        var isEmpty = true;
        foreach (var word in text.Split(' '))
        {
            if (!isEmpty && line.Length + 1 + word.Length > Width)
            {
                Line(line);
                line = "# " + new string(' ', first.Length);
                isEmpty = true;
            }

            line += isEmpty ? word : $" {word}";
            isEmpty = false;
        }

        Line(line);
    }

    /// <summary><c>key: value</c>, or nothing where there is no value.</summary>
    public void Value(string key, string? value, string indent = "")
    {
        if (value is not null) Line($"{indent}{key}: {(BlockPlain().IsMatch(value) && !IsWord(value) ? value : Quote(value))}");
    }

    /// <summary><c>key: true</c>, or nothing.</summary>
    public void Flag(string key, bool? value)
    {
        if (value is { } known) Line($"{key}: {(known ? "true" : "false")}");
    }

    /// <summary><c>key: [a, b]</c> on one line, else a line for each.</summary>
    public void List(string key, IEnumerable<string> values, string indent = "")
    {
        var items = values.Select(Quote).ToList();
        var line = $"{indent}{key}: [{string.Join(", ", items)}]";
        if (line.Length <= Width)
        {
            Line(line);
            return;
        }

        Line($"{indent}{key}:");
        foreach (var item in items) Line($"{indent}  - {item}");
    }

    /// <summary><c>key: {A: a, B: b}</c> on one line, else a line for each; nothing where there are none.</summary>
    public void Map(string key, IEnumerable<(string Name, string Value)> values, string indent = "")
    {
        var items = values.Select(v => $"{Key(v.Name)}: {Quote(v.Value)}").ToList();
        if (items.Count == 0) return;
        var line = $"{indent}{key}: {{{string.Join(", ", items)}}}";
        if (line.Length <= Width && items.Count <= 8)
        {
            Line(line);
            return;
        }

        Line($"{indent}{key}:");
        foreach (var item in items) Line($"{indent}  {item}");
    }

    /// <summary>Lines as they are, in a block; nothing where there are none.</summary>
    public void Block(string key, IReadOnlyList<string> lines, string indent)
    {
        if (lines.Count == 0) return;
        Line($"{indent}{key}: |");
        foreach (var line in lines) Line(line.Length == 0 ? "" : $"{indent}  {line}");
    }

    /// <summary>Text that YAML can't take for anything else, also between braces.</summary>
    public static string Quote(string value)
    {
        if (Plain().IsMatch(value) && !IsWord(value)) return value;
        if (value.Any(IsOdd)) return Escaped(value);
        return value.Contains('"', StringComparison.Ordinal) || value.Contains('\\', StringComparison.Ordinal) ? $"'{value.Replace("'", "''", StringComparison.Ordinal)}'" : $"\"{value}\"";
    }

    // A number as a key is text all the same, but a reader should not have to know that.
    private static string Key(string name) => name.All(char.IsDigit) ? $"\"{name}\"" : Quote(name);

    private static bool IsWord(string value) => Words.Contains(value, StringComparer.OrdinalIgnoreCase);

    private static bool IsOdd(char c) => char.IsControl(c) || char.IsSurrogate(c) || c is '\u2028' or '\u2029' or '\uFEFF';

    private static string Escaped(string value)
    {
        var text = new StringBuilder("\"");
        foreach (var rune in value.EnumerateRunes())
        {
            if (rune.Value is '"' or '\\') text.Append('\\').Append(rune);
            else if (rune.IsBmp && IsOdd((char)rune.Value)) text.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
            else text.Append(rune);
        }

        return text.Append('"').ToString();
    }

    // On a line of its own a comma and a colon inside a word are letters.
    [GeneratedRegex(@"\A[\p{L}\p{N}_/.$](?:[\p{L}\p{N}\p{M}_/.$()%+@=<>;*?!~^&|， 。（）、,-]|:(?=[\p{L}\p{N}_/]))*(?<! )\z")]
    private static partial Regex BlockPlain();

    // No ':', '#', ',', brackets, quotes; nothing special at the front, no blank at the end.
    [GeneratedRegex(@"\A[\p{L}\p{N}_/.$][\p{L}\p{N}\p{M}_/.$()%+@=<>;*?!~^&|， 。（）、-]*(?<! )\z")]
    private static partial Regex Plain();
}
