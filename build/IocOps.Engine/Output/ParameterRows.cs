using System.Globalization;
using IocOps.Engine.Parameters;

namespace IocOps.Engine.Output;

/// <summary>Parameters as help shows them: how one is written, what it means, its variable, values and default.</summary>
/// <param name="build">Has got no value from outside, so that its members hold the defaults.</param>
internal sealed class ParameterRows(TargetBuild build)
{
    /// <summary>What stands left and right; by name.</summary>
    /// <param name="parameters">In any order; those that are not listed are left out.</param>
    /// <param name="required">Those that can't be left out, besides those that say so themselves.</param>
    public IReadOnlyList<(string Left, string Right)> Of(IEnumerable<ParameterMember> parameters, IReadOnlyCollection<ParameterMember> required) =>
    [
        .. parameters.Where(p => p.IsListed).OrderBy(p => p.Flag, StringComparer.Ordinal)
            .Select(p => (Written(p), $"{p.Description}  {Details(p, p.IsRequired || required.Contains(p))}".TrimStart())),
    ];

    private static string Written(ParameterMember parameter) =>
        $"--{parameter.Flag}{(parameter.IsSwitch ? "" : parameter.IsArray ? " <values>" : " <value>")}";

    private string Details(ParameterMember parameter, bool isRequired)
    {
        var details = new List<string> { parameter.Variable };
        if (parameter.ElementType.IsEnum)
            details.Add("one of " + string.Join(", ", Enum.GetNames(parameter.ElementType)));
        if (isRequired)
            details.Add("required");
        if (Default(parameter) is { Length: > 0 } value)
            details.Add("default " + value);
        return $"[{string.Join("; ", details)}]";
    }

    // The initialiser's value. Paths below the root are shown from there.
    private string? Default(ParameterMember parameter)
    {
        if (parameter.IsSecret)
            return null;
        var value = parameter.Read(build);
        return value switch
        {
            false or null => null,
            0 or 0L or 0d when Nullable.GetUnderlyingType(parameter.DeclaredType) is null => null,
            Array array => string.Join(' ', array.Cast<object?>()),
            AbsolutePath path => Path.GetRelativePath(TargetBuild.RootDirectory, path),
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString(),
        };
    }
}
