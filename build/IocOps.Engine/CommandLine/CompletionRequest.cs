using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using System.Reflection;
using IocOps.Engine.Graph;
using IocOps.Engine.Parameters;

namespace IocOps.Engine.CommandLine;

/// <summary>Answers a shell that asks for completions: a line each, the value, a tab, the description.</summary>
/// <remarks>A shell in the middle of a line can't show errors, so whatever fails yields no candidates.</remarks>
[SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "See the remarks.")]
internal sealed class CompletionRequest
{
    private const BindingFlags Any = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public
        | BindingFlags.NonPublic | BindingFlags.FlattenHierarchy;

    private readonly BuildSession _session;
    private readonly Type _type;
    private readonly Lazy<TargetBuild?> _build;
    private readonly Lazy<TargetGraph?> _graph;

    public CompletionRequest(BuildSession session, Type type, Func<TargetBuild> create)
    {
        _session = session;
        _type = type;
        _build = new(() => Create(create));
        _graph = new(() => Graph(type, _build.Value));
    }

    public int Answer(IReadOnlyList<string> words)
    {
        var completer = new Completer(Targets(), Parameters(words), Provided, () => ParameterFiles.Profiles(_session.RootDirectory));
        try
        {
            foreach (var candidate in completer.Complete(words))
                _session.Out.WriteLine($"{candidate.Value}\t{candidate.Description.ReplaceLineEndings(" ")}");
        }
        catch (UsageException)
        {
            // No root directory, so no profiles.
        }

        return ExitCodes.Done;
    }

    private IReadOnlyList<Candidate> Targets() => _graph.Value is { } graph
        ? [.. graph.Targets.Where(t => t.Listed).Select(t => new Candidate(t.Name, t.Description ?? ""))]
        : [.. TargetProperty.Of(_type).Select(p => new Candidate(p.Name, ""))];

    // Where targets are named already, only what these read.
    private IReadOnlyList<ParameterMember> Parameters(IReadOnlyList<string> words)
    {
        var all = ParameterMember.Of(_type);
        if (_graph.Value is not { } graph)
            return all;
        var named = words.SkipLast(1).SelectMany(w => w.Split(['+', ','])).Select(graph.Find).OfType<ExecutableTarget>().ToList();
        return named.Count == 0 ? all : new ParameterUse(_type, all).Of(Planner.Plan(named));
    }

    // A graph that can't run can be completed all the same.
    private static TargetGraph? Graph(Type type, TargetBuild? build)
    {
        try
        {
            return build is null ? null : TargetGraph.Of(build, TargetProperty.Of(type), Array.Empty<LambdaExpression>());
        }
        catch (UsageException)
        {
            return null;
        }
    }

    private IReadOnlyList<string> Provided(ParameterMember parameter)
    {
        var (providerType, name) = parameter.ValueProvider!.Value;
        try
        {
            var member = (providerType ?? _type).GetMember(name, Any).FirstOrDefault();
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
