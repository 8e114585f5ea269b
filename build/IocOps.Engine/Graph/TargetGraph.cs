using System.Linq.Expressions;
using System.Reflection;

namespace IocOps.Engine.Graph;

/// <summary>All targets of a build and how they hang together; checked as a whole before anything runs.</summary>
internal sealed class TargetGraph
{
    private readonly Dictionary<string, ExecutableTarget> _byName;

    private TargetGraph(IReadOnlyList<ExecutableTarget> targets)
    {
        Targets = targets;
        _byName = targets.ToDictionary(t => Names.Key(t.Name), StringComparer.Ordinal);
    }

    /// <summary>In the order of the source.</summary>
    public IReadOnlyList<ExecutableTarget> Targets { get; }

    /// <summary>By its name, with no regard to case and dashes; null where there is none.</summary>
    public ExecutableTarget? Find(string name) => _byName.GetValueOrDefault(Names.Key(name));

    /// <summary>Reads every definition of the build. Throws <see cref="UsageException"/> with all that is wrong in them.</summary>
    public static TargetGraph Of(object build, IReadOnlyList<TargetProperty> properties, IEnumerable<LambdaExpression> defaults)
    {
        var problems = new List<string>();
        var targets = new List<ExecutableTarget>();
        foreach (var property in properties)
        {
            if (Read(property, build, problems) is { } target)
                targets.Add(target);
        }

        problems.AddRange(targets.GroupBy(t => Names.Key(t.Name)).Where(g => g.Count() > 1).Select(g =>
            $"Several targets are called '{g.First().Name}': {string.Join(", ", g.Select(Place))}. Rename all but one."));
        var links = new TargetLinks(targets, problems);
        UsageException.ThrowIfAny(problems);
        links.Connect();
        foreach (var name in defaults.Select(d => Members.Of(d)))
            MarkDefault(targets, name, problems);
        UsageException.ThrowIfAny(problems);
        UsageException.ThrowIfAny(Cycles.In(targets));
        return new TargetGraph(targets);
    }

    private static ExecutableTarget? Read(TargetProperty property, object build, List<string> problems)
    {
        try
        {
            var factory = property.Read(build);
            if (factory is null)
            {
                problems.Add($"Target '{property.Name}' is null.");
                return null;
            }

            if (!factory.Equals(property.Read(build)))
            {
                problems.Add($"Target '{property.Name}' is a new delegate each time it is read, so nothing can refer to it: its getter "
                    + "closes over a local variable. Write it with an expression body, and move the variable into the action or a member.");
                return null;
            }

            var definition = new TargetDefinition(property, build);
            definition.Apply(factory);
            problems.AddRange(definition.Problems);
            return new ExecutableTarget(property, factory, definition);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            problems.Add($"The definition of target '{property.Name}' fails: {Texts.Message(exception)}");
            return null;
        }
    }

    private static void MarkDefault(List<ExecutableTarget> targets, MemberInfo? member, List<string> problems)
    {
        var target = targets.Find(t => t.Name == member?.Name && member.DeclaringType!.IsAssignableFrom(t.Property.Info.DeclaringType!))
            ?? targets.Find(t => t.Name == member?.Name);
        if (target is null)
            problems.Add("A default target must be a target property of the build, as in Execute<Build>(x => x.Compile).");
        else
            target.IsDefault = true;
    }

    private static string Place(ExecutableTarget target) => $"{target.Property.Info.DeclaringType!.Name}.{target.Name}";
}
