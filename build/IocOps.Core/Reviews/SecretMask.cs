using System.Text.RegularExpressions;
using IocOps.Core.Planning;
using IocOps.Core.Stacks;

namespace IocOps.Core.Reviews;

/// <summary>
/// Takes secrets out of what a review shows of files: values of what is named as a secret, passwords in addresses, the values that
/// variables of services with such names have, wherever they stand, and files that are secrets as a whole.
/// </summary>
internal sealed partial class SecretMask
{
    // Shorter ones stand everywhere without being meant.
    private const int ShortestValue = 4;

    private readonly IReadOnlyList<string> _values;
    private readonly IReadOnlyList<ReadOnlyMemory<byte>> _secrets;

    /// <param name="stacks">Of both sides.</param>
    public SecretMask(IEnumerable<Stack> stacks)
    {
        var all = stacks.ToList();
        _secrets = [.. all.SelectMany(s => s.Secrets).Select(s => s.Data)];
        _values =
        [
            .. all.SelectMany(s => s.Services).SelectMany(s => s.Spec.TaskTemplate?.ContainerSpec?.Env ?? [])
                .Select(e => e.Split('=', 2)).Where(e => e.Length == 2 && e[1].Length >= ShortestValue && SecretText.IsName(e[0]))
                .Select(e => e[1]).Distinct(StringComparer.Ordinal).OrderByDescending(v => v.Length).ThenBy(v => v, StringComparer.Ordinal),
        ];
    }

    /// <summary>Whether a file must not be shown at all: the data of a secret, or a private key.</summary>
    public bool IsSecret(ReadOnlyMemory<byte> data, string[]? lines) =>
        (data.Length > 0 && _secrets.Any(s => s.Span.SequenceEqual(data.Span))) || lines?.Any(l => l.Contains("PRIVATE KEY-----", StringComparison.Ordinal)) == true;

    /// <summary>A text on its own, such as a message.</summary>
    public string Text(string text) => Value(SecretText.WithoutSecrets(text));

    /// <summary>The lines of a file.</summary>
    /// <param name="path">In YAML a value goes on in the lines below that stand deeper.</param>
    /// <param name="lines">As they are.</param>
    public string[] Lines(string path, string[] lines)
    {
        var yaml = path.EndsWith(".yaml", StringComparison.Ordinal) || path.EndsWith(".yml", StringComparison.Ordinal) || path.EndsWith(".sbn", StringComparison.Ordinal);
        var result = new string[lines.Length];
        var hidden = -1;
        for (var i = 0; i < lines.Length; i++)
        {
            var indent = lines[i].Length - lines[i].TrimStart().Length;
            var isBlank = indent == lines[i].Length;
            if (hidden >= 0 && !isBlank && indent <= hidden) hidden = -1;
            result[i] = hidden >= 0 && !isBlank ? $"{lines[i][..indent]}{SecretText.Hidden}" : Text(lines[i]);
            if (hidden < 0 && yaml && Key().Match(lines[i]) is { Success: true } key && SecretText.IsName(key.Groups[2].Value) && key.Groups[2].Value != "secrets") hidden = key.Groups[1].Length;
        }

        return result;
    }

    /// <summary>A text in which only the known values of secrets are hidden: its names are no names of secrets.</summary>
    public string Value(string text) => _values.Aggregate(text, (t, v) => t.Replace(v, SecretText.Hidden, StringComparison.Ordinal));

    [GeneratedRegex("""^([\s-]*)["']?([\w.-]+)["']?\s*[:=]""", RegexOptions.CultureInvariant, 2000)]
    private static partial Regex Key();
}
