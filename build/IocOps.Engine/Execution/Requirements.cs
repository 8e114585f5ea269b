using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using IocOps.Engine.Graph;
using IocOps.Engine.Parameters;

namespace IocOps.Engine.Execution;

/// <summary>Checks before the run that what the targets require is there.</summary>
internal static class Requirements
{
    /// <summary>A sentence for each that is not: which flag and which variable give it, and who needs it.</summary>
    public static IReadOnlyList<string> Unmet(object build, IReadOnlyList<ExecutableTarget> plan, IReadOnlyList<ParameterMember> parameters)
    {
        var problems = new List<string>();
        foreach (var parameter in parameters.Where(p => p.IsRequired && !HasValue(p.Read(build))))
            problems.Add($"Parameter '{parameter.Name}' is required; {ParameterBinder.HowToGive(parameter)}");
        foreach (var target in plan.Where(t => t.Status == ExecutionStatus.Scheduled))
        {
            foreach (var requirement in target.Definition.Requirements)
            {
                if (Check(requirement, parameters) is { } problem)
                    problems.Add($"Target '{target.Name}' requires {problem}");
            }
        }

        return [.. problems.Distinct()];
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "Whatever it throws means: not met.")]
    private static string? Check(Requirement requirement, IReadOnlyList<ParameterMember> parameters)
    {
        try
        {
            var value = Members.Value(requirement.Expression.Body);
            if (requirement.IsValue ? HasValue(value) : value is true)
                return null;
        }
        catch (Exception exception)
        {
            return $"{Text(requirement.Expression)}, which fails: {Texts.Message(exception)}";
        }

        if (!requirement.IsValue)
            return $"that {Text(requirement.Expression)}";
        var member = Members.Of(requirement.Expression);
        var parameter = parameters.FirstOrDefault(p => p.Member.Name == member?.Name);
        return parameter is null ? $"a value of {Text(requirement.Expression)}" : $"'{parameter.Name}'; {ParameterBinder.HowToGive(parameter)}";
    }

    private static bool HasValue(object? value) => value is string text ? !string.IsNullOrWhiteSpace(text) : value is not null;

    // An expression prints the object that it hangs on as value(Build); that says nothing to the reader.
    private static string Text(LambdaExpression expression)
    {
        var text = expression.Body.ToString();
        for (var start = text.IndexOf("value(", StringComparison.Ordinal); start >= 0; start = text.IndexOf("value(", StringComparison.Ordinal))
        {
            var end = text.IndexOf(").", start, StringComparison.Ordinal);
            if (end < 0)
                break;
            text = text[..start] + text[(end + 2)..];
        }

        return text;
    }
}
