using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace IocOps.Engine.Parameters;

/// <summary>Text to value, with no regard to the machine's culture.</summary>
internal static class ValueConverter
{
    private static readonly char[] Spaces = [',', ' ', '\t', '\r', '\n'];

    /// <summary>
    /// The value for the parameter, or null and what is wrong: a sentence that names neither parameter nor origin,
    /// and that does not show the value of a secret.
    /// </summary>
    public static (object? Value, string? Error) Convert(ParameterMember parameter, RawValue raw)
    {
        if (!parameter.IsArray)
        {
            return raw.Texts switch
            {
                [] when parameter.IsSwitch => (true, null),
                [var only] => ConvertOne(parameter, only, raw.PathBase),
                [] => (null, "needs a value"),
                _ => (null, $"takes one value, but {raw.Texts.Count} are given"),
            };
        }

        var texts = raw.Texts.SelectMany(t => SplitOne(parameter, t, raw.Split)).ToList();
        var array = Array.CreateInstance(parameter.DeclaredType.GetElementType()!, texts.Count);
        for (var i = 0; i < texts.Count; i++)
        {
            var (value, error) = ConvertOne(parameter, texts[i], raw.PathBase);
            if (error != null)
                return (null, error);
            array.SetValue(value, i);
        }

        return (array, null);
    }

    /// <summary>The names that a value may have, where they are known from its type.</summary>
    public static IReadOnlyList<string> Names(Type type) =>
        type.IsEnum ? Enum.GetNames(type) : type == typeof(bool) ? ["true", "false"] : [];

    private static string[] SplitOne(ParameterMember parameter, string text, Splitting splitting) =>
        splitting == Splitting.None ? [text]
        : parameter.Separator is { Length: > 0 } own ? text.Split(own, StringSplitOptions.RemoveEmptyEntries)
        : text.Split(splitting == Splitting.Commas ? [','] : Spaces, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static (object? Value, string? Error) ConvertOne(ParameterMember parameter, string text, string pathBase)
    {
        var type = parameter.ElementType;
        if (type == typeof(string))
            return (text, null);
        if (type == typeof(AbsolutePath))
            return ConvertPath(text, pathBase);
        var (value, expected) = type.IsEnum ? ConvertEnum(type, text) : ConvertScalar(type, text);
        if (value != null)
            return (value, null);
        var hint = parameter.IsSecret ? "" : Nearest.Hint(text, Names(type));
        return (null, parameter.IsSecret ? $"must be {expected}" : $"must be {expected}, not '{text}'{hint}");
    }

    private static (object? Value, string? Error) ConvertPath(string text, string pathBase) =>
        text.Length == 0 ? (null, "must be a path, not empty") : (AbsolutePath.Create(Path.GetFullPath(text, pathBase)), null);

    // Numbers are no names: --verbosity 7 would be a value that no reader knows.
    private static (object? Value, string Expected) ConvertEnum(Type type, string text)
    {
        var name = Enum.GetNames(type).FirstOrDefault(n => IocOps.Engine.Names.Key(n) == IocOps.Engine.Names.Key(text));
        return (name is null ? null : Enum.Parse(type, name), "one of " + string.Join(", ", Enum.GetNames(type)));
    }

    private static (object? Value, string Expected) ConvertScalar(Type type, string text)
    {
        var culture = CultureInfo.InvariantCulture;
        if (type == typeof(bool))
            return (ConvertBool(text), "true or false");
        if (type == typeof(int))
            return (int.TryParse(text, NumberStyles.Integer, culture, out var i) ? i : null, "a whole number");
        if (type == typeof(long))
            return (long.TryParse(text, NumberStyles.Integer, culture, out var l) ? l : null, "a whole number");
        if (type == typeof(double))
            return (double.TryParse(text, NumberStyles.Float, culture, out var d) ? d : null, "a number");
        return ConvertOther(type, text);
    }

    /// <summary>True or false in the forms that people write; null for anything else.</summary>
    public static bool? ConvertBool(string text) => text.ToUpperInvariant() switch
    {
        "TRUE" or "1" or "YES" or "ON" => true,
        "FALSE" or "0" or "NO" or "OFF" => false,
        _ => null,
    };

    // Converters throw what they like.
    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "Whatever a converter throws means: not a value.")]
    private static (object? Value, string Expected) ConvertOther(Type type, string text)
    {
        var converter = TypeDescriptor.GetConverter(type);
        if (!converter.CanConvertFrom(typeof(string)))
            return (null, $"a {type.Name}, which no text can be converted to; give the type a TypeConverter");
        try
        {
            return (converter.ConvertFromInvariantString(text), $"a {type.Name}");
        }
        catch (Exception)
        {
            return (null, $"a {type.Name}");
        }
    }
}
