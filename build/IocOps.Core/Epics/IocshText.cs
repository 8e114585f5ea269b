using System.Text.RegularExpressions;

namespace IocOps.Core.Epics;

/// <summary>
/// Arguments of iocsh commands. iocsh first replaces macros in the whole line (not inside single quotes), then splits it; inside
/// quotes a backslash is a letter like any other, so a quote can't be escaped, only put into quotes of the other kind.
/// </summary>
public static partial class IocshText
{
    /// <summary>Why <paramref name="value"/> can't be an argument, or null where it can.</summary>
    public static string? Refusal(string value)
    {
        if (value.Any(char.IsControl)) return "it holds a control character";
        var hasDouble = value.Contains('"', StringComparison.Ordinal);
        if (hasDouble && value.Contains('\'', StringComparison.Ordinal)) return "it holds both kinds of quotes, which iocsh can't express";
        return MacroRefusal(value) is { } why ? why
            : hasDouble && MacroText.References(value).Count > 0 ? "it holds a double quote and a macro; iocsh replaces no macro inside the single quotes that this needs"
            : null;
    }

    /// <summary>Why the macro references in <paramref name="value"/> are none, or null where all is well.</summary>
    public static string? MacroRefusal(string value)
    {
        if (MacroText.IsUnterminated(value)) return "it holds '$(' or '${' without its end, which EPICS reads as a macro";
        var bad = MacroText.References(value).FirstOrDefault(n => !Name().IsMatch(n) && !n.Contains('$', StringComparison.Ordinal));
        return bad is null ? null : $"it holds '$({bad})', which EPICS reads as a macro; a macro's name has letters, digits, '_' and '-' only";
    }

    /// <summary>The argument in quotes.</summary>
    /// <exception cref="ArgumentException">There is a <see cref="Refusal"/>; whoever reads input asks first.</exception>
    public static string Quote(string value)
    {
        if (Refusal(value) is { } why) throw new ArgumentException($"iocsh can't take this value: {why}", nameof(value));
        return value.Contains('"', StringComparison.Ordinal) ? $"'{value}'" : $"\"{value}\"";
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_-]+\z")]
    private static partial Regex Name();
}
