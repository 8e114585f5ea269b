using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using System.Reflection;
using IocOps.Engine.Graph;
using IocOps.Engine.Parameters;

namespace IocOps.Engine.CommandLine;

/// <summary>Answers a shell that asks for completions: a line each, the value, a tab, the description.</summary>
/// <remarks>A shell in the middle of a line can't show errors, so whatever fails yields no candidates.</remarks>
[SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "See the remarks.")]
internal sealed class CompletionRequest(BuildSession session, Type type, Func<TargetBuild> create)
{
    private const BindingFlags Any = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public
        | BindingFlags.NonPublic | BindingFlags.FlattenHierarchy;

    private readonly Lazy<TargetBuild?> _build = new(() => Create(create));

    public int Answer(IReadOnlyList<string> words)
    {
        var completer = new Completer(Targets(), ParameterMember.Of(type), Provided, () => ParameterFiles.Profiles(session.RootDirectory));
        try
        {
            foreach (var candidate in completer.Complete(words))
                session.Out.WriteLine($"{candidate.Value}\t{candidate.Description.ReplaceLineEndings(" ")}");
        }
        catch (UsageException)
        {
            // No root directory, so no profiles.
        }

        return ExitCodes.Done;
    }

    private List<Candidate> Targets()
    {
        var properties = TargetProperty.Of(type);
        try
        {
            if (_build.Value is { } build)
            {
                var graph = TargetGraph.Of(build, properties, Array.Empty<LambdaExpression>());
                return [.. graph.Targets.Where(t => t.Listed).Select(t => new Candidate(t.Name, t.Description ?? ""))];
            }
        }
        catch (UsageException)
        {
            // A graph that can't run can be completed all the same.
        }

        return [.. properties.Select(p => new Candidate(p.Name, ""))];
    }

    private IReadOnlyList<string> Provided(ParameterMember parameter)
    {
        var (providerType, name) = parameter.ValueProvider!.Value;
        try
        {
            var member = (providerType ?? type).GetMember(name, Any).FirstOrDefault();
            var instance = providerType is null ? _build.Value : null;
            var values = member switch
            {
                FieldInfo field => field.GetValue(instance),
                PropertyInfo property => property.GetValue(instance),
                MethodInfo method => method.Invoke(instance, null),
                _ => null,
            };
            return values is System.Collections.IEnumerable many ? [.. many.Cast<object?>().Select(v => v?.ToString() ?? "")] : [];
        }
        catch (Exception)
        {
            return [];
        }
    }

    private static TargetBuild? Create(Func<TargetBuild> create)
    {
        try
        {
            return create();
        }
        catch (Exception)
        {
            return null;
        }
    }
}
