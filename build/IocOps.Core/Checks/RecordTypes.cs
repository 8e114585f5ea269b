using System.Collections.Frozen;

namespace IocOps.Core.Checks;

/// <summary>A field of a record type, as its definition file describes it.</summary>
/// <param name="Name">As in databases.</param>
/// <param name="Menu">Its choices; null where it has no menu.</param>
/// <param name="IsNumber">True where a number is wanted.</param>
/// <param name="Size">Of a text with its end, in bytes; null where it is none.</param>
/// <param name="IsHidden">True where a database can't set it.</param>
internal sealed record RecordField(string Name, IReadOnlyList<string>? Menu, bool IsNumber, int? Size, bool IsHidden)
{
    // Those that are written by hand and of an integer type wherever they are; EPICS refuses a fraction in them.
    private static readonly FrozenSet<string> Whole = FrozenSet.Create(
        StringComparer.Ordinal,
        "PREC", "PHAS", "TSE", "NELM", "MALM", "NSAM", "NOBT", "SHFT", "SIZV",
        "ZRVL", "ONVL", "TWVL", "THVL", "FRVL", "FVVL", "SXVL", "SVVL", "EIVL", "NIVL", "TEVL", "ELVL", "TVVL", "TTVL", "FTVL", "FFVL");

    /// <summary>True where the number is known to have no fraction.</summary>
    public bool IsWhole => IsNumber && Whole.Contains(Name);
}

/// <summary>
/// The record types of EPICS base 7 with their fields, and the names of those that the usual modules add. The facts are in
/// record-types.txt, taken from base's definition files.
/// </summary>
internal static class RecordTypes
{
    // Types of asyn, autosave's neighbours and synApps: their fields are not known here.
    private static readonly FrozenSet<string> OfModules = FrozenSet.Create(
        StringComparer.Ordinal,
        "asyn", "busy", "motor", "scaler", "epid", "timestamp", "throttle", "mca", "scanparm", "sscan", "swait", "scalcout", "acalcout", "transform",
        "sseq", "table", "genSub", "luascript", "digitel", "vs");

    private static readonly Lazy<FrozenDictionary<string, FrozenDictionary<string, RecordField>>> Base = new(Read);

    /// <summary>The types of base.</summary>
    public static IEnumerable<string> Names => Base.Value.Keys;

    /// <summary>The fields of a type of base, by name; null for another type.</summary>
    public static FrozenDictionary<string, RecordField>? Fields(string type) => Base.Value.GetValueOrDefault(type);

    /// <summary>True for the types of the usual modules.</summary>
    public static bool IsOfModule(string type) => OfModules.Contains(type);

    private static FrozenDictionary<string, FrozenDictionary<string, RecordField>> Read()
    {
        using var stream = typeof(RecordTypes).Assembly.GetManifestResourceStream("record-types.txt")!;
        using var reader = new StreamReader(stream);
        var menus = new Dictionary<string, string[]>(StringComparer.Ordinal);
        var types = new Dictionary<string, List<RecordField>>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith("menu ", StringComparison.Ordinal) && line[5..].Split('|') is [var menu, .. var choices]) menus[menu] = choices;
            else if (line.StartsWith("type ", StringComparison.Ordinal) && line[5..].Split(' ') is [var type, .. var fields]) types[type] = [.. fields.Select(f => Field(f, menus))];
        }

        var common = types["common"];
        types.Remove("common");
        return types.ToFrozenDictionary(t => t.Key, t => common.Concat(t.Value).DistinctBy(f => f.Name).ToFrozenDictionary(f => f.Name, StringComparer.Ordinal), StringComparer.Ordinal);
    }

    // NAME:menu=menuScan, NAME:size=41, NAME:num, NAME:noaccess
    private static RecordField Field(string text, Dictionary<string, string[]> menus)
    {
        var parts = text.Split(':');
        string? Value(string key) => parts.FirstOrDefault(p => p.StartsWith(key + "=", StringComparison.Ordinal))?[(key.Length + 1)..];
        var size = Value("size") is { } written ? int.Parse(written, System.Globalization.CultureInfo.InvariantCulture) : (int?)null;
        return new RecordField(parts[0], Value("menu") is { } menu ? menus[menu] : null, parts.Contains("num"), size, parts.Contains("noaccess"));
    }
}
