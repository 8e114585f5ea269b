namespace IocOps.Core.Epics;

/// <summary>Values in a substitutions file, as dbLoadTemplate and macLib read them.</summary>
public static class SubstitutionText
{
    // dbLoadTemplate collects the definitions of one load in a buffer of dbTemplateMaxVars * 50 bytes without looking at its end.
    private const int MaxLoad = 4900;

    // MAC_SIZE of macLib: what is longer is cut.
    private const int MaxValue = 256;

    /// <summary>
    /// In quotes, so that <paramref name="value"/> arrives in the database to the letter: macLib takes one layer of backslashes away.
    /// </summary>
    public static string Quote(string value) =>
        $"\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    /// <summary>Why <paramref name="value"/> can't be a macro's value, or null where it can.</summary>
    public static string? Refusal(string value) =>
        value.Any(char.IsControl) ? "it holds a control character"
        : System.Text.Encoding.UTF8.GetByteCount(value) > MaxValue ? $"it is longer than {MaxValue} bytes, which EPICS cuts off"
        : IocshText.MacroRefusal(value);

    /// <summary>True where one load has more definitions than dbLoadTemplate has room for.</summary>
    public static bool IsTooLong(IEnumerable<(string Name, string Value)> macros) =>
        macros.Sum(m => m.Name.Length + System.Text.Encoding.UTF8.GetByteCount(Quote(m.Value)) + 2) > MaxLoad;
}
