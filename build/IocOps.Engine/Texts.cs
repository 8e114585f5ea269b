using System.Globalization;
using System.Reflection;

namespace IocOps.Engine;

/// <summary>Small pieces of text that several rooms of the engine share.</summary>
internal static class Texts
{
    /// <summary>The condition itself, out of <c>() => condition</c>, on one line.</summary>
    public static string OfLambda(string? expression)
    {
        var text = string.Join(' ', (expression ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        var arrow = text.StartsWith("()", StringComparison.Ordinal) ? text.IndexOf("=>", StringComparison.Ordinal) : -1;
        return arrow < 0 ? text : text[(arrow + 2)..].Trim();
    }

    /// <summary>The exception that a person wants to read: without the wrappings of reflection and tasks.</summary>
    public static Exception Unwrap(Exception exception) => exception switch
    {
        TargetInvocationException { InnerException: { } inner } => Unwrap(inner),
        TypeInitializationException { InnerException: { } inner } => Unwrap(inner),
        AggregateException { InnerExceptions: [var inner] } => Unwrap(inner),
        _ => exception,
    };

    public static string Message(Exception exception) => exception switch
    {
        AggregateException { InnerExceptions.Count: > 1 } several => string.Join('\n', several.InnerExceptions.Select(Message)),
        _ => Unwrap(exception) is var inner && !string.IsNullOrWhiteSpace(inner.Message) ? inner.Message.TrimEnd() : inner.GetType().Name,
    };

    /// <summary>0.04 s, 12.3 s, 1:05 min, 2:03:00 h.</summary>
    public static string Duration(TimeSpan time)
    {
        var culture = CultureInfo.InvariantCulture;
        return time.TotalSeconds < 9.995 ? string.Create(culture, $"{time.TotalSeconds:0.00} s")
            : time.TotalSeconds < 59.95 ? string.Create(culture, $"{time.TotalSeconds:0.0} s")
            : time.TotalHours < 1 ? string.Create(culture, $"{(int)time.TotalMinutes}:{time.Seconds:00} min")
            : string.Create(culture, $"{(int)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00} h");
    }

    /// <summary>Name and version of what a build is part of.</summary>
    public static string Product(Type build)
    {
        var product = build.Assembly.GetCustomAttribute<AssemblyProductAttribute>()?.Product ?? build.Assembly.GetName().Name;
        var version = build.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0];
        return $"{product} {version}".TrimEnd();
    }

    public static string Count(int number, string one) => number == 1 ? $"1 {one}" : $"{number} {one}s";
}
