using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace IocOps.Engine.Graph;

/// <summary>How a definition refers to another target.</summary>
internal enum Relation
{
    DependsOn,
    DependentFor,
    Before,
    After,
    Triggers,
    TriggeredBy,
    Consumes,
}

/// <summary>A reference to another target; null where the build handed in none.</summary>
internal sealed record Reference(Relation Relation, Delegate? Target);

/// <summary>A condition and the text of it, for the summary.</summary>
internal sealed record Condition(string Text, Func<bool> IsMet);

/// <summary>Something that must hold before anything runs. <paramref name="IsValue"/>: a member that must have a value.</summary>
internal sealed record Requirement(LambdaExpression Expression, bool IsValue);

/// <summary>Collects what a target says of itself; the graph resolves the references.</summary>
internal sealed class TargetDefinition(TargetProperty property, object build) : ITargetDefinition
{
    private readonly Queue<PropertyInfo> _overridden = new(TargetProperty.Overridden(property.Info));

    public string Name => property.Name;

    public string? Text { get; private set; }

    public List<Func<Task?>> Actions { get; } = [];

    public List<Reference> References { get; } = [];

    public List<Condition> StaticConditions { get; } = [];

    public List<Condition> DynamicConditions { get; } = [];

    public List<Requirement> Requirements { get; } = [];

    public List<string> Problems { get; } = [];

    public DependencyBehavior DependencyBehavior { get; private set; }

    public bool IsProceedAfterFailure { get; private set; }

    public bool IsAssuredAfterFailure { get; private set; }

    public bool IsUnlisted { get; private set; }

    /// <summary>Lets a target's delegate say what it has to say into this definition.</summary>
    public void Apply(Delegate target) => _ = target switch
    {
        Target t => t(this),
        Setup s => s(this),
        Cleanup c => c(this),
        _ => this,
    };

    public ITargetDefinition Description(string description) => With(() => Text = description);

    public ITargetDefinition Executes(params Action[] actions) => With(() =>
    {
        foreach (var action in actions)
            Actions.Add(() => { action(); return null; });
    });

    public ITargetDefinition Executes<T>(Func<T> action) => With(() => Actions.Add(() => action() as Task));

    public ITargetDefinition Executes(Func<Task> action) => With(() => Actions.Add(action));

    public ITargetDefinition DependsOn(params Target[] targets) => Refer(Relation.DependsOn, targets);

    public ITargetDefinition DependsOn<T>(params Func<T, Target>[] targets) => Refer(Relation.DependsOn, targets, true);

    public ITargetDefinition TryDependsOn<T>(params Func<T, Target>[] targets) => Refer(Relation.DependsOn, targets, false);

    public ITargetDefinition DependentFor(params Target[] targets) => Refer(Relation.DependentFor, targets);

    public ITargetDefinition DependentFor<T>(params Func<T, Target>[] targets) => Refer(Relation.DependentFor, targets, true);

    public ITargetDefinition TryDependentFor<T>(params Func<T, Target>[] targets) => Refer(Relation.DependentFor, targets, false);

    public ITargetDefinition Before(params Target[] targets) => Refer(Relation.Before, targets);

    public ITargetDefinition Before<T>(params Func<T, Target>[] targets) => Refer(Relation.Before, targets, true);

    public ITargetDefinition TryBefore<T>(params Func<T, Target>[] targets) => Refer(Relation.Before, targets, false);

    public ITargetDefinition After(params Target[] targets) => Refer(Relation.After, targets);

    public ITargetDefinition After<T>(params Func<T, Target>[] targets) => Refer(Relation.After, targets, true);

    public ITargetDefinition TryAfter<T>(params Func<T, Target>[] targets) => Refer(Relation.After, targets, false);

    public ITargetDefinition Triggers(params Target[] targets) => Refer(Relation.Triggers, targets);

    public ITargetDefinition Triggers<T>(params Func<T, Target>[] targets) => Refer(Relation.Triggers, targets, true);

    public ITargetDefinition TryTriggers<T>(params Func<T, Target>[] targets) => Refer(Relation.Triggers, targets, false);

    public ITargetDefinition TriggeredBy(params Target[] targets) => Refer(Relation.TriggeredBy, targets);

    public ITargetDefinition TriggeredBy<T>(params Func<T, Target>[] targets) => Refer(Relation.TriggeredBy, targets, true);

    public ITargetDefinition TryTriggeredBy<T>(params Func<T, Target>[] targets) => Refer(Relation.TriggeredBy, targets, false);

    public ITargetDefinition OnlyWhenDynamic(
        Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string? conditionExpression = null) =>
        With(() => DynamicConditions.Add(new Condition(Texts.OfLambda(conditionExpression), condition)));

    public ITargetDefinition OnlyWhenStatic(
        Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string? conditionExpression = null) =>
        With(() => StaticConditions.Add(new Condition(Texts.OfLambda(conditionExpression), condition)));

    public ITargetDefinition WhenSkipped(DependencyBehavior dependencyBehavior) =>
        With(() => DependencyBehavior = dependencyBehavior);

    public ITargetDefinition Requires<T>(Expression<Func<T>> parameterRequirement, params Expression<Func<T>>[] parameterRequirements)
        where T : class? => Require(parameterRequirements.Prepend(parameterRequirement), isValue: true);

    public ITargetDefinition Requires<T>(Expression<Func<T?>> parameterRequirement, params Expression<Func<T?>>[] parameterRequirements)
        where T : struct => Require(parameterRequirements.Prepend(parameterRequirement), isValue: true);

    public ITargetDefinition Requires(Expression<Func<bool>> requirement, params Expression<Func<bool>>[] requirements) =>
        Require(requirements.Prepend(requirement), isValue: false);

    public ITargetDefinition ProceedAfterFailure() => With(() => IsProceedAfterFailure = true);

    public ITargetDefinition AssuredAfterFailure() => With(() => IsAssuredAfterFailure = true);

    public ITargetDefinition Unlisted() => With(() => IsUnlisted = true);

    public ITargetDefinition Base() => With(() =>
    {
        if (_overridden.TryDequeue(out var overridden))
            Apply(TargetProperty.ReadNonVirtually(overridden, build));
        else
            Problems.Add($"Target '{Name}' calls Base(), but no base class has a target of that name to override.");
    });

    public ITargetDefinition Inherit(params Target[] targets) => With(() => Array.ForEach(targets, Apply));

    public ITargetDefinition Inherit<T>(params Expression<Func<T, Target>>[] targets) => With(() =>
    {
        foreach (var target in targets)
        {
            if (build is not T)
                Problems.Add(NoComponent(typeof(T)));
            else if (Members.Of(target) is PropertyInfo inherited)
                Apply(TargetProperty.ReadNonVirtually(inherited, build));
            else
                Problems.Add($"Target '{Name}': Inherit takes properties, as in x => x.Compile.");
        }
    });

    public ITargetDefinition Produces(params string[] artifacts) => this;

    public ITargetDefinition Consumes(params Target[] targets) => Refer(Relation.Consumes, targets);

    public ITargetDefinition Consumes<T>(params Func<T, Target>[] targets) => Refer(Relation.Consumes, targets, true);

    public ITargetDefinition Consumes(Target target, params string[] artifacts) => Refer(Relation.Consumes, [target]);

    public ITargetDefinition Consumes<T>(Func<T, Target> target, params string[] artifacts) => Refer(Relation.Consumes, [target], true);

    public ITargetDefinition Partition(int size) => this;

    private string NoComponent(Type component) =>
        $"Target '{Name}' refers to the component {component.Name}, which the build does not implement; the Try… form allows that.";

    private TargetDefinition Refer(Relation relation, Target[] targets) =>
        With(() => References.AddRange(targets.Select(t => new Reference(relation, t))));

    private TargetDefinition Refer<T>(Relation relation, Func<T, Target>[] targets, bool mustBeThere) => With(() =>
    {
        if (build is T component)
            References.AddRange(targets.Select(t => new Reference(relation, t(component))));
        else if (mustBeThere)
            Problems.Add(NoComponent(typeof(T)));
    });

    private TargetDefinition Require(IEnumerable<LambdaExpression> expressions, bool isValue) =>
        With(() => Requirements.AddRange(expressions.Select(e => new Requirement(e, isValue))));

    private TargetDefinition With(Action change)
    {
        change();
        return this;
    }
}
