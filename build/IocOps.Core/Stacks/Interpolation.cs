using System.Text;
using System.Text.RegularExpressions;
using IocOps.Core.Yaml;

namespace IocOps.Core.Stacks;

/// <summary>
/// Replaces variables in the values (never the keys) of a stack file as the docker CLI does: <c>$NAME</c>, <c>${NAME}</c>,
/// <c>${NAME:-default}</c> (unset or empty), <c>${NAME-default}</c> (unset), <c>${NAME:?message}</c>, <c>${NAME?message}</c>, and
/// <c>$$</c> for a dollar sign. Defaults and messages are taken as they stand.
/// </summary>
internal sealed partial class Interpolation(YamlReader reader, IReadOnlyDictionary<string, string> environment, ICollection<Problem> problems)
{
    private readonly Dictionary<YamlNode, YamlNode> _done = new(ReferenceEqualityComparer.Instance);

    /// <summary>A copy of the tree with all values replaced. Extension fields (<c>x-…</c>) stay as they are.</summary>
    public YamlNode Apply(YamlNode node)
    {
        // Aliases make a tree share nodes: each is replaced, and complained about, once.
        if (_done.TryGetValue(node, out var known)) return known;
        YamlNode result = node switch
        {
            YamlScalar scalar => Scalar(scalar),
            YamlList list => list with { Items = [.. list.Items.Select(Apply)] },
            YamlMap map => map with { Entries = [.. map.Entries.Select(Entry)] },
            _ => node,
        };
        _done[node] = result;
        return result;
    }

    private YamlEntry Entry(YamlEntry entry)
    {
        // Docker refuses keys that its YAML parser takes for a number or truth value: 'off:' in old YAML.
        if (FieldExtensions.Ambiguity(entry.Key, isKey: true) is { } fault) reader.Fail(entry.Key, StackCodes.Ambiguous, $"as a key, {fault}");
        return entry.Key.Value.StartsWith("x-", StringComparison.Ordinal) ? entry : entry with { Value = Apply(entry.Value) };
    }

    private YamlScalar Scalar(YamlScalar scalar)
    {
        if (!scalar.Value.Contains('$', StringComparison.Ordinal)) return scalar;
        var text = new StringBuilder();
        var rest = 0;
        foreach (Match match in Pattern().Matches(scalar.Value))
        {
            text.Append(scalar.Value, rest, match.Index - rest).Append(Replace(scalar, match));
            rest = match.Index + match.Length;
        }

        text.Append(scalar.Value, rest, scalar.Value.Length - rest);
        return scalar with { Value = text.ToString(), IsPlain = false, IsSubstituted = true };
    }

    private string Replace(YamlScalar at, Match match)
    {
        if (match.Groups["escaped"].Success) return "$";
        if (match.Groups["invalid"].Success) return Fail(at, $"'{Excerpt(at.Value)}' has a '$' that begins no variable; write '$$' for a dollar sign");
        if (match.Groups["bare"].Value is { Length: > 0 } bare)
            return Name().IsMatch(bare) ? Value(at, bare, "", "") : Fail(at, $"'{Excerpt(match.Value)}' reads as a variable with a default; write '${{NAME}}' in braces");
        var inner = match.Groups["braced"].Value;
        // The CLI looks for the operations in this order anywhere in the text, so that a '-' in a message of '?' counts as a default.
        var operation = Array.Find([":-", "-", ":?", "?"], o => inner.Contains(o, StringComparison.Ordinal)) ?? "";
        var parts = operation.Length == 0 ? [inner, ""] : inner.Split(operation, 2);
        return Name().IsMatch(parts[0])
            ? Value(at, parts[0], operation, parts[1])
            : Fail(at, $"'{Excerpt(match.Value)}' has two operations, and Docker takes '{operation}'; write it with one");
    }

    private string Value(YamlScalar at, string name, string operation, string operand)
    {
        var value = environment.GetValueOrDefault(name);
        var missing = operation.StartsWith(':') ? string.IsNullOrEmpty(value) : value is null;
        if (!missing) return value ?? "";
        if (operation.EndsWith('-')) return operand;
        if (operation.EndsWith('?'))
            return Fail(at, $"the variable {name} must be set{(operand.Length == 0 ? "" : $": {operand}")}; IocOps takes none from the environment: write the value itself");
        problems.Add(new Problem(reader.File, at.Line, at.Column, "STK011", $"the variable {name} becomes empty text, as IocOps takes none from the environment; write the value itself, or '$${name}' where the container's shell is to replace it")
        {
            Severity = Severity.Warning,
        });
        return "";
    }

    private string Fail(YamlScalar at, string message)
    {
        reader.Fail(at, StackCodes.Variable, message);
        return "";
    }

    private static string Excerpt(string text) => text.Length <= 60 ? text : string.Concat(text.AsSpan(0, 57), "...");

    // An unbraced name may be followed by an operation too; it then swallows the rest of the text.
    [GeneratedRegex(
        """\$(?:(?<escaped>\$)|(?<bare>[_a-zA-Z][_a-zA-Z0-9]*(?::?[-?][^}]*)?)|\{(?<braced>[_a-zA-Z][_a-zA-Z0-9]*(?::?[-?][^}]*)?)\}|(?<invalid>))""",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 2000)]
    private static partial Regex Pattern();

    [GeneratedRegex(@"\A[_a-zA-Z][_a-zA-Z0-9]*\z", RegexOptions.CultureInvariant, 2000)]
    private static partial Regex Name();
}
